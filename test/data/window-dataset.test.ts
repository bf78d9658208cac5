import { describe, expect, test } from 'vitest';
import { type LabelledVideo, WindowDataset } from '../../src/lib/data/window-dataset.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { preprocessing } from '../../src/lib/preprocessing.js';
import { createRandom } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';

const SIZE = 2;
const WINDOW = 4;

/** A video whose every frame is filled with its own index (plus a video's offset), so that a window shows where it was cut. */
function video(name: string, length: number, first: number, events: readonly number[]): LabelledVideo {
  const data = new Uint8Array(length * SIZE * SIZE);
  for (let frame = 0; frame < length; frame++) data.fill(first + frame, frame * SIZE * SIZE, (frame + 1) * SIZE * SIZE);
  return { name, events, frames: new Frames({ data, shape: [length, SIZE, SIZE, 1], frameRate: 30, name }) };
}

const dataset = (): WindowDataset =>
  new WindowDataset(
    [video('a', 22, 0, [0, 3, 7, 8, 20]), video('b', 40, 100, [5, 9]), video('c', 9, 200, [])],
    preprocessing({ window: WINDOW, size: SIZE, color: 'gray' }),
  );

/** First frame's value of every window of a pass. */
function firstFrames(passes: Iterable<{ inputs: Float32Array; size: number }>): number[] {
  return [...passes].flatMap(({ inputs, size }) =>
    Array.from({ length: size }, (_, i) => Math.round(inputs[i * WINDOW * SIZE * SIZE] * 255)),
  );
}

describe('WindowDataset', () => {
  test('evaluation windows start at 0, 4, 8 … and take in the last whole one', () => {
    const starts = [0, 4, 8, 12, 16, 100, 104, 108, 112, 116, 120, 124, 128, 132, 136, 200, 204];
    expect(dataset().length).toBe(starts.length);
    expect(firstFrames(dataset().batches({ batchSize: 3, shuffle: false }))).toEqual(starts);
    expect(starts.map((_, i) => dataset().clip(i).data[0])).toEqual(starts);
  });

  test('a target marks every event of its window, its first frame included', () => {
    expect(dataset().target(0)).toEqual([1, 0, 0, 1]);
    expect(dataset().target(1)).toEqual([0, 0, 0, 1]);
    expect(dataset().target(2)).toEqual([1, 0, 0, 0]);
    expect(() => dataset().target(17)).toThrow(InvalidInputError);
  });

  test('batches hold the same values as clips and targets, in [0, 1], the last batch being smaller', () => {
    const set = dataset();
    const batches = [...set.batches({ batchSize: 5, shuffle: false })];
    expect(batches.map(({ size }) => size)).toEqual([5, 5, 5, 2]);
    const inputs = batches.flatMap((batch) => [...batch.inputs]);
    const targets = batches.flatMap((batch) => [...batch.targets]);
    const indices = Array.from({ length: set.length }, (_, i) => i);
    expect(inputs).toEqual(indices.flatMap((i) => [...set.clip(i).data].map((byte) => Math.fround(byte / 255))));
    expect(targets).toEqual(indices.flatMap((i) => set.target(i)));
  });

  test('a training pass cuts each video at one phase, uses every window once, and mixes videos', () => {
    const set = dataset();
    const random = createRandom(3);
    const passes = Array.from({ length: 12 }, () => firstFrames(set.batches({ batchSize: 4, shuffle: true, random })));
    for (const pass of passes) {
      for (const [first, length] of [
        [0, 22],
        [100, 40],
        [200, 9],
      ]) {
        const starts = pass.filter((start) => start >= first && start < first + 50).map((start) => start - first);
        const phase = Math.min(...starts) % WINDOW;
        const expected = Array.from({ length }, (_, i) => i).filter((i) => i % WINDOW === phase && i + WINDOW <= length);
        expect([...starts].sort((a, b) => a - b)).toEqual(expected);
      }
      expect(pass).not.toEqual([...pass].sort((a, b) => a - b));
    }
    expect(new Set(passes.map((pass) => Math.min(...pass.filter((start) => start >= 100 && start < 150)))).size).toBe(WINDOW);
  });

  test('the same seed gives the same pass, another seed another', () => {
    const pass = (seed: number): number[] =>
      firstFrames(dataset().batches({ batchSize: 4, shuffle: true, random: createRandom(seed) }));
    expect(pass(7)).toEqual(pass(7));
    expect(pass(7)).not.toEqual(pass(8));
  });

  test('shuffling without a seeded generator is refused', () => {
    expect(() => [...dataset().batches({ batchSize: 4, shuffle: true })]).toThrow(InvalidInputError);
  });

  test('a split keeps videos whole', () => {
    const { train, validation } = dataset().splitByVideo({ validation: ['b'] });
    expect(train.videos.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(validation.videos.map(({ name }) => name)).toEqual(['b']);
  });

  test('a split with an unknown name or an empty side is refused', () => {
    expect(() => dataset().splitByVideo({ validation: ['bb'] })).toThrow(/nearest: b/);
    expect(() => dataset().splitByVideo({ validation: [] })).toThrow(InvalidInputError);
    expect(() => dataset().splitByVideo({ validation: ['a', 'b', 'c'] })).toThrow(InvalidInputError);
  });

  test('it shows itself as a table with frames, windows and events', () => {
    const display = Reflect.get(dataset(), Symbol.for('Jupyter.display')) as () => Record<string, string>;
    const shown = display.call(dataset())['text/markdown'];
    expect(shown).toContain('| a | 22 | 30 | 5 | 5 |');
  });
});
