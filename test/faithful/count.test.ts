import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { AbortedError } from '../../src/lib/errors.js';
import { faithfulCount } from '../../src/lib/faithful/count.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { Frames } from '../../src/lib/video/frames.js';
import { flashes } from '../training/synthetic-dataset.js';

afterEach(() => engine().disposeVariables());

const clip = (count: number, size = 121): Frames =>
  new Frames({ data: new Uint8Array(count * size * size), shape: [count, size, size, 1], frameRate: 30, name: 'clip' });

describe('counting as the original does', () => {
  test.each([
    ['raw', 1],
    ['unit', 255],
  ] as const)('J67 J75: %s frames: every window alone, an output above the threshold is a jump', async (scale, divisor) => {
    const model = speedCounter({ size: 121, output: 'softmax' });
    const { frames, events } = flashes({ videos: 1, frames: 25 }).videos[0];
    const threshold = 0.28;
    const expected: number[] = [];
    for (let start = 0; start < 25 - 4; start += 4) {
      const values = Array.from(frames.slice(start, start + 4).data, (value) => value / divisor);
      const answer = engine().tidy(() => model.apply(engine().tensor5d(values, [1, 4, 121, 121, 1])).dataSync());
      expected.push(...Array.from(answer, (value) => (value > threshold ? 1 : 0)));
    }
    const before = engine().memory().numTensors;
    const counted = await faithfulCount(model, frames, events, { scale, threshold });
    expect(engine().memory().numTensors).toBe(before);
    expect([...counted.predictedFrames]).toEqual(expected);
    expect(counted.toJSON()).toEqual({
      name: 'flash-1',
      actual: 2, // events 0, 6, 12, 18: those on the first frame of a window are lost
      predicted: expected.filter((value) => value === 1).length,
      windows: 6,
    });
    expect([...counted.actualFrames.keys()].filter((i) => counted.actualFrames[i] === 1)).toEqual([6, 18]);
  });

  test('J68: the threshold is strict', async () => {
    const model = speedCounter({ size: 121 });
    for (const { variable } of model.weights()) variable.assign(engine().zerosLike(variable));
    const { predicted } = await faithfulCount(model, clip(9), [], { threshold: 0.5 });
    expect(predicted).toBe(0);
    expect((await faithfulCount(model, clip(9), [], { threshold: 0.49 })).predicted).toBe(8);
  });

  test('no window that fits, frames of another size, an aborted signal', async () => {
    const model = speedCounter({ size: 121 });
    await expect(faithfulCount(model, clip(4), [])).rejects.toThrow('no window of 4 frames fits into clip. Received: "4 frames"');
    await expect(faithfulCount(model, clip(9, 128), [])).rejects.toThrow('this model wants gray frames of 121×121');
    await expect(faithfulCount(model, clip(9), [], { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
  });
});
