import type { Tensor2D, Tensor5D } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { engine, engineReady } from '../../src/lib/backend/engine.js';
import { frameProbability } from '../../src/lib/evaluation/frame-probability.js';
import type { VideoModel } from '../../src/lib/models/model.js';
import { flashes } from '../training/synthetic-dataset.js';

beforeAll(engineReady);

/** A model that notes what it is fed instead of answering. */
function listener(seen: number[][]): VideoModel {
  const { preprocessing } = flashes();
  const { window, size } = preprocessing;
  const apply = (inputs: Tensor5D): Tensor2D => {
    seen.push(Array.from(inputs.dataSync()));
    return engine().zeros([inputs.shape[0], window]);
  };
  return { preprocessing, inputShape: [window, size, size, 1], apply } as unknown as VideoModel;
}

test('J75, X22: a model is fed the very same numbers in training and when counting, all within 0 and 1', async () => {
  const dataset = flashes({ videos: 1, frames: 16 });
  const seen: number[][] = [];
  await frameProbability(listener(seen), dataset.videos[0].frames, { stride: dataset.preprocessing.window });
  const trained = [...dataset.batches({ batchSize: 32, shuffle: false })].map(({ inputs }) => Array.from(inputs));
  expect(seen).toEqual(trained);
  const largest = seen[0].reduce((most, value) => Math.max(most, value), 0);
  expect(largest).toBeGreaterThan(0.5);
  expect(largest).toBeLessThanOrEqual(1);
});
