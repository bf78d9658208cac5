import type { Tensor5D } from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { AbortedError } from '../../src/lib/errors.js';
import type { VideoModel } from '../../src/lib/models/model.js';
import type { Progress } from '../../src/lib/progress.js';
import { createRandom } from '../../src/lib/random.js';
import { ascend } from '../../src/lib/visualization/ascend.js';
import { makeVisible } from '../../src/lib/visualization/make-visible.js';
import type { FilterVisualization } from '../../src/lib/visualization/results.js';
import { truncatedNetwork } from '../../src/lib/visualization/truncated-network.js';
import { visualizeFilters } from '../../src/lib/visualization/visualize-filters.js';
import { kill, noiseClip, smallModel, wake } from './small-model.js';

afterEach(() => engine().disposeVariables());

/** Mean answer of one channel of a layer to one clip. */
function meanAnswer(model: VideoModel, layer: string, channel: number, clip: Float32Array): number {
  const tf = engine();
  return tf.tidy(() => {
    const output = truncatedNetwork(model, [layer]).apply(tf.tensor5d(clip, [1, ...model.inputShape])) as Tensor5D;
    return output.slice([0, 0, 0, 0, channel], [-1, -1, -1, -1, 1]).mean().dataSync()[0];
  });
}

function rms(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Mean absolute difference of neighbours along one axis of `[frames, height, width]`. */
function roughness({ frames: { shape }, values }: FilterVisualization, axis: 0 | 2): number {
  const [frames, height, width] = shape;
  const stride = axis === 0 ? height * width : 1;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const at = axis === 0 ? Math.floor(i / height / width) : i % width;
    if (at + 1 < (axis === 0 ? frames : width)) sum += Math.abs(values[i + stride] - values[i]);
  }
  return sum / values.length;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe('gradient ascent', () => {
  test('steps along the gradient, measured by finite differences', async () => {
    const model = smallModel();
    const from = Float32Array.from({ length: 1600 }, (_, i) => 0.5 + 0.4 * Math.sin(i * i));
    const [{ values, objective }] = await visualizeFilters(model, {
      ...{ layer: 'conv3d_2', filters: [2], steps: 1, stepSize: 1e-3, start: from, bounds: 'none' },
    });
    const move = values.map((value, i) => value - from[i]);
    expect(rms(move)).toBeCloseTo(1e-3, 5);
    expect(objective[0]).toBeCloseTo(meanAnswer(model, 'conv3d_2', 2, from), 5);
    expect(objective[1]).toBeCloseTo(meanAnswer(model, 'conv3d_2', 2, values), 5);
    const slope = (i: number): number => {
      const at = (by: number) => from.map((value, j) => (j === i ? value + by : value));
      return meanAnswer(model, 'conv3d_2', 2, at(0.02)) - meanAnswer(model, 'conv3d_2', 2, at(-0.02));
    };
    const steepest = move.reduce((best, value, i) => (Math.abs(value) > Math.abs(move[best]) ? i : best), 0);
    for (const i of [700, 444, 1100]) expect(move[i] / move[steepest]).toBeCloseTo(slope(i) / slope(steepest), 1);
  });

  test('the target is the answer of the convolution, or the one after the non-linearity, of the block that is named', async () => {
    const model = smallModel();
    const start = new Float32Array(1600).fill(0.7);
    const first = async (layer: string, target?: 'before' | 'after') => {
      const [found] = await visualizeFilters(model, { layer, target, filters: [3], steps: 1, start });
      return [found.layer, found.objective[0]] as const;
    };
    const convolution = ['conv3d_2', meanAnswer(model, 'conv3d_2', 3, start)];
    const activation = ['activation_2', meanAnswer(model, 'activation_2', 3, start)];
    for (const layer of ['conv3d_2', 'batch_normalization_2', 'activation_2', 'max_pooling3d_2']) {
      expect(await first(layer, 'before')).toEqual([convolution[0], expect.closeTo(Number(convolution[1]), 5)]);
      expect(await first(layer, 'after')).toEqual([activation[0], expect.closeTo(Number(activation[1]), 5)]);
      expect((await first(layer))[0]).toBe(layer);
    }
  });

  test('raises every objective, stays within its bounds, says how far it is, leaves no tensor behind', async () => {
    const model = smallModel();
    await visualizeFilters(model, { layer: 'conv3d_1', filters: 1, steps: 1 });
    const before = engine().memory().numTensors;
    const seen: Progress[] = [];
    const filters = await visualizeFilters(model, {
      ...{ layer: 'conv3d_2', filters: 20, steps: 4, onProgress: (progress) => seen.push(progress) },
    });
    expect(engine().memory().numTensors).toBe(before);
    expect(filters.map(({ filter }) => filter)).toEqual([0, 1, 2, 3, 4]);
    expect(seen.at(-1)).toEqual({ done: 20, total: 20, unit: 'step', label: 'gradient ascent in conv3d_2' });
    for (const { objective, values, frames, isDead } of filters) {
      expect(objective).toHaveLength(5);
      expect(objective[4]).toBeGreaterThan(objective[0]);
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(frames.shape).toEqual([4, 20, 20, 1]);
      expect(isDead).toBe(false);
    }
  });

  test('the same seed gives the same clips, another one others; grouping changes nothing', async () => {
    const options = { layer: 'conv3d_2', steps: 3, jitter: { space: 2, time: 1 } };
    const model = smallModel();
    const together = await visualizeFilters(model, { ...options, filters: [1, 4, 2] });
    const again = await visualizeFilters(smallModel(), { ...options, filters: [1, 4, 2] });
    const alone = await visualizeFilters(smallModel(), { ...options, filters: [4] });
    const other = await visualizeFilters(smallModel(), { ...options, filters: [4], seed: 8 });
    expect(again[1].values).toEqual(together[1].values);
    expect(largestDifference(alone[0].values, together[1].values)).toBeLessThan(1e-4);
    expect(largestDifference(other[0].values, together[1].values)).toBeGreaterThan(0.01);
  });

  test('keeps the clips on the way where it is asked to', async () => {
    const model = smallModel();
    const options = { layer: 'conv3d_2', filters: [3, 1], steps: 5, seed: 4 } as const;
    const plain = await visualizeFilters(model, options);
    const before = engine().memory().numTensors;
    const kept = await visualizeFilters(model, { ...options, every: 2 });
    expect(engine().memory().numTensors).toBe(before);
    expect(plain[0]).not.toHaveProperty('steps');
    for (const [i, { steps = [], frames }] of kept.entries()) {
      expect(frames.data).toEqual(plain[i].frames.data);
      expect(steps.map(({ step }) => step)).toEqual([0, 2, 4, 5]);
      expect(steps[3].frames.data).toEqual(frames.data);
      // The clip after two steps is that of an ascent of two.
      const [short] = await visualizeFilters(model, { ...options, filters: [options.filters[i]], steps: 2 });
      expect(steps[1].frames.data).toEqual(short.frames.data);
    }
    await expect(visualizeFilters(model, { ...options, every: 0 })).rejects.toThrow('every must be an integer of at least 1');
  });

  test('smoothness in space and time, and jitter, give calmer clips', async () => {
    const model = smallModel();
    const options = { layer: 'conv3d_2', filters: [0], steps: 10 };
    const [plain] = await visualizeFilters(model, options);
    const [inSpace] = await visualizeFilters(model, { ...options, smoothness: { space: 1 } });
    const [inTime] = await visualizeFilters(model, { ...options, smoothness: { time: 1 } });
    const [jittered] = await visualizeFilters(model, { ...options, jitter: { space: 3 } });
    expect(roughness(inSpace, 2)).toBeLessThan(0.6 * roughness(plain, 2));
    expect(roughness(inTime, 0)).toBeLessThan(0.6 * roughness(plain, 0));
    expect(roughness(jittered, 2)).toBeLessThan(roughness(plain, 2));
    for (const { objective } of [inSpace, inTime, jittered]) expect(objective[10]).toBeGreaterThan(objective[0]);
    const network = truncatedNetwork(model, ['conv3d_2']);
    const before = engine().memory().numTensors;
    const tf = engine();
    const start = tf.zeros([1, ...model.inputShape]) as Tensor5D;
    const jitter = { space: 2, time: 1, random: createRandom(1) };
    const climb = { channels: [1], steps: 2, stepSize: 0.1, epsilon: 0, smoothness: { space: 1, time: 1 }, jitter };
    await ascend((x) => network.apply(x) as Tensor5D, start, climb);
    start.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is remembered while the weights stay, and computed anew when they change', async () => {
    const model = smallModel();
    wake(model, 'conv3d_1', [0, 1, 2]);
    const options = { layer: 'activation_1', steps: 2 };
    const [first] = await visualizeFilters(model, { ...options, filters: [0, 1] });
    first.values.fill(9);
    const network = model.network.layers[0];
    const call = network.call.bind(network);
    let calls = 0;
    network.call = (...args) => {
      calls++;
      return call(...args);
    };
    const [, , third] = await visualizeFilters(model, { ...options, filters: [0, 1, 2] });
    const callsForOne = calls;
    const [again] = await visualizeFilters(model, { ...options, filters: [0, 1, 2] });
    expect(calls).toBe(callsForOne);
    expect(again.values).not.toEqual(first.values);
    expect(third.isDead).toBe(false);
    kill(model, 'conv3d_1', [2]);
    const [changed] = await visualizeFilters(model, { ...options, filters: [2] });
    expect(changed.isDead).toBe(true);
  });
});

describe('dead filters', () => {
  test('J90: are reported; a search for active ones skips them, and ends when all are dead', async () => {
    const model = smallModel();
    wake(model, 'conv3d_1', [1, 3, 4, 5]);
    kill(model, 'conv3d_1', [0, 2]);
    const found = await visualizeFilters(model, { layer: 'activation_1', filters: { active: 3 }, steps: 2 });
    expect(found.map(({ filter, isDead }) => [filter, isDead])).toEqual([
      [0, true],
      [1, false],
      [2, true],
      [3, false],
      [4, false],
    ]);
    expect(found[0].objective).toEqual([0, 0, 0]);
    const more = await visualizeFilters(model, { layer: 'activation_1', filters: { active: 9 }, steps: 2 });
    expect(more.map(({ filter }) => filter)).toEqual([0, 1, 2, 3, 4, 5]);
    kill(model, 'conv3d_1', [1, 3, 4, 5]);
    const none = await visualizeFilters(model, { layer: 'activation_1', filters: { active: 9 }, steps: 2 });
    expect(none.map(({ isDead }) => isDead)).toEqual(new Array(6).fill(true));
    // Before the non-linearity every filter can be climbed.
    const before = await visualizeFilters(model, { layer: 'activation_1', target: 'before', filters: { active: 9 }, steps: 2 });
    expect(before.map(({ isDead }) => isDead)).toEqual(new Array(6).fill(false));
  });

  test('keep their start, also under smoothing', async () => {
    const model = smallModel();
    wake(model, 'conv3d_1', [1]);
    kill(model, 'conv3d_1', [0]);
    const start = Float32Array.from({ length: 1600 }, (_, i) => (i % 7) / 7);
    const options = { layer: 'activation_1', filters: [0, 1], steps: 2, start, smoothness: { space: 1, time: 1 } };
    const [dead, alive] = await visualizeFilters(model, options);
    expect(dead.values).toEqual(start);
    expect(alive.values).not.toEqual(start);
  });
});

describe('starts', () => {
  test('J90: a given clip is never modified, and every filter starts from it', async () => {
    const model = smallModel();
    const clip = noiseClip();
    const bytes = clip.data.slice();
    const filters = await visualizeFilters(model, { layer: 'conv3d_1', filters: [0, 1], steps: 1, start: clip });
    expect(clip.data).toEqual(bytes);
    const values = Float32Array.from(bytes, (byte) => byte / 255);
    for (const { filter, objective } of filters) {
      expect(objective[0]).toBeCloseTo(meanAnswer(model, 'conv3d_1', filter, values), 4);
    }
  });

  test('J90: noise lies within what models are trained on, is another for each filter, and can be chosen', async () => {
    const model = smallModel();
    const options = { layer: 'conv3d_1', filters: [0, 1], steps: 1, stepSize: 0, bounds: 'none' as const };
    const statistics = (values: Float32Array): number[] => {
      const mean = values.reduce((sum, value) => sum + value) / values.length;
      return [mean, rms(values.map((value) => value - mean)), Math.min(...values), Math.max(...values)];
    };
    const [first, second] = await visualizeFilters(model, options);
    const [mean, , low, high] = statistics(first.values);
    expect(mean).toBeCloseTo(0.5, 2);
    expect([low >= 0.5 - 10 / 255 - 1e-6, high <= 0.5 + 10 / 255]).toEqual([true, true]);
    expect(second.values).not.toEqual(first.values);
    const [normal] = await visualizeFilters(model, { ...options, start: { normal: [1, 1] } });
    expect(statistics(normal.values)[0]).toBeCloseTo(1, 0);
    expect(statistics(normal.values)[1]).toBeCloseTo(1, 0);
    const [uniform] = await visualizeFilters(model, { ...options, start: { uniform: [128, 148] } });
    expect(statistics(uniform.values)[2]).toBeGreaterThanOrEqual(128);
    expect(statistics(uniform.values)[0]).toBeCloseTo(138, 0);
    const [cut] = await visualizeFilters(model, { ...options, start: { normal: [1, 1] }, bounds: undefined });
    expect(statistics(cut.values).slice(2)).toEqual([0, 1]);
  });
});

describe('bad calls', () => {
  const layer = 'conv3d_1';
  test.each(
    [
      [{ layer, filters: [6] }, 'filters of conv3d_1 are numbered from 0 to 5'],
      [{ layer, filters: [] }, 'filters of conv3d_1 are numbered from 0 to 5'],
      [{ layer, filters: { active: 0 } }, 'active must be an integer of at least 1'],
      [{ layer: 'frames' }, 'layer frames has no frames'],
      [{ layer: 'conv3d_3' }, 'no layer has this name. Received: "conv3d_3". Accepted: conv3d_1, batch_normalization_1'],
      [{ layer, target: 'inside' }, "target is not known. Received: \"inside\". Accepted: 'before', 'after'"],
      [{ layer, steps: 0 }, 'steps must be an integer of at least 1'],
      [{ layer, stepSize: -1 }, 'stepSize must be'],
      [{ layer, bounds: [1, 0] }, 'bounds must be [low, high]'],
      [{ layer, smoothness: { space: 2 } }, 'smoothness.space must be a number from 0 to 1'],
      [{ layer, jitter: { time: 0.5 } }, 'jitter.time must be an integer of at least 0'],
      [{ layer, start: 'gray' }, 'start is not known. Received: "gray"'],
      [{ layer, start: new Float32Array(5) }, 'a start of shape [4, 20, 20, 1] needs 1600 values. Received: 5'],
      [{ layer, start: new Float32Array(1600).fill(128) }, 'a start must lie within the bounds [0, 1]. Received: 128'],
      [{ layer, start: noiseClip({ window: 3, size: 20 }) }, "a start must have the model's 4 frames. Received: 3"],
    ].map(([options, message]) => [message, options] as const),
  )('%s', async (message, options) => {
    await expect(visualizeFilters(smallModel(), options as never)).rejects.toThrow(message);
  });

  test('an interrupt stops within a step', async () => {
    const model = smallModel();
    const stop = new AbortController();
    const before = engine().memory().numTensors;
    let steps = 0;
    const onProgress = (): void => {
      if (++steps === 3) stop.abort();
    };
    const call = visualizeFilters(model, { layer, steps: 50, signal: stop.signal, onProgress });
    await expect(call).rejects.toThrow('Gradient ascent was interrupted after 3 of 50 steps');
    await expect(visualizeFilters(model, { layer, signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    expect(steps).toBe(3);
    expect(engine().memory().numTensors).toBe(before);
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
