import { eventStrip } from './event-strip.js';
import { mount, whenReady } from './mount.js';

whenReady(() => mount('eventStrip', eventStrip));
