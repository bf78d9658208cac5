import { fc, test } from '@fast-check/vitest';
import type { Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect } from 'vitest';
import { engine, engineReady } from '../../src/lib/backend/engine.js';

beforeAll(async () => {
  process.env.FRAMESCOPE_BACKEND = 'wasm';
  await engineReady();
});

type Three = [number, number, number];

const length = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const three = (min: number, max: number): fc.Arbitrary<Three> => fc.tuple(length(min, max), length(min, max), length(min, max));

const pools = fc.record({
  extent: three(3, 7),
  size: three(1, 3),
  strides: three(1, 3),
  channels: fc.integer({ min: 1, max: 3 }),
  pad: fc.constantFrom('valid' as const, 'same' as const),
  seed: fc.integer({ min: 1, max: 1000 }),
});

/** Every cell of the only sample and channel-wise: its window's cells, as [t, y, x]. */
function windowCells(cell: Three, extent: Three, size: Three, strides: Three, output: Three, pad: 'valid' | 'same'): Three[] {
  const along = [0, 1, 2].map((axis) => {
    const over = (output[axis] - 1) * strides[axis] + size[axis] - extent[axis];
    const start = cell[axis] * strides[axis] - (pad === 'same' ? Math.floor(Math.max(0, over) / 2) : 0);
    return Array.from({ length: size[axis] }, (_, i) => start + i).filter((at) => at >= 0 && at < extent[axis]);
  });
  return along[0].flatMap((t) => along[1].flatMap((y) => along[2].map((x): Three => [t, y, x])));
}

describe('max-pooling under WebAssembly', () => {
  test.prop([pools], { numRuns: 40 })('3-D: the largest of every window, which alone has a gradient', (drawn) => {
    const { extent, size, strides, channels, pad, seed } = drawn;
    const tf = engine();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.randomUniform([1, ...extent, channels], -2, -1, 'float32', seed) as Tensor5D;
      const y = tf.maxPool3d(x, size, strides, pad);
      const output = y.shape.slice(1, 4) as Three;
      const upstream = tf.randomUniform(y.shape, 0, 1, 'float32', seed + 1) as Tensor5D;
      const gradient = tf.grad((input) => tf.maxPool3d(input as Tensor5D, size, strides, pad))(x, upstream);
      const [xs, ys, us] = [x, y, upstream].map((tensor) => tensor.dataSync());
      const wanted = new Float64Array(x.size);
      for (let i = 0; i < y.size; i++) {
        const [c, cell] = [i % channels, Math.floor(i / channels)];
        const at: Three = [
          Math.floor(cell / (output[1] * output[2])),
          Math.floor(cell / output[2]) % output[1],
          cell % output[2],
        ];
        const flat = windowCells(at, extent, size, strides, output, pad).map(
          ([t, h, w]) => ((t * extent[1] + h) * extent[2] + w) * channels + c,
        );
        const top = flat.reduce((best, index) => (xs[index] > xs[best] ? index : best));
        expect(ys[i]).toBe(xs[top]);
        wanted[top] += us[i];
      }
      const got = gradient.dataSync();
      for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 5);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test.prop([pools], { numRuns: 20 })(
    '2-D: the same gradient as 3-D over single frames',
    ({ extent, size, strides, pad, seed }) => {
      const tf = engine();
      tf.tidy(() => {
        const x = tf.randomUniform([...extent, 2], -2, -1, 'float32', seed) as Tensor4D;
        const pooled = (input: unknown) =>
          tf.maxPool(input as Tensor4D, size.slice(1) as never, strides.slice(1) as never, pad).square();
        const in3d = (input: unknown) =>
          tf
            .maxPool3d((input as Tensor4D).expandDims(0) as Tensor5D, [1, size[1], size[2]], [1, strides[1], strides[2]], pad)
            .square();
        expect(tf.grad(pooled)(x).sub(tf.grad(in3d)(x)).abs().max().dataSync()[0]).toBeLessThan(1e-6);
      });
    },
  );
});

test.prop([fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }), fc.nat(31), fc.boolean()], { numRuns: 60 })(
  'sums and means over any axes, kept or not, are those of plain numbers',
  (shape, chosen, keepDims) => {
    const tf = engine();
    const axes = shape.map((_, axis) => axis).filter((axis) => chosen & (1 << axis));
    if (axes.length === 0) return;
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.randomNormal(shape, 0, 1, 'float32', chosen + 1);
      const sums = new Map<string, number>();
      for (const [i, value] of x.dataSync().entries()) {
        let rest = i;
        const index = shape.map((_, axis) => {
          const below = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
          const at = Math.floor(rest / below);
          rest %= below;
          return axes.includes(axis) ? '' : at;
        });
        sums.set(index.join(), (sums.get(index.join()) ?? 0) + value);
      }
      const wanted = [...sums.values()];
      const count = x.size / wanted.length;
      const got = x.sum(axes, keepDims);
      expect(got.shape).toEqual(
        keepDims ? shape.map((n, i) => (axes.includes(i) ? 1 : n)) : shape.filter((_, i) => !axes.includes(i)),
      );
      for (const [i, value] of Array.from(got.dataSync()).entries()) expect(value).toBeCloseTo(wanted[i], 4);
      for (const [i, value] of Array.from(x.mean(axes).dataSync()).entries()) expect(value).toBeCloseTo(wanted[i] / count, 4);
    });
    expect(tf.memory().numTensors).toBe(before);
  },
);
