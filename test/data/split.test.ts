import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type LabelledVideo, WindowDataset } from '../../src/lib/data/window-dataset.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { preprocessing } from '../../src/lib/preprocessing.js';
import { Frames } from '../../src/lib/video/frames.js';

/** A video of 60 black frames with so many events. */
function video(name: string, eventCount: number): LabelledVideo {
  const frames = new Frames({ data: new Uint8Array(60), shape: [60, 1, 1, 1], frameRate: 30, name });
  return { name, frames, events: Array.from({ length: eventCount }, (_, i) => i * 2) };
}

function dataset(count: number, eventCount: (i: number) => number = (i) => i): WindowDataset {
  return new WindowDataset(
    Array.from({ length: count }, (_, i) => video(`clip-${i}`, eventCount(i))),
    preprocessing({ size: 1 }),
  );
}

const names = (set: WindowDataset): string[] => set.videos.map(({ name }) => name);
const SHARES = { train: 0.6, validation: 0.2, test: 0.2 };

describe('leaving one out', () => {
  test('J66: every video is left out once and never trained on meanwhile', () => {
    const rounds = [...dataset(4).leaveOneOut()];
    expect(rounds.map(({ name }) => name)).toEqual(['clip-0', 'clip-1', 'clip-2', 'clip-3']);
    for (const { name, train, validation } of rounds) {
      expect(names(validation)).toEqual([name]);
      expect(names(train)).not.toContain(name);
      expect(train.videos.length).toBe(3);
    }
  });

  test('one video cannot be left out', () => {
    expect(() => [...dataset(1).leaveOneOut()]).toThrow(/needs at least two\. Received: \["clip-0"\]/);
  });
});

describe('a split into three', () => {
  test.prop([fc.integer({ min: 3, max: 40 }), fc.integer(), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })])(
    'X3: each video is in exactly one part, and the parts have the shares asked for',
    (count, seed, validation, test) => {
      const shares = { train: 1 - (validation + test) / 20, validation: validation / 20, test: test / 20 };
      const split = dataset(count).split(shares, { seed });
      const parts = [split.train, split.validation, split.test];
      expect(parts.flatMap((part) => names(part)).sort()).toEqual(names(dataset(count)).sort());
      for (const [i, share] of [shares.train, shares.validation, shares.test].entries()) {
        expect(parts[i].videos.length).toBeGreaterThanOrEqual(1);
        expect(Math.abs(parts[i].videos.length - share * count)).toBeLessThan(2);
      }
    },
  );

  test.prop([fc.integer()])('X3: videos of one person stay together', (seed) => {
    const person = (name: string): string => String(Number(name.slice(5)) % 5);
    const { train, validation, test: held } = dataset(15).split(SHARES, { seed, groupOf: person });
    const people = [train, validation, held].map((part) => [...new Set(names(part).map(person))]);
    expect(people.flat().sort()).toEqual(['0', '1', '2', '3', '4']);
  });

  test.prop([fc.integer()])('X3: slow and fast videos are in every part', (seed) => {
    const set = dataset(20, (i) => (i < 10 ? 3 : 20));
    const { train, validation, test: held } = set.split(SHARES, { seed }).names;
    for (const part of [train, validation, held]) {
      const counts = part.map((name) => set.videos.find((video) => video.name === name)?.events.length);
      expect(new Set(counts).size).toBe(2);
    }
  });

  test('the same seed deals the same, another seed another way; the names make the parts again', () => {
    const split = dataset(12).split(SHARES, { seed: 3 });
    expect(dataset(12).split(SHARES, { seed: 3 }).names).toEqual(split.names);
    expect(dataset(12).split(SHARES, { seed: 4 }).names).not.toEqual(split.names);
    const saved = JSON.parse(JSON.stringify(split.names)) as typeof split.names;
    expect(names(dataset(12).select(saved.validation))).toEqual(names(split.validation));
  });

  test.each([
    [{ train: 0.5, validation: 0.2, test: 0.2 }, 10, 'must be above 0 and make 1 together'],
    [{ train: 0.8, validation: 0.2, test: 0 }, 10, 'must be above 0 and make 1 together'],
    [{ train: 1.2, validation: -0.2, test: 0 }, 10, 'the share of train must be a number from 0 to 1'],
    [SHARES, 2, 'three parts need at least three videos'],
  ])('%o of %i videos is refused', (shares, count, message) => {
    expect(() => dataset(count).split(shares)).toThrow(InvalidInputError);
    expect(() => dataset(count).split(shares)).toThrow(message);
  });
});
