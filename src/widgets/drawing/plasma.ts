export { plasma } from '../../lib/video/plasma.js';
