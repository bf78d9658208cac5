import { afterEach, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { faithfulVisualizeFilters } from '../../src/lib/faithful/index.js';
import type { Progress } from '../../src/lib/progress.js';
import { kill, smallModel, wake } from '../visualization/small-model.js';

afterEach(() => engine().disposeVariables());

/** Two of six filters answer. */
function mostlyDead() {
  const model = smallModel();
  kill(model, 'conv3d_1', [0, 2, 3, 5]);
  wake(model, 'conv3d_1', [1, 4]);
  return model;
}

test('nine tiles: dead filters are skipped, and after the last one it goes on with the first', async () => {
  const seen: Progress[] = [];
  const onProgress = (progress: Progress): unknown => seen.push(progress);
  const model = mostlyDead();
  const before = engine().memory().numTensors;
  const found = await faithfulVisualizeFilters(model, { layer: 'conv3d_1', iterations: 3, onProgress });
  expect(engine().memory().numTensors).toBe(before);
  expect(found.layer).toBe('activation_1');
  expect(found.filters).toEqual([1, 4, 1, 4, 1, 4, 1, 4, 1]);
  expect(found.skipped.slice(0, 4)).toEqual([0, 2, 3, 5]);
  expect(found.shape).toEqual([9, 1, 4, 20, 20, 1]);
  expect(found.data).toHaveLength(9 * 1600);
  expect(found.losses.map((losses) => losses.length)).toEqual(new Array(9).fill(4));
  expect(seen.at(-1)).toMatchObject({ done: 9, total: 9, label: '9 / 9' });
  // Fresh noise for each tile, also of the same filter, around 1; steps of 1 leave the range of pictures.
  expect(found.data.subarray(0, 1600)).not.toEqual(found.data.subarray(3200, 4800));
  expect(found.data.some((value) => value > 2) && found.data.some((value) => value < 0)).toBe(true);
});

test('J90: where all filters are dead it ends, and says which were skipped', async () => {
  const model = smallModel();
  kill(model, 'conv3d_1', [0, 1, 2, 3, 4, 5]);
  const found = await faithfulVisualizeFilters(model, { layer: 'activation_1', iterations: 2 });
  expect(found.filters).toEqual([]);
  expect(found.shape).toEqual([0, 1, 4, 20, 20, 1]);
  expect(new Set(found.skipped)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
});

test('the same seed gives the same tiles; an interrupt stops it', async () => {
  const model = mostlyDead();
  const options = { layer: 'activation_1', iterations: 2, count: 2 };
  const first = await faithfulVisualizeFilters(model, options);
  expect((await faithfulVisualizeFilters(model, options)).data).toEqual(first.data);
  expect((await faithfulVisualizeFilters(model, { ...options, seed: 1 })).data).not.toEqual(first.data);
  await expect(faithfulVisualizeFilters(model, { ...options, signal: AbortSignal.abort() })).rejects.toThrow('interrupted');
});
