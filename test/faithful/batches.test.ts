import { describe, expect, test } from 'vitest';
import type { LabelledVideo } from '../../src/lib/data/window-dataset.js';
import { faithfulBatches } from '../../src/lib/faithful/batches.js';
import { createRandom, type Random } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';

/** A video of one-pixel frames whose values are `first`, `first + 1`, …, so that a window shows where it was cut. */
function video(name: string, length: number, first: number): LabelledVideo {
  const data = Uint8Array.from({ length }, (_, i) => first + i);
  return { name, events: [1, 4, 6], frames: new Frames({ data, shape: [length, 1, 1, 1], frameRate: 30, name }) };
}

/** A generator whose integers are always this. */
const always = (value: number): Random => ({ ...createRandom(1), integer: () => value });

const firstFrames = (inputs: Float32Array, window: number): number[] =>
  Array.from(inputs, (value) => Math.round(value * 255)).filter((_, i) => i % window === 0);

describe("the original's batches", () => {
  test('J57: what is left of a video comes at the head of the next one’s first batch; the last leftovers are lost', () => {
    // Windows: 7 of video a, 5 of b, 2 of c; batches of 3.
    const videos = [video('a', 15, 0), video('b', 11, 100), video('c', 6, 200)];
    const batches = [...faithfulBatches(videos, { random: always(0), window: 2, batchSize: 3 })];
    expect(batches.map(({ inputs }) => firstFrames(inputs, 2))).toEqual([
      [0, 2, 4],
      [6, 8, 10],
      [12, 100, 102, 104],
    ]);
    expect(batches.map(({ size }) => size)).toEqual([3, 3, 4]);
  });

  test('J31: every video begins at an offset of its own, J34: a label on a first frame is lost', () => {
    const offsets = [1, 0];
    const random: Random = { ...createRandom(1), integer: () => offsets.shift() ?? 0 };
    const batches = [...faithfulBatches([video('a', 10, 0), video('b', 9, 100)], { random, window: 4, batchSize: 1 })];
    expect(batches.map(({ inputs }) => firstFrames(inputs, 4))).toEqual([[1], [5], [100], [104]]);
    expect(batches.map(({ targets }) => [...targets])).toEqual([
      [0, 0, 0, 1],
      [0, 1, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ]);
  });

  test('the same seed gives the same epoch', () => {
    const epoch = (seed: number) =>
      [...faithfulBatches([video('a', 200, 0)], { random: createRandom(seed) })].map(({ inputs }) => firstFrames(inputs, 4));
    expect(epoch(3)).toEqual(epoch(3));
    expect(epoch(3)[0]).toHaveLength(32);
  });
});
