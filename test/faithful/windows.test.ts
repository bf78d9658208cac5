import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { eventsInWindow, windowStarts } from '../../src/lib/data/windows.js';
import { accuracyCeiling } from '../../src/lib/faithful/accuracy-ceiling.js';
import { claimedFrames } from '../../src/lib/faithful/claimed-frames.js';
import { sampleTotals } from '../../src/lib/faithful/sample-totals.js';
import { faithfulStarts, faithfulTarget, keptEvents } from '../../src/lib/faithful/windows.js';
import { hasRealVideos, realVideo } from './real-videos.js';

const events = () => fc.uniqueArray(fc.integer({ min: 0, max: 80 }), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));
const lengths = () => fc.integer({ min: 2, max: 8 });

/** The original's loops, line by line: starts 0, k, 2k … while start < N − k; a label counts where start < label < start + k. */
function originalTargets(labels: readonly number[], frameCount: number, k: number, outputs: number): number[][] {
  const targets: number[][] = [];
  for (let start = 0; start < frameCount - k; start += k) {
    const target = new Array<number>(outputs).fill(0);
    for (const label of labels) if (start < label && label < start + outputs) target[label - start] = 1;
    targets.push(target);
  }
  return targets;
}

describe("the original's windows", () => {
  property.prop([events(), fc.integer({ min: 0, max: 80 }), lengths()])(
    'J30 J32: starts, targets and kept labels are those of its loops, for frames and for flow',
    (labels, frameCount, length) => {
      for (const rule of ['frames', 'flow'] as const) {
        const expected = originalTargets(labels, frameCount, length, rule === 'flow' ? length - 1 : length);
        const starts = faithfulStarts(frameCount, { length });
        expect(starts.map((start) => faithfulTarget(labels, start, { length, rule }))).toEqual(expected);
        const marked = expected.flatMap((target, i) => target.flatMap((value, j) => (value === 1 ? [i * length + j] : [])));
        expect(keptEvents(labels, frameCount, { length, rule })).toEqual(marked);
      }
    },
  );

  property.prop([events(), lengths()])(
    'J34: the first frame of a window counts in ours, and is all that the strict rule loses',
    (labels, length) => {
      const frameCount = 81;
      for (const start of windowStarts(frameCount, { length })) {
        const ours = eventsInWindow(labels, start, length);
        const strict = faithfulTarget(labels, start, { length }).flatMap((value, i) => (value === 1 ? [i] : []));
        expect(ours.filter((offset) => offset !== 0)).toEqual(strict);
        expect(ours.includes(0)).toBe(labels.includes(start));
      }
    },
  );

  test('J35: a flow window of five frames keeps offsets 1 to 3 of four outputs', () => {
    expect(faithfulTarget([10, 11, 12, 13, 14], 10, { rule: 'flow' })).toEqual([0, 1, 1, 1]);
    expect(faithfulTarget([10, 11, 12, 13, 14], 10, { length: 5 })).toEqual([0, 1, 1, 1, 1]);
  });

  test('J37: a window that ends exactly on the last frame is left out; ours takes it', () => {
    expect(faithfulStarts(12)).toEqual([0, 4]);
    expect(windowStarts(12)).toEqual([0, 4, 8]);
    expect(faithfulStarts(13)).toEqual([0, 4, 8]);
    expect(faithfulStarts(3)).toEqual([]);
  });

  test('J31: training windows begin at the offset', () => {
    expect(faithfulStarts(16, { offset: 3 })).toEqual([3, 7, 11]);
  });

  test('J38: two events in one window are both kept, by ours and by the original', () => {
    expect(faithfulTarget([5, 7], 4)).toEqual([0, 1, 0, 1]);
    expect(eventsInWindow([4, 7], 4, 4)).toEqual([0, 3]);
  });

  test('J20: totals come from where the labels end', () => {
    expect(sampleTotals([[3, 10, 20], [7]], 4)).toEqual({ frames: 28, samples: 7 });
    expect(sampleTotals([[14414]], 4)).toEqual({ frames: 14415, samples: 3603 });
    expect(sampleTotals([[14414]], 5)).toEqual({ frames: 14415, samples: 2883 });
    expect(() => sampleTotals([[3], []])).toThrow('sample totals need a label in every video');
  });

  test('J36: accuracy cannot pass the share of windows that keep a label', () => {
    expect(accuracyCeiling([1, 4, 9, 10], 17)).toEqual({ windows: 4, labelled: 2, share: 0.5 });
    expect(accuracyCeiling([1], 4)).toEqual({ windows: 0, labelled: 0, share: 0 });
  });

  test('lengths and rules that make no sense are refused', () => {
    expect(() => faithfulStarts(20, { length: 0 })).toThrow('length must be an integer of at least 1. Received: 0');
    expect(() => faithfulTarget([], 0, { length: 1, rule: 'flow' })).toThrow('length must be an integer of at least 2');
    expect(() => faithfulTarget([], 0, { rule: 'optical' as 'flow' })).toThrow("'frames', 'flow'");
  });
});

describe.skipIf(!hasRealVideos)("the original's numbers for real videos (need ../shared)", () => {
  test.each([
    ['swe_1', 165, 124, 198],
    ['jp_2', 65, 50, 119],
    ['china_1', 211, 138, 233],
    ['hiro_1', 78, 70, 80],
    ['hiro_3', 201, 158, 238],
  ])('J34 J36: %s has %i labels, of which windows of four keep %i; that many of %i windows can be right', async (name, all, kept, windows) => {
    const { video, events: labels } = await realVideo(name);
    expect(labels).toHaveLength(all);
    expect(keptEvents(labels, video.frameCount)).toHaveLength(kept);
    const ceiling = accuracyCeiling(labels, video.frameCount);
    expect(ceiling).toMatchObject({ windows, labelled: kept });
    expect(ceiling.share).toBeCloseTo(kept / windows);
    const whole = windowStarts(video.frameCount).flatMap((start) => eventsInWindow(labels, start, 4));
    expect(all - whole.length).toBeLessThanOrEqual(1);
  });

  test.each([
    ['swe_1', 102],
    ['jp_2', 42],
  ])('J35: %s keeps %i labels in flow windows', async (name, kept) => {
    const { video, events: labels } = await realVideo(name);
    expect(keptEvents(labels, video.frameCount, { rule: 'flow' })).toHaveLength(kept);
  });

  test('J19: a frame that the container claims and does not hold is black', async () => {
    const { video } = await realVideo('hiro_1');
    const frames = await claimedFrames(video);
    expect(frames.shape).toEqual([321, 128, 128, 1]);
    expect(frames.frame(320).every((value) => value === 0)).toBe(true);
    expect(frames.frame(319).every((value) => value === 0)).toBe(false);
    expect(frames.timestamps[320]).toBeGreaterThan(frames.timestamps[319]);
    expect((await video.frames()).length).toBe(320);
  }, 120_000);
});
