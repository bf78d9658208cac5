import { afterEach, expect, test } from 'vitest';
import { engine } from '../src/lib/backend/engine.js';
import { speedCounter } from '../src/lib/models/speed-counter.js';
import { fit } from '../src/lib/training/fit.js';
import { visualizeFilters } from '../src/lib/visualization/visualize-filters.js';
import { flashes } from './training/synthetic-dataset.js';

afterEach(() => engine().disposeVariables());

/** Initial weights, trained weights and a synthesised clip: everything in which chance has a hand. */
async function everything(seed: number): Promise<number[][]> {
  const model = speedCounter({ size: 121, seed });
  const initial = Array.from(model.weights()[0].variable.dataSync());
  await fit(model, flashes(), { epochs: 1, stepsPerEpoch: 2, batchSize: 4, seed });
  const trained = Array.from(model.weights()[0].variable.dataSync());
  const [{ values }] = await visualizeFilters(model, { layer: 'conv3d_1', filters: 1, steps: 1, seed });
  return [initial, trained, Array.from(values)];
}

test('J9: one seed covers initial weights, order and flips of the windows, and the noise of gradient ascent', async () => {
  const first = await everything(3);
  expect(await everything(3)).toEqual(first);
  const other = await everything(4);
  for (const [i, values] of first.entries()) expect(other[i]).not.toEqual(values);
});
