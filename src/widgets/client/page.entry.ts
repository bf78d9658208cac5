import { activationGrid } from './activation-grid.js';
import { eventStrip } from './event-strip.js';
import { filterPlayer } from './filter-player.js';
import { frameSlider } from './frame-slider.js';
import { livePlot } from './live-plot.js';
import { mount, whenReady } from './mount.js';
import { videoPlayer } from './video-player.js';

whenReady(() => {
  mount('frameSlider', frameSlider);
  mount('eventStrip', eventStrip);
  mount('livePlot', livePlot);
  mount('activationGrid', activationGrid);
  mount('filterPlayer', filterPlayer);
  mount('videoPlayer', videoPlayer);
});
