import { fc, test } from '@fast-check/vitest';
import { afterEach, describe, expect } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { AbortedError } from '../../src/lib/errors.js';
import { countEvents } from '../../src/lib/evaluation/count-events.js';
import { eventsFromProbability } from '../../src/lib/evaluation/events-from-probability.js';
import { frameProbability } from '../../src/lib/evaluation/frame-probability.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { Frames } from '../../src/lib/video/frames.js';
import { flashes } from '../training/synthetic-dataset.js';

afterEach(() => engine().disposeVariables());

describe('events from probability', () => {
  test.prop([fc.float32Array({ min: 0, max: 1, noNaN: true, maxLength: 60 }), fc.integer({ min: 1, max: 6 })])(
    'every event is a peak of at least the share of the level below which nothing is clear, none closer than the gap',
    (probability, minimumGap) => {
      const events = eventsFromProbability(probability, { threshold: 0.6, minimumGap });
      for (const [i, t] of events.entries()) {
        const height = (probability[t - 1] ?? 0) + probability[t] + (probability[t + 1] ?? 0);
        expect(height).toBeGreaterThanOrEqual(0.6 * 0.25 - 1e-6);
        if (i > 0) expect(t - events[i - 1]).toBeGreaterThanOrEqual(minimumGap);
      }
    },
  );

  test.prop([fc.float({ min: Math.fround(0.3), max: 1, noNaN: true })])(
    'who is less sure all over finds the same events',
    (sureness) => {
      const curve = Float32Array.from({ length: 90 }, (_, t) => (t % 9 === 4 ? 0.9 : t % 9 === 5 ? 0.4 : 0.02));
      expect(eventsFromProbability(curve.map((p) => p * sureness))).toEqual(eventsFromProbability(curve));
    },
  );

  test('an event spread over neighbours counts once; two clear ones count twice; silence counts nothing', () => {
    expect(eventsFromProbability(Float32Array.of(0, 0.1, 0.3, 0.3, 0.1, 0, 0, 0))).toEqual([2]);
    expect(eventsFromProbability(Float32Array.of(0, 0.9, 0, 0, 0, 0.9, 0))).toHaveLength(2);
    expect(eventsFromProbability(new Float32Array(50))).toEqual([]);
    expect(eventsFromProbability(Float32Array.from({ length: 50 }, (_, t) => 0.02 + 0.02 * Math.sin(t)))).toEqual([]);
  });

  test('J76: the ripples of a plateau are no events: where nothing moves nothing is counted', () => {
    const curve = Float32Array.from({ length: 200 }, (_, t) => {
      if (t < 120) return 0.2 + 0.01 * Math.sin(2.1 * t); // idle: one probability for all
      return t % 8 === 4 ? 0.3 : t % 8 === 5 ? 0.15 : 0.04;
    });
    const jumps = Array.from({ length: 10 }, (_, i) => 124 + 8 * i);
    expect(eventsFromProbability(curve)).toEqual(jumps);
  });

  test('an event on the first or the last frame counts', () => {
    expect(eventsFromProbability(Float32Array.of(0.9, 0.1, 0, 0, 0, 0, 0.1, 0.9))).toEqual([0, 7]);
  });

  test('events four frames apart are told apart where the model hesitates between two frames', () => {
    const curve = Float32Array.from({ length: 40 }, (_, t) => [0.3, 0.25, 0.12, 0.22][t % 4]);
    expect(eventsFromProbability(curve)).toHaveLength(10);
  });

  test('a threshold beyond all peaks is refused', () => {
    expect(() => eventsFromProbability(new Float32Array(5), { threshold: 1.2 })).toThrow(
      'threshold must be a number from 0 to 1',
    );
  });
});

describe('counting in frames', () => {
  test('a frame gets the mean of what all windows that hold it say', async () => {
    const model = speedCounter({ size: 121 });
    const { frames } = flashes({ videos: 1, frames: 11 }).videos[0];
    const tf = engine();
    const sums = new Float32Array(11);
    const seen = new Float32Array(11);
    for (let start = 0; start + 4 <= 11; start++) {
      const clip = tf.tensor5d(
        Array.from(frames.slice(start, start + 4).data, (byte) => byte / 255),
        [1, 4, 121, 121, 1],
      );
      for (const [i, value] of model.apply(clip).dataSync().entries()) {
        sums[start + i] += value;
        seen[start + i]++;
      }
    }
    const got = await frameProbability(model, frames, { batchSize: 3 });
    for (const [t, value] of got.entries()) expect(value).toBeCloseTo(sums[t] / seen[t], 5);
  });

  test('no frame is left out, whatever the stride', async () => {
    const model = speedCounter({ size: 121 });
    const { frames } = flashes({ videos: 1, frames: 18 }).videos[0];
    const probability = await frameProbability(model, frames, { stride: 4 });
    expect(probability.every((value) => value > 0)).toBe(true);
  });

  test('leaves no tensor behind and gives frames with times', async () => {
    const model = speedCounter({ size: 121 });
    const { frames } = flashes({ videos: 1 }).videos[0];
    const before = engine().memory().numTensors;
    const counted = await countEvents(model, frames, { threshold: 0 });
    expect(engine().memory().numTensors).toBe(before);
    expect(counted.count).toBeGreaterThan(0);
    for (const { frame, time } of counted.events) expect(time).toBeCloseTo(frame / 30);
  });

  test('frames of another size, too few frames, an aborted signal', async () => {
    const model = speedCounter({ size: 121 });
    const frames = (count: number, size: number) =>
      new Frames({ data: new Uint8Array(count * size * size), shape: [count, size, size, 1], frameRate: 30, name: 'clip' });
    await expect(countEvents(model, frames(8, 128))).rejects.toThrow(
      'this model wants gray frames of 121×121. Received: [8, 128, 128, 1]',
    );
    await expect(countEvents(model, frames(3, 121))).rejects.toThrow(
      'clip is shorter than a window of 4 frames. Received: "3 frames"',
    );
    await expect(countEvents(model, frames(8, 121), { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    const flow = speedCounter({ size: 121, channels: 2 });
    await expect(countEvents(flow, frames(8, 121))).rejects.toThrow('this model reads optical flow');
  });
});
