import { mountLive } from './mount-live.js';

/** What brings figures of a kind to life that a cell has defined; its script finds it under this registered symbol. */
(globalThis as Record<symbol, unknown>)[Symbol.for('framescope.kit')] = mountLive;
