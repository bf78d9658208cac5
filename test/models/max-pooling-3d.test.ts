import type { Tensor5D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeBackend, engine, engineReady } from '../../src/lib/backend/engine.js';
import { type Layer, layerFactories } from '../../src/lib/models/layers/index.js';
import { createRandom } from '../../src/lib/random.js';

type Extent = readonly [number, number, number];

beforeAll(engineReady);

const values = (count: number): number[] => {
  const random = createRandom(5).fork('values');
  return Array.from({ length: count }, () => random.uniform());
};

/** Maxima of all windows that fit, of one channel, by six loops. */
function naive(x: readonly number[], [t, h, w]: Extent, pool: Extent, strides: Extent): number[] {
  const out: number[] = [];
  for (let f = 0; f + pool[0] <= t; f += strides[0]) {
    for (let r = 0; r + pool[1] <= h; r += strides[1]) {
      for (let c = 0; c + pool[2] <= w; c += strides[2]) {
        let most = -Infinity;
        for (let i = 0; i < pool[0]; i++)
          for (let j = 0; j < pool[1]; j++)
            for (let k = 0; k < pool[2]; k++) most = Math.max(most, x[((f + i) * h + r + j) * w + c + k]);
        out.push(most);
      }
    }
  }
  return out;
}

function gradientOf(layer: Layer, x: Tensor5D): number[] {
  const y = (input: Tensor5D): never => (layer.call(input, {}) as Tensor5D).sum() as never;
  return Array.from((engine().grad(y as never)(x) as Tensor5D).dataSync());
}

describe('3-D max-pooling', () => {
  test.each<[Extent, Extent]>([
    [
      [1, 2, 2],
      [1, 2, 2],
    ],
    [
      [2, 2, 2],
      [2, 2, 2],
    ],
    [
      [3, 3, 2],
      [1, 2, 1],
    ],
    [
      [1, 2, 2],
      [2, 1, 1],
    ],
  ])('of windows %j, every %j cells, gives the maximum of each', (poolSize, strides) => {
    const x = values(5 * 7 * 6);
    const layer = layerFactories().maxPooling3d({ poolSize, strides });
    const got = layer.call(engine().tensor5d(x, [1, 5, 7, 6, 1]), {}) as Tensor5D;
    const expected = naive(x, [5, 7, 6], poolSize, strides).map(Math.fround);
    expect(Array.from(got.dataSync())).toEqual(expected);
    expect(got.shape).toEqual(layer.computeOutputShape([1, 5, 7, 6, 1]));
  });

  test.each<Extent>([
    [1, 2, 2],
    [2, 2, 2],
  ])("'exact' sends the gradient to the maximum alone, near-ties or not: windows %j %j %j", (...poolSize) => {
    const x = [0, 1, 1 - 1e-6, 0, 0.5, 0.2, 0.3, 0.4];
    const exact = gradientOf(layerFactories().maxPooling3d({ poolSize }), engine().tensor5d(x, [1, 2, 2, 2, 1]));
    expect(exact).toEqual(poolSize[0] === 1 ? [0, 1, 0, 0, 1, 0, 0, 0] : [0, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("'tensorflow' sends it to every cell within 1e-5 of the maximum, on the native engine", ({ skip }) => {
    if (describeBackend().active !== 'native') skip('the fault is that of the native kernel');
    const x = engine().tensor5d([0, 1, 1 - 1e-6, 0], [1, 1, 2, 2, 1]);
    const layer = layerFactories().maxPooling3d({ poolSize: [1, 2, 2], gradient: 'tensorflow' });
    expect(gradientOf(layer, x)).toEqual([0, 1, 1, 0]);
  });

  test('an unknown gradient is refused', () => {
    expect(() => layerFactories().maxPooling3d({ gradient: 'fast' as never })).toThrow("Accepted: 'exact', 'tensorflow'");
  });
});
