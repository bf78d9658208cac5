import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimedFrames } from '../../src/lib/faithful/claimed-frames.js';
import { faithfulCount } from '../../src/lib/faithful/count.js';
import type { VideoModel } from '../../src/lib/models/model.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { SHARED } from '../golden/root.js';
import { hasRealVideos, realVideo } from './real-videos.js';

describe.skipIf(!hasRealVideos)("the original's gray weights on real videos (need ../shared)", () => {
  let model: VideoModel;

  beforeAll(async () => {
    const folder = join(SHARED, 'data/models/speed-counting-grayscale');
    model = await loadModel({ architecture: join(folder, 'model_architecture.json'), weights: join(folder, 'model_weights.h5') });
  });
  afterAll(() => model.dispose());

  test.each([
    ['swe_1', 124, 198, 168],
    ['jp_2', 50, 119, 112],
    ['china_1', 138, 233, 167],
    ['hiro_1', 70, 80, 80],
  ])(
    'J75: in %s, %i labels, they mark %i windows on raw frames and %i on frames divided by 255',
    async (name, actual, raw, unit) => {
      const { video, events } = await realVideo(name);
      const frames = await claimedFrames(video);
      const onRaw = await faithfulCount(model, frames, events);
      expect(onRaw.toJSON()).toMatchObject({ actual, predicted: raw });
      expect(onRaw.windows).toBe(raw); // every window, whatever it holds: nothing was counted
      const fourth = Array.from({ length: onRaw.windows }, (_, i) => onRaw.predictedFrames[4 * i + 3]);
      expect(fourth.every((mark) => mark === 1)).toBe(true);
      const onUnit = await faithfulCount(model, frames, events, { scale: 'unit' });
      expect(onUnit.toJSON()).toMatchObject({ actual, predicted: unit });
    },
    240_000,
  );
});
