import type { Tensor, Tensor5D } from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { forward } from '../../src/lib/models/forward.js';
import { layerFactories } from '../../src/lib/models/layers/index.js';

afterEach(() => engine().disposeVariables());

type Network = ReturnType<ReturnType<typeof engine>['sequential']>;

/** Every way in which a convolution may stand before batch normalisation, with weights that are anything but 0 and 1. */
function network(convolution: object, normalization: object = {}): Network {
  const make = layerFactories();
  const made = engine().sequential({
    layers: [
      make.conv3d({ filters: 3, kernelSize: [2, 3, 3], inputShape: [3, 7, 6, 2], ...convolution }),
      make.batchNormalization(normalization),
      make.activation({ activation: 'relu' }),
      make.conv3d({ filters: 2, kernelSize: 1 }),
      make.flatten({}),
      make.dense({ units: 3 }),
    ],
  });
  const weights = made.getWeights().map((weight, i) => engine().randomUniform(weight.shape, 0.1, 0.9, 'float32', i + 1));
  made.setWeights(weights);
  return made;
}

describe('a forward pass outside training', () => {
  test.each([
    [{}, {}],
    [{ padding: 'same', strides: [1, 2, 2] }, { scale: false }],
    [{ useBias: false }, { center: false }],
    [{ activation: 'tanh' }, {}],
    [{ dilationRate: [1, 2, 1] }, { epsilon: 0.1 }],
  ])('is what the layers say one by one: %j before %j', (convolution, normalization) => {
    const tf = engine();
    const made = network(convolution, normalization);
    const x = tf.randomUniform([2, 3, 7, 6, 2], 0, 1, 'float32', 9) as Tensor5D;
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const logits = (run: () => Tensor): Float32Array => run().dataSync() as Float32Array;
      const wanted = logits(() => made.apply(x, { training: false }) as Tensor);
      const got = logits(() => forward(made, x));
      for (const [i, value] of wanted.entries()) expect(got[i] / value).toBeCloseTo(1, 5);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('follows weights that change', () => {
    const tf = engine();
    const made = network({});
    const x = tf.randomUniform([1, 3, 7, 6, 2], 0, 1, 'float32', 9) as Tensor5D;
    const run = () => tf.tidy(() => Array.from(forward(made, x).dataSync()));
    const first = run();
    made.setWeights(made.getWeights().map((weight) => weight.mul(0.5)));
    expect(run()).not.toEqual(first);
    expect(run()).toEqual(Array.from((made.apply(x) as Tensor).dataSync(), (value) => expect.closeTo(value, 3)));
  });

  test('of an input of another shape is refused', () => {
    const tf = engine();
    expect(() => forward(network({}), tf.zeros([1, 3, 9, 6, 2]) as Tensor5D)).toThrow(/shape/);
  });
});
