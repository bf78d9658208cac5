import { frameSlider } from './frame-slider.js';
import { mount, whenReady } from './mount.js';

whenReady(() => {
  mount('frameSlider', frameSlider);
});
