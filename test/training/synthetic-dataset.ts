import { WindowDataset } from '../../src/lib/data/window-dataset.js';
import { preprocessing } from '../../src/lib/preprocessing.js';
import { createRandom } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';

/** A tiny dataset: noise, with a bright frame at every event. */
export function flashes({ videos = 2, frames = 24, every = 6, size = 121 } = {}): WindowDataset {
  const random = createRandom(1);
  const all = Array.from({ length: videos }, (_, index) => {
    const events = Array.from({ length: Math.floor(frames / every) }, (_, i) => i * every + index);
    const data = Uint8Array.from({ length: frames * size * size }, (_, i) => {
      const isFlash = events.includes(Math.floor(i / (size * size)));
      return (isFlash ? 150 : 50) + random.integer(50);
    });
    const name = `flash-${index + 1}`;
    return { name, events, frames: new Frames({ data, shape: [frames, size, size, 1], frameRate: 30, name }) };
  });
  return new WindowDataset(all, preprocessing({ size }));
}
