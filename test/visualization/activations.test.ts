import type { Tensor } from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { layerFactories } from '../../src/lib/models/layers/index.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { activations } from '../../src/lib/visualization/activations.js';
import { receptiveField } from '../../src/lib/visualization/receptive-field.js';
import { truncatedNetwork } from '../../src/lib/visualization/truncated-network.js';
import { kill, noiseClip, smallModel } from './small-model.js';

afterEach(() => engine().disposeVariables());

describe('activations', () => {
  test('are what the network computes up to that layer', async () => {
    const tf = engine();
    const model = smallModel();
    const clip = noiseClip();
    const found = await activations(model, clip, { layers: ['conv3d_1', 'activation_1'] });
    const [kernel, bias] = model.weights().map(({ variable }) => variable);
    const x = tf.tensor5d(
      Array.from(clip.data, (byte) => byte / 255),
      [1, ...model.inputShape],
    );
    const wanted = tf
      .conv3d(x, kernel as never, 1, 'valid')
      .add(bias)
      .dataSync();
    expect(found.layers[0].data.length).toBe(wanted.length);
    expect(found.layers[0].data.every((value, i) => Math.abs(value - wanted[i]) < 1e-5)).toBe(true);
    expect(found.layers[1].data.every((value) => value >= 0)).toBe(true);
  });

  test('J82: layers come in the order of the model, whatever the order asked for, also in the message that lists them', async () => {
    const model = smallModel();
    const found = await activations(model, noiseClip(), { layers: ['activation_2', 'conv3d_2', 'activation_1'] });
    expect(found.layers.map(({ layer }) => layer)).toEqual(['activation_1', 'conv3d_2', 'activation_2']);
    await expect(activations(model, noiseClip(), { layers: ['relu'] })).rejects.toThrow(
      /no layer has this name\. Received: "relu"\. Accepted: conv3d_1, batch_normalization_1, activation_1, max_pooling3d_1, conv3d_2,.*, frames\./,
    );
  });

  test('J81: every layer that ends a block is there with all its time slices, and dead channels are marked', async () => {
    const model = smallModel();
    kill(model, 'conv3d_1', [1, 4]);
    const { layers } = await activations(model, noiseClip());
    expect(layers.map(({ layer, shape }) => [layer, ...shape])).toEqual([
      ['activation_1', 3, 16, 16, 6],
      ['activation_2', 2, 6, 6, 5],
    ]);
    expect(layers[0].channels.filter(({ isDead }) => isDead).map(({ channel }) => channel)).toEqual([1, 4]);
    expect(layers[0].channels[1]).toEqual({ channel: 1, minimum: 0, maximum: 0, mean: 0, activeShare: 0, isDead: true });
    const [{ data, channels }] = layers;
    for (const { channel, minimum, maximum, mean, activeShare } of channels) {
      const values = [...data].filter((_, i) => i % 6 === channel);
      expect(minimum).toBe(Math.min(...values));
      expect(maximum).toBe(Math.max(...values));
      expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value) / values.length, 6);
      expect(activeShare).toBe(values.filter((value) => value > 0).length / values.length);
    }
  });

  test('refuse layers without frames and clips that the model was not made for, and leave no tensor behind', async () => {
    const model = smallModel();
    const clip = noiseClip();
    await activations(model, clip);
    const before = engine().memory().numTensors;
    await activations(model, clip);
    await expect(activations(model, clip, { layers: ['frames'] })).rejects.toThrow('layer frames has no frames');
    await expect(activations(model, clip, { layers: [] })).rejects.toThrow('layers must name at least one layer');
    await expect(activations(model, clip.slice(0, 3))).rejects.toThrow("a clip must have the model's 4 frames. Received: 3");
    await expect(activations(model, noiseClip({ window: 4, size: 21 }))).rejects.toThrow('this model wants gray frames of 20×20');
    expect(engine().memory().numTensors).toBe(before);
  });
});

describe('receptive fields', () => {
  test.each(['conv3d_1', 'max_pooling3d_1', 'activation_2'])('%s: as far as the gradient of one cell reaches', (name) => {
    const tf = engine();
    const model = smallModel();
    const layer = model.layer(name);
    const field = receptiveField(model, layer);
    const network = truncatedNetwork(model, [name]);
    const [, frames, height, width, channels] = layer.outputShape.map(Number);
    const cell = [frames - 1, 1, width - 2];
    const mask = tf.buffer([1, frames, height, width, channels]);
    for (let c = 0; c < channels; c++) mask.set(1, 0, cell[0], cell[1], cell[2], c);
    // ReLU and pooling let part of the gradient through only, so the reach is gathered over several inputs.
    const reached = [new Set<number>(), new Set<number>(), new Set<number>()];
    for (let trial = 0; trial < 12; trial++) {
      const input = tf.randomUniform([1, ...model.inputShape], 0, 1, 'float32', trial);
      const gradient = tf.grad((clip) => (network.apply(clip) as Tensor).mul(mask.toTensor()).sum())(input);
      const [, , h, w] = input.shape;
      gradient.dataSync().forEach((value, i) => {
        if (value === 0) return;
        reached[0].add(Math.floor(i / h / w));
        reached[1].add(Math.floor(i / w) % h);
        reached[2].add(i % w);
      });
    }
    for (const [axis, places] of reached.entries()) {
      const middle = (field?.offset[axis] ?? 0) + cell[axis] * (field?.step[axis] ?? 0);
      const half = ((field?.size[axis] ?? 0) - 1) / 2;
      expect([Math.min(...places), Math.max(...places)]).toEqual([middle - half, middle + half]);
    }
  });

  test('of the speed counter grow with depth', () => {
    const model = speedCounter({ size: 121 });
    const of = (name: string) => receptiveField(model, model.layer(name));
    expect(of('activation_1')).toEqual({ size: [2, 16, 16], step: [1, 1, 1], offset: [0.5, 7.5, 7.5] });
    expect(of('activation_2')).toEqual({ size: [3, 31, 31], step: [1, 2, 2], offset: [1, 15, 15] });
    expect(of('frames')).toBeUndefined();
    const motion = speedCounter({ size: 121, input: 'motion' });
    expect(receptiveField(motion, motion.layer('activation_1'))?.size).toEqual([4, 16, 16]);
  });
});

test('a kernel longer than its input is refused, when building and when applying', () => {
  const tf = engine();
  const make = layerFactories();
  const network = tf.sequential();
  const layer = make.conv3d({ name: 'long', filters: 1, kernelSize: [5, 3, 3], inputShape: [4, 8, 8, 1] });
  expect(() => network.add(layer)).toThrow(
    'the kernel of layer long is longer than its input. Received: "kernel of 5 × 3 × 3 on an input of 4 × 8 × 8"',
  );
  const open = make.conv3d({ name: 'open', filters: 1, kernelSize: [3, 3, 3] });
  open.apply(tf.zeros([1, 4, 8, 8, 1]));
  expect(() => open.apply(tf.zeros([1, 2, 8, 8, 1]))).toThrow('the kernel of layer open is longer than its input');
  const padded = make.conv3d({ name: 'padded', filters: 1, kernelSize: [5, 3, 3], padding: 'same' });
  expect((padded.apply(tf.zeros([1, 4, 8, 8, 1])) as Tensor).shape).toEqual([1, 4, 8, 8, 1]);
});
