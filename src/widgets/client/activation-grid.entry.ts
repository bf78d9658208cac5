import { activationGrid } from './activation-grid.js';
import { mount, whenReady } from './mount.js';

whenReady(() => mount('activationGrid', activationGrid));
