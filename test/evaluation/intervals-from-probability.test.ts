import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { intervalsFromProbability } from '../../src/lib/evaluation/intervals-from-probability.js';

const probability = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(Number.NaN, 0, 1)), {
  maxLength: 40,
});
const rule = fc.record({
  threshold: fc.double({ min: 0, max: 1, noNaN: true }),
  minimumDuration: fc.nat(6),
  mergeGap: fc.nat(4),
});

/** The rule once more, unit by unit: fill short gaps, then clear short stretches. */
function naive(
  values: readonly number[],
  { threshold, minimumDuration, mergeGap }: { threshold: number; minimumDuration: number; mergeGap: number },
) {
  const isOn = values.map((value) => value >= threshold);
  const stretches = (wanted: boolean): [number, number][] => {
    const found: [number, number][] = [];
    for (let i = 0; i < isOn.length; i++) {
      if (isOn[i] !== wanted) continue;
      if (i > 0 && isOn[i - 1] === wanted) found[found.length - 1][1]++;
      else found.push([i, i + 1]);
    }
    return found;
  };
  for (const [start, end] of stretches(false)) {
    if (start > 0 && end < isOn.length && end - start <= mergeGap) isOn.fill(true, start, end);
  }
  for (const [start, end] of stretches(true)) if (end - start < minimumDuration) isOn.fill(false, start, end);
  return stretches(true);
}

describe('events from a probability over time', () => {
  test.prop([probability, rule])(
    'T54: threshold, merge gap and minimum duration give what a unit-by-unit reading gives',
    (values, options) => {
      const found = intervalsFromProbability(values, options);
      expect(found.map(({ start, end }) => [start, end])).toEqual(naive(values, options));
      for (const { start, end, peak, peakTime } of found) {
        const inside = values.slice(start, end).filter((value) => !Number.isNaN(value));
        expect(peak).toBe(Math.max(...inside));
        expect(values[peakTime]).toBe(peak);
        expect(peak).toBeGreaterThanOrEqual(options.threshold);
      }
    },
  );

  test.prop([probability, rule, fc.nat(4)])(
    'T54: a wider merge gap never gives more events before short ones are left out',
    (values, options, wider) => {
      const count = (mergeGap: number): number =>
        intervalsFromProbability(values, { ...options, minimumDuration: 0, mergeGap }).length;
      expect(count(options.mergeGap + wider)).toBeLessThanOrEqual(count(options.mergeGap));
    },
  );

  test('T48: a value holds until the next window, the last until the end', () => {
    const times = [0, 0.333, 0.667, 1];
    expect(intervalsFromProbability([0.1, 0.9, 0.2, 0.8], { times, duration: 1.5 })).toEqual([
      { start: 0.333, end: 0.667, peak: 0.9, peakTime: 0.333 },
      { start: 1, end: 1.5, peak: 0.8, peakTime: 1 },
    ]);
    expect(intervalsFromProbability([0.9, 0.9], { times: [0, 0.5] })).toMatchObject([{ start: 0, end: 1 }]);
    expect(intervalsFromProbability([])).toEqual([]);
    expect(intervalsFromProbability([1])).toMatchObject([{ start: 0, end: 1 }]);
  });

  test('two stretches a rounding error apart are one', () => {
    const times = [0, 0.1, 0.2, 0.30000000000000004, 0.4];
    expect(intervalsFromProbability([1, 0, 1, 0, 1], { times, mergeGap: 0.1 })).toHaveLength(1);
  });

  test('refuses times and options that make no sense', () => {
    expect(() => intervalsFromProbability([1, 1], { times: [0] })).toThrow(/a time for each/);
    expect(() => intervalsFromProbability([1, 1], { times: [1, 1] })).toThrow(/times must ascend.*\[1, 1\]/);
    expect(() => intervalsFromProbability([1], { times: [Number.NaN] })).toThrow(/ascend/);
    expect(() => intervalsFromProbability([1, 1], { duration: 0.5 })).toThrow(/duration must not end before/);
    expect(() => intervalsFromProbability([1], { threshold: Number.NaN })).toThrow(/threshold/);
    expect(() => intervalsFromProbability([1], { minimumDuration: -1 })).toThrow(/minimumDuration/);
    expect(() => intervalsFromProbability([1], { mergeGap: -1 })).toThrow(/mergeGap/);
  });
});
