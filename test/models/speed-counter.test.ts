import type { Tensor5D } from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { type SpeedCounterOptions, speedCounter } from '../../src/lib/models/speed-counter.js';

afterEach(() => engine().disposeVariables());

describe('the speed counter', () => {
  test('has the layers, shapes and parameters of the original work', () => {
    const { layers, parameters, trainable } = speedCounter().summary();
    const rows = layers.map(({ type, outputShape, parameters: count }) => `${type} ${outputShape.join(',')} ${count}`);
    expect(rows.filter((row) => row.startsWith('Conv3D'))).toEqual([
      'Conv3D 3,113,113,4 2052',
      'Conv3D 2,49,49,8 4104',
      'Conv3D 2,21,21,16 2064',
      'Conv3D 2,8,8,32 4640',
      'Conv3D 2,2,2,64 18496',
    ]);
    expect(rows.at(-1)).toBe('Dense 4 516');
    expect(parameters).toBe(32_368);
    expect(trainable).toBe(32_120);
  });

  test.each([
    [1, 'gray', 32_368],
    [2, 'flow', 34_416],
    [3, 'rgb', 36_464],
  ] as const)('with %d channels reads %s and has %d parameters, 248 of them moving statistics', (channels, color, count) => {
    const model = speedCounter({ channels });
    expect(model.preprocessing.color).toBe(color);
    expect(model.parameterCount).toBe(count);
    expect(model.summary().trainable).toBe(count - 248);
    expect(model.inputShape).toEqual([4, 128, 128, channels]);
  });

  test('the same seed gives the same weights, another seed others', () => {
    const values = (seed: number) => Array.from(speedCounter({ seed }).weights()[0].variable.dataSync());
    expect(values(3)).toEqual(values(3));
    expect(values(3)).not.toEqual(values(4));
  });

  test('J50: sigmoid, which can say none or several, is the default; softmax outputs sum to 1, sigmoid outputs need not', async () => {
    const tf = engine();
    const x = tf.randomUniform([2, 4, 128, 128, 1], 0, 1, 'float32', 5) as never;
    const sums = (output: 'softmax' | 'sigmoid') => Array.from(speedCounter({ output }).apply(x).sum(1).dataSync());
    expect(speedCounter().output).toBe('sigmoid');
    for (const sum of sums('softmax')) expect(sum).toBeCloseTo(1, 5);
    for (const sum of sums('sigmoid')) expect(Math.abs(sum - 1)).toBeGreaterThan(0.01);
  });

  test('J44: every option of the counter changes what it is; none is there without effect', () => {
    const print = (options: SpeedCounterOptions): string => {
      const model = speedCounter(options);
      const [kernel] = model.weights();
      return JSON.stringify([model.network.toJSON(undefined, false), model.preprocessing, [...kernel.variable.dataSync()]]);
    };
    const others: Required<SpeedCounterOptions> = {
      window: 5,
      size: 130,
      channels: 2,
      seed: 8,
      output: 'softmax',
      input: 'motion',
    };
    const usual = print({});
    for (const [option, value] of Object.entries(others)) expect(print({ [option]: value }), option).not.toBe(usual);
  });

  test('J51: a convolution of two frames sees their order, one of a single frame does not', () => {
    const tf = engine();
    const model = speedCounter();
    const channels = [1, 4, 8, 16, 32];
    const mixesFrames = channels.map((count, i) => {
      const layer = model.layer(`conv3d_${i + 1}`);
      const x = tf.randomUniform([1, 4, 20, 20, count], 0, 1, 'float32', 5) as Tensor5D;
      const first = (input: Tensor5D): number[] =>
        Array.from((layer.call(input, {}) as Tensor5D).slice([0, 0], [1, 1]).dataSync());
      const withOtherSecondFrame = tf.concat([x.slice([0, 0], [1, 1]), x.slice([0, 2], [1, 2])], 1) as Tensor5D;
      return JSON.stringify(first(x)) !== JSON.stringify(first(withOtherSecondFrame));
    });
    expect(mixesFrames).toEqual([true, true, false, false, false]);
  });

  test("'motion' subtracts each pixel's mean over the window, eightfold, and adds no weights", () => {
    const tf = engine();
    const model = speedCounter({ input: 'motion' });
    expect(model.parameterCount).toBe(32_368);
    const clip = Array.from({ length: 4 * 128 * 128 }, (_, i) => Math.abs(Math.sin(i * 1.7)));
    const layer = model.layer('temporal_deviation_1');
    const got = (layer.call(tf.tensor5d(clip, [1, 4, 128, 128, 1]), {}) as ReturnType<typeof tf.tensor5d>).dataSync();
    for (const pixel of [0, 777, 128 * 128 - 1]) {
      const values = [0, 1, 2, 3].map((t) => clip[t * 128 * 128 + pixel]);
      const mean = values.reduce((sum, value) => sum + value, 0) / 4;
      for (const t of [0, 1, 2, 3]) expect(got[t * 128 * 128 + pixel]).toBeCloseTo(8 * (values[t] - mean), 5);
    }
  });

  test.each([
    [{ input: 'flow' as never }, 'input is not known'],
    [{ window: 2 }, 'window must be at least 3'],
    [{ window: 3.5 }, 'window must be an integer'],
    [{ size: 120 }, 'size must be at least 121'],
    [{ channels: 4 as never }, 'channels must be 1 (gray), 2 (flow) or 3 (colour)'],
    [{ output: 'linear' as never }, 'output is not known. Received: "linear"'],
  ])('%j is refused', (options, message) => {
    expect(() => speedCounter(options)).toThrow(message);
  });

  test('the smallest size still works', () => {
    expect(speedCounter({ size: 121 }).summary().layers.at(-2)?.outputShape).toEqual([128]);
  });

  test('an unknown layer is refused with the names there are', () => {
    expect(() => speedCounter().layer('conv3d_9')).toThrow(/Received: "conv3d_9".*conv3d_1.*frames/);
  });
});
