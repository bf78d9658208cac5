import { livePlot } from './live-plot.js';
import { mount, whenReady } from './mount.js';

whenReady(() => mount('livePlot', livePlot));
