import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { matchEvents } from '../../src/lib/evaluation/match-events.js';

const frames = () => fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 7 }).map((list) => list.sort((a, b) => a - b));

/** Most pairs that any one-to-one pairing can reach, by trying them all. */
function mostPairs(predicted: readonly number[], actual: readonly number[], tolerance: number): number {
  if (predicted.length === 0) return 0;
  const [first, ...rest] = predicted;
  const partners = actual.filter((frame) => Math.abs(frame - first) <= tolerance);
  return Math.max(
    mostPairs(rest, actual, tolerance),
    ...partners.map(
      (partner) =>
        1 +
        mostPairs(
          rest,
          actual.filter((frame) => frame !== partner),
          tolerance,
        ),
    ),
  );
}

describe('matching events', () => {
  test.prop([frames(), frames(), fc.integer({ min: 0, max: 4 })])(
    'pairs as many as any pairing could',
    (predicted, actual, tolerance) => {
      const { pairs, misses, falseAlarms } = matchEvents(predicted, actual, tolerance);
      expect(pairs.length).toBe(mostPairs(predicted, actual, tolerance));
      for (const [p, a] of pairs) expect(Math.abs(p - a)).toBeLessThanOrEqual(tolerance);
      expect([...pairs.map(([p]) => p), ...falseAlarms].sort((a, b) => a - b)).toEqual(predicted);
      expect([...pairs.map(([, a]) => a), ...misses].sort((a, b) => a - b)).toEqual(actual);
    },
  );

  test('scores of a worked example', () => {
    const match = matchEvents([10, 20, 33, 50], [11, 20, 30, 40, 52], 2);
    expect(match.pairs).toEqual([
      [10, 11],
      [20, 20],
      [50, 52],
    ]);
    expect(match).toMatchObject({ misses: [30, 40], falseAlarms: [33], precision: 0.75, recall: 0.6 });
    expect(match.f1).toBeCloseTo(2 / 3);
    expect(match.countError).toBeCloseTo(-0.2);
  });

  test('nothing predicted where nothing was is right; otherwise it is not', () => {
    expect(matchEvents([], [])).toMatchObject({ precision: 1, recall: 1, f1: 1, countError: 0 });
    expect(matchEvents([3], [])).toMatchObject({ precision: 0, recall: 0, f1: 0, countError: Infinity });
    expect(matchEvents([], [3])).toMatchObject({ precision: 0, recall: 0, f1: 0, countError: -1 });
  });

  test('events out of order are refused', () => {
    expect(() => matchEvents([3, 1], [])).toThrow('predicted events must be ascending frame indices. Received: [3, 1]');
  });
});
