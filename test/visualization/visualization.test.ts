import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { AbortedError } from '../../src/lib/errors.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { Frames } from '../../src/lib/video/frames.js';
import { activations } from '../../src/lib/visualization/activations.js';
import { ascend } from '../../src/lib/visualization/ascend.js';
import { makeVisible } from '../../src/lib/visualization/make-visible.js';
import { truncatedNetwork } from '../../src/lib/visualization/truncated-network.js';
import { visualizeFilters } from '../../src/lib/visualization/visualize-filters.js';
import { flashes } from '../training/synthetic-dataset.js';

const SIZE = 121;
afterEach(() => engine().disposeVariables());

describe('activations', () => {
  test('are what the network computes up to that layer, in model order', async () => {
    const tf = engine();
    const model = speedCounter({ size: SIZE });
    const clip = flashes().clip(1);
    const found = await activations(model, clip, { layers: ['activation_1', 'conv3d_1'] });
    expect(found.layers.map(({ layer, shape }) => [layer, ...shape])).toEqual([
      ['conv3d_1', 3, 106, 106, 4],
      ['activation_1', 3, 106, 106, 4],
    ]);
    const [kernel, bias] = model.weights().map(({ variable }) => variable);
    const x = tf.tensor5d(
      Array.from(clip.data, (byte) => byte / 255),
      [1, 4, SIZE, SIZE, 1],
    );
    const wanted = tf
      .conv3d(x, kernel as never, 1, 'valid')
      .add(bias)
      .dataSync();
    expect(found.layers[0].data.length).toBe(wanted.length);
    expect(found.layers[0].data.every((value, i) => Math.abs(value - wanted[i]) < 1e-5)).toBe(true);
    expect(found.layers[1].data.every((value) => value >= 0)).toBe(true);
  });

  test('default to every activation layer; layers without frames, unknown ones and wrong clips are refused', async () => {
    const model = speedCounter({ size: SIZE });
    const clip = flashes().clip(0);
    expect((await activations(model, clip)).layers.map(({ layer }) => layer)).toEqual(
      [1, 2, 3, 4, 5].map((i) => `activation_${i}`),
    );
    await expect(activations(model, clip, { layers: ['frames'] })).rejects.toThrow('layer frames has no frames to look at');
    await expect(activations(model, clip, { layers: ['relu'] })).rejects.toThrow('no layer has this name. Received: "relu"');
    await expect(activations(model, clip.slice(0, 3))).rejects.toThrow("a clip must have the model's 4 frames. Received: 3");
  });
});

describe('gradient ascent', () => {
  test('steps along the gradient, measured by finite differences', async () => {
    const tf = engine();
    const model = speedCounter({ size: SIZE });
    const network = truncatedNetwork(model, ['conv3d_1']);
    const start = tf.randomUniform([1, 4, SIZE, SIZE, 1], 0, 1, 'float32', 4) as never;
    const { values, objectives } = await ascend(network, start, { channels: [2], steps: 1, stepSize: 0.5, epsilon: 0 });
    const objective = (clip: Float32Array) =>
      tf.tidy(() => {
        const output = network.apply(tf.tensor5d(clip, [1, 4, SIZE, SIZE, 1])) as ReturnType<typeof tf.tensor5d>;
        return output.slice([0, 0, 0, 0, 2], [-1, -1, -1, -1, 1]).mean().dataSync()[0];
      });
    const from = (start as ReturnType<typeof tf.tensor5d>).dataSync() as Float32Array;
    const move = values.map((value, i) => value - from[i]);
    const rms = Math.sqrt(move.reduce((sum, value) => sum + value * value, 0) / move.length);
    expect(rms).toBeCloseTo(0.5, 3);
    expect(objectives[0][0]).toBeCloseTo(objective(from), 4);
    expect(objectives[0][1]).toBeCloseTo(objective(values), 4);
    // The objective is linear here, so a far step along one pixel shows that pixel's slope.
    const slope = (i: number) => objective(from.map((value, j) => (j === i ? value + 1000 : value))) - objective(from);
    const pixels = [SIZE * 60 + 60, SIZE * SIZE + SIZE * 30 + 80, 3 * SIZE * SIZE + SIZE * 90 + 40];
    const slopes = pixels.map(slope);
    for (const [k, i] of pixels.entries()) expect(move[i] / move[pixels[0]]).toBeCloseTo(slopes[k] / slopes[0], 1);
  });

  test('clips of a batch do not influence each other', async () => {
    const model = speedCounter({ size: SIZE });
    const together = await visualizeFilters(model, { layer: 'conv3d_2', filters: [1, 4], steps: 3 });
    const alone = await visualizeFilters(model, { layer: 'conv3d_2', filters: [4], steps: 3 });
    const difference = alone[0].values.map((value, i) => Math.abs(value - together[1].values[i]));
    expect(Math.max(...difference)).toBeLessThan(1e-3);
  });

  test('raises every objective, keeps within [0, 1], leaves no tensor behind', async () => {
    const model = speedCounter({ size: SIZE });
    await visualizeFilters(model, { layer: 'conv3d_2', filters: 1, steps: 1 });
    const before = engine().memory().numTensors;
    const filters = await visualizeFilters(model, { layer: 'conv3d_2', filters: 20, steps: 4 });
    expect(engine().memory().numTensors).toBe(before);
    expect(filters.map(({ filter }) => filter)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const { objective, values, frames, isDead } of filters) {
      expect(objective).toHaveLength(5);
      expect(objective[4]).toBeGreaterThan(objective[0]);
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(frames.shape).toEqual([4, SIZE, SIZE, 1]);
      expect(isDead).toBe(false);
    }
  });

  test('a filter that cannot answer is reported dead, not searched for ever', async () => {
    const tf = engine();
    const model = speedCounter({ size: SIZE });
    const offset = model.weights().find(({ name }) => name === 'batch_normalization_1/beta');
    offset?.variable.assign(tf.tensor1d([-100, 100, 0, 0]));
    const [dead, alive] = await visualizeFilters(model, { layer: 'activation_1', filters: [0, 1], steps: 2 });
    expect(dead.isDead).toBe(true);
    expect(dead.objective).toEqual([0, 0, 0]);
    expect(alive.isDead).toBe(false);
  });

  test('can be interrupted, and refuses what is not there', async () => {
    const model = speedCounter({ size: SIZE });
    const layer = 'conv3d_1';
    await expect(visualizeFilters(model, { layer, signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    await expect(visualizeFilters(model, { layer, filters: [4] })).rejects.toThrow(
      'filters of conv3d_1 are numbered from 0 to 3',
    );
    await expect(visualizeFilters(model, { layer: 'frames' })).rejects.toThrow('layer frames has no filters over frames');
    await expect(visualizeFilters(model, { layer, steps: 0 })).rejects.toThrow('steps must be an integer of at least 1');
  });
});

test('values made visible have the mean at half and a tenth of the range as deviation', () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 40 - 7);
  const bytes = makeVisible(values);
  const mean = bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;
  const deviation = Math.sqrt(bytes.reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / bytes.length);
  expect(mean).toBeCloseTo(127, 0);
  expect(deviation).toBeCloseTo(25.5, 0);
  expect(makeVisible(new Float32Array(4))).toEqual(Uint8Array.of(127, 127, 127, 127));
});

test('Frames of the wrong size cannot be built', () => {
  expect(() => new Frames({ data: new Uint8Array(3), shape: [1, 2, 2, 1], frameRate: 30, name: 'x' })).toThrow(
    'need 4 bytes. Received: 3',
  );
});
