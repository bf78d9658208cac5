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
  test('J37: evaluation windows start at 0, 4, 8 … and take in the last whole one', () => {
    const starts = [0, 4, 8, 12, 16, 100, 104, 108, 112, 116, 120, 124, 128, 132, 136, 200, 204];
    expect(dataset().length).toBe(starts.length);
    expect(firstFrames(dataset().batches({ batchSize: 3, shuffle: false }))).toEqual(starts);
    expect(starts.map((_, i) => dataset().clip(i).data[0])).toEqual(starts);
  });

  test('J34 J38: a target marks every event of its window, its first frame included', () => {
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

  test('J57: a training pass cuts each video at one phase, uses every window once, and mixes videos', () => {
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

  test('X23: the same seed gives the same pass, another seed another', () => {
    const pass = (seed: number): number[] =>
      firstFrames(dataset().batches({ batchSize: 4, shuffle: true, random: createRandom(seed) }));
    expect(pass(7)).toEqual(pass(7));
    expect(pass(7)).not.toEqual(pass(8));
  });

  test('shuffling without a seeded generator is refused', () => {
    expect(() => [...dataset().batches({ batchSize: 4, shuffle: true })]).toThrow(InvalidInputError);
  });

  test('J20: the table counts decoded frames and real windows', () => {
    const display = Reflect.get(dataset(), Symbol.for('Jupyter.display')) as () => Record<string, string>;
    expect(display.call(dataset())['text/markdown']).toContain('**3 videos, 71 frames, 17 windows of 4 frames, 7 events**');
  });

  test('J19 J20: where a container claims other frames than decode, the table says both', () => {
    const claiming = video('a', 22, 0, [3]);
    const frames = new Frames({ ...claiming.frames, claimedFrameCount: 23 });
    const set = new WindowDataset([{ ...claiming, frames }, video('b', 9, 0, [])], preprocessing({ size: SIZE }));
    const display = Reflect.get(set, Symbol.for('Jupyter.display')) as () => Record<string, string>;
    const shown = display.call(set)['text/markdown'];
    expect(shown).toContain('| video | frames | frames claimed |');
    expect(shown).toContain('| a | 22 | 23 | 30 | 5 | 1 |');
    expect(shown).toContain('| b | 9 | – |');
  });

  test('J36: a window without an event has a target of its own, unlike that of an event on its first frame', () => {
    expect(dataset().target(3)).toEqual([0, 0, 0, 0]);
    expect(dataset().target(2)).toEqual([1, 0, 0, 0]);
  });

  test('J39: a target has a number for each frame of its clip', () => {
    const random = createRandom(2);
    for (let i = 0; i < 20; i++) {
      const { clip, target } = dataset().randomWindow(random);
      expect(target.length).toBe(clip.length);
    }
  });

  test('J33: a random window lies anywhere in any video, its first and last place included', () => {
    const random = createRandom(2);
    const set = new WindowDataset([video('a', 5, 0, [4]), video('b', 6, 100, [])], preprocessing({ size: SIZE }));
    const seen = new Map<string, number>();
    for (let i = 0; i < 500; i++) {
      const { name, start, clip, target } = set.randomWindow(random);
      expect(clip.data[0]).toBe((name === 'a' ? 0 : 100) + start);
      expect(target).toEqual([0, 0, 0, name === 'a' && start === 1 ? 1 : 0]);
      seen.set(`${name}${start}`, (seen.get(`${name}${start}`) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['a0', 'a1', 'b0', 'b1', 'b2']);
    expect(Math.min(...seen.values())).toBeGreaterThan(60);
  });

  test('the balance counts windows and frames with events', () => {
    expect(dataset().balance).toEqual({
      windows: { total: 17, withEvent: 5, share: 5 / 17 },
      frames: { total: 68, withEvent: 6, share: 6 / 68 },
    });
  });

  test('a balanced pass has as many windows as ever, half of them with events, the rarer kind equally often', () => {
    const set = dataset();
    const options = { batchSize: 4, shuffle: true, balance: true, random: createRandom(1) };
    for (let pass = 0; pass < 10; pass++) {
      const batches = [...set.batches(options)];
      const targets = batches.flatMap((batch) =>
        Array.from({ length: batch.size }, (_, i) => batch.targets.slice(i * 4, i * 4 + 4)),
      );
      const starts = firstFrames(batches);
      expect(Math.abs(starts.length - 17)).toBeLessThanOrEqual(set.videos.length); // by their phases
      const positive = starts.filter((_, i) => targets[i].includes(1));
      expect(positive.length).toBe(Math.ceil(starts.length / 2));
      const times = [...new Set(positive)].map((start) => positive.filter((other) => other === start).length);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
      const negative = starts.filter((_, i) => !targets[i].includes(1));
      expect(new Set(negative).size).toBe(negative.length);
    }
  });

  test('balance without shuffling, or without windows of both kinds, is refused', () => {
    const random = createRandom(1);
    expect(() => [...dataset().batches({ batchSize: 4, shuffle: false, balance: true, random })]).toThrow(
      'balance needs shuffle',
    );
    const empty = new WindowDataset([video('a', 20, 0, [])], preprocessing({ size: SIZE }));
    expect(() => [...empty.batches({ batchSize: 4, shuffle: true, balance: true, random })]).toThrow(
      'balance needs windows of both kinds: there is none with an event',
    );
  });

  test('frames of another size than the preprocessing says are refused', () => {
    expect(() => new WindowDataset([video('a', 20, 0, [])], preprocessing({ size: 3 }))).toThrow(InvalidInputError);
  });

  test('J66: a split keeps videos whole', () => {
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
