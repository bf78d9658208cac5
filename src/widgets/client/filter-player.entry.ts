import { filterPlayer } from './filter-player.js';
import { mount, whenReady } from './mount.js';

whenReady(() => mount('filterPlayer', filterPlayer));
