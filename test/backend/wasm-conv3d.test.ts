import { fc, test } from '@fast-check/vitest';
import type { Tensor5D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect } from 'vitest';
import { engine, engineReady } from '../../src/lib/backend/engine.js';

beforeAll(async () => {
  process.env.FRAMESCOPE_BACKEND = 'wasm';
  await engineReady();
});

type Five = [number, number, number, number, number];
type Three = [number, number, number];

interface Case {
  readonly x: Five;
  readonly filter: Five;
  readonly strides: Three;
  readonly dilations: Three;
  readonly pad: 'valid' | 'same';
  readonly seed: number;
}

const length = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const three = (min: number, max: number): fc.Arbitrary<Three> => fc.tuple(length(min, max), length(min, max), length(min, max));

/** Shapes in which at least one output cell is left. */
const cases = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    kernel: three(1, 4),
    more: three(0, 5),
    channels: fc.integer({ min: 1, max: 3 }),
    filters: fc.constantFrom(1, 2, 3, 4, 8, 9),
    steps: three(1, 3),
    isDilated: fc.boolean(),
    pad: fc.constantFrom('valid' as const, 'same' as const),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ batch, kernel, more, channels, filters, steps, isDilated, pad, seed }): Case => {
    const dilations: Three = isDilated ? steps : [1, 1, 1];
    const extent = kernel.map((length, axis) => (length - 1) * dilations[axis] + 1 + more[axis]) as Three;
    const strides: Three = isDilated ? [1, 1, 1] : steps;
    return { x: [batch, ...extent, channels], filter: [...kernel, channels, filters], strides, dilations, pad, seed };
  });

/** Calls `each(y, x, filter)` with the flat indices of every product that the convolution is a sum of. */
function everyProduct(
  { x, filter, strides, dilations, pad }: Case,
  output: Five,
  each: (y: number, x: number, f: number) => void,
) {
  const before = [0, 1, 2].map((axis) => {
    const covered = (output[axis + 1] - 1) * strides[axis] + (filter[axis] - 1) * dilations[axis] + 1;
    return pad === 'same' ? Math.floor(Math.max(0, covered - x[axis + 1]) / 2) : 0;
  });
  for (const [y, [b, t, h, w, o]] of cells(output).entries()) {
    for (const [i, [d, j, k, c]] of cells([...filter.slice(0, 4)] as number[]).entries()) {
      const at = [t, h, w].map((cell, axis) => cell * strides[axis] + [d, j, k][axis] * dilations[axis] - before[axis]);
      if (at.some((cell, axis) => cell < 0 || cell >= x[axis + 1])) continue;
      each(y, (((b * x[1] + at[0]) * x[2] + at[1]) * x[3] + at[2]) * x[4] + c, i * filter[4] + o);
    }
  }
}

/** All index tuples of a shape, in C order. */
function cells(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((all, length) => all.flatMap((cell) => Array.from({ length }, (_, i) => [...cell, i])), [[]]);
}

function expectClose(got: ArrayLike<number>, wanted: Float64Array): void {
  const scale = Math.max(1, ...Array.from(wanted, Math.abs));
  const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0);
  expect(worst / scale).toBeLessThan(1e-5);
}

describe('3-D convolution under WebAssembly is the sum that defines it', () => {
  test.prop([cases], { numRuns: 25 })('forward, any stride, dilation and padding', (example) => {
    const tf = engine();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.randomNormal(example.x, 0, 1, 'float32', example.seed) as Tensor5D;
      const filter = tf.randomNormal(example.filter, 0, 1, 'float32', example.seed + 1) as Tensor5D;
      const y = tf.conv3d(x, filter, example.strides, example.pad, 'NDHWC', example.dilations);
      const [xs, fs, wanted] = [x.dataSync(), filter.dataSync(), new Float64Array(y.size)];
      everyProduct(example, y.shape as Five, (to, from, weight) => {
        wanted[to] += xs[from] * fs[weight];
      });
      expectClose(y.dataSync(), wanted);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test.prop([cases], { numRuns: 25 })('backward by input and by kernel', (drawn) => {
    const example: Case = { ...drawn, dilations: [1, 1, 1] };
    const tf = engine();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.randomNormal(example.x, 0, 1, 'float32', example.seed) as Tensor5D;
      const filter = tf.randomNormal(example.filter, 0, 1, 'float32', example.seed + 1) as Tensor5D;
      const shape = tf.conv3d(x, filter, example.strides, example.pad).shape as Five;
      const upstream = tf.randomNormal(shape, 0, 1, 'float32', example.seed + 2) as Tensor5D;
      const [dx, df] = tf.grads((a, b) => tf.conv3d(a as Tensor5D, b as Tensor5D, example.strides, example.pad))(
        [x, filter],
        upstream,
      );
      const [xs, fs, us] = [x, filter, upstream].map((tensor) => tensor.dataSync());
      const [byInput, byKernel] = [new Float64Array(x.size), new Float64Array(filter.size)];
      everyProduct(example, shape, (to, from, weight) => {
        byInput[from] += us[to] * fs[weight];
        byKernel[weight] += us[to] * xs[from];
      });
      expectClose(dx.dataSync(), byInput);
      expectClose(df.dataSync(), byKernel);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
