import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { VideoLabels } from '../../src/lib/data/labels/video-labels.js';
import { annotatorAgreement, mergeLabels } from '../../src/lib/evaluation/annotator-agreement.js';

/** Cohen's kappa of two lists of 0 and 1 from their table of counts, as scikit-learn's cohen_kappa_score computes it. */
function kappaOfLists(a: readonly number[], b: readonly number[]): number {
  const counts = [0, 1].map((i) => [0, 1].map((j) => a.filter((value, at) => value === i && b[at] === j).length));
  const rows = counts.map(([no, yes]) => no + yes);
  const columns = [0, 1].map((j) => counts[0][j] + counts[1][j]);
  let disagreement = 0;
  let byChance = 0;
  for (const i of [0, 1]) {
    for (const j of [0, 1]) {
      if (i === j) continue;
      disagreement += counts[i][j];
      byChance += (rows[i] * columns[j]) / a.length;
    }
  }
  return 1 - disagreement / byChance;
}

const onFrames = (frames: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, frame) => Number(frames.includes(frame)));

const labelsOn = (...frames: number[]): VideoLabels => ({
  events: frames.map((frame) => ({ frame, time: frame / 30, source: 'person' })),
  ranges: [],
});

const eventsOf = () =>
  fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 30 }).map((all) => all.sort((a, b) => a - b));

describe('two annotators', () => {
  property.prop([eventsOf(), eventsOf()])('without a tolerance have the kappa of their frames', (first, second) => {
    const { kappa } = annotatorAgreement(first, second, { frameCount: 100, tolerance: 0 });
    expect(kappa).toBeCloseTo(kappaOfLists(onFrames(first, 100), onFrames(second, 100)), 12);
  });

  test('who tap a frame or two apart agree fully', () => {
    const { kappa, pairs } = annotatorAgreement([10, 20, 30], [11, 18, 30], { frameCount: 100 });
    expect(pairs).toEqual([
      [10, 11],
      [20, 18],
      [30, 30],
    ]);
    expect(kappa).toBe(1);
    expect(annotatorAgreement([10, 20, 30], [11, 18, 30], { frameCount: 100, tolerance: 0 }).kappa).toBeCloseTo(0.3127, 3);
  });

  test('have the kappa that the formula gives by hand', () => {
    // 100 frames, 4 and 5 events, 3 pairs: 97 frames agree, 0.04 · 0.05 + 0.96 · 0.95 = 0.914 by chance.
    const agreement = annotatorAgreement([10, 20, 30, 40], [12, 22, 32, 60, 70], { frameCount: 100 });
    expect(agreement).toMatchObject({ onlyFirst: [40], onlySecond: [60, 70] });
    expect(agreement.kappa).toBeCloseTo((0.97 - 0.914) / (1 - 0.914), 12);
  });

  test('who marked nothing have none, and events beyond the video are refused', () => {
    expect(annotatorAgreement([], [], { frameCount: 10 }).kappa).toBeUndefined();
    expect(() => annotatorAgreement([3], [10], { frameCount: 10 })).toThrow(
      'events lie beyond the last frame. Received: 10. Accepted: frames 0 to 9.',
    );
  });

  test('merge into one: pairs meet in the middle, the others are kept or left out', () => {
    const [first, second] = [labelsOn(10, 20, 40), labelsOn(12, 21, 60)];
    expect(mergeLabels(first, second).events.map(({ frame, time }) => [frame, time])).toEqual([
      [11, undefined],
      [20, 20 / 30],
      [40, 40 / 30],
      [60, 2],
    ]);
    expect(mergeLabels(first, second, { unmatched: 'leave out' }).events.map(({ frame }) => frame)).toEqual([11, 20]);
  });

  property.prop([eventsOf(), eventsOf()])('merge into a list with one event a frame, from which no pair is missing', (a, b) => {
    const { pairs } = annotatorAgreement(a, b, { frameCount: 100 });
    expect(mergeLabels(labelsOn(...a), labelsOn(...b), { unmatched: 'leave out' }).events).toHaveLength(pairs.length);
    const frames = mergeLabels(labelsOn(...a), labelsOn(...b)).events.map(({ frame }) => frame);
    expect(new Set(frames).size).toBe(frames.length);
  });
});
