import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { cutDelays, labelRuns, labelsOfCurve, queueMeans } from '../../src/lib/evaluation/label-queue.js';
import { classCurve, queueAverage } from '../../src/lib/evaluation/queue-average.js';

/** Frames of three classes, and where further videos begin. */
const clips = fc
  .array(
    fc.array(fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 12,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((videos) => ({
    videos,
    frames: videos.flat(),
    starts: videos.slice(0, -1).map((_, i) => videos.slice(0, i + 1).flat().length),
  }));

describe('a queue of predictions', () => {
  test.prop([clips, fc.integer({ min: 1, max: 9 })])(
    'F35: gives the mean of a video’s last predictions and never reaches into another video',
    ({ videos, frames, starts }, queue) => {
      // Each video by itself, slices averaged one by one.
      const expected = videos.flatMap((own) =>
        own.map((_, frame) => {
          const held = own.slice(Math.max(0, frame - queue + 1), frame + 1);
          return [0, 1].map((c) => held.reduce((sum, values) => sum + values[c], 0) / held.length);
        }),
      );
      const found = queueAverage(frames, { queue, starts });
      found.forEach((values, frame) => {
        values.forEach((value, c) => {
          expect(value).toBeCloseTo(expected[frame][c], 5);
        });
      });
    },
  );

  test.prop([clips])('F35: of one prediction changes nothing', ({ frames, starts }) => {
    expect(queueAverage(frames, { queue: 1, starts })).toEqual(frames.map((values) => [...values]));
  });

  test.prop([fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 20 })])(
    'F35: follows a clean cut half a queue late, and not at all late where a new video begins',
    (queue, more) => {
      const length = queue + more;
      const frames = Array.from({ length: 2 * length }, (_, i) => (i < length ? [1, 0] : [0, 1]));
      const delaysOf = (starts: readonly number[]) => {
        const { values } = classCurve(frames, starts);
        const curve = { values, classCount: 2, starts };
        const [raw, averaged] = [labelsOfCurve(values, 2), labelsOfCurve(queueMeans(curve, queue), 2)];
        return { delays: cutDelays(raw, averaged, starts, queue), first: averaged[length] };
      };
      expect(delaysOf([]).delays).toEqual([{ frame: length, frames: Math.floor(queue / 2) }]);
      expect(delaysOf([length])).toEqual({ delays: [], first: 1 });
    },
  );

  test('leaves out what is not a number, and labels nothing where nothing is', () => {
    const frames = [
      [0.2, 0.8],
      [Number.NaN, Infinity],
      [0.6, 0.4],
    ];
    expect(queueAverage(frames, { queue: 2 })[1]).toEqual([expect.closeTo(0.2), expect.closeTo(0.8)]);
    expect(queueAverage(frames, { queue: 1 })[1]).toEqual([Number.NaN, Number.NaN]);
    expect([...labelsOfCurve(frames.flat(), 2)]).toEqual([1, -1, 0]);
    expect(queueAverage([])).toEqual([]);
  });

  test('runs of a label end where a video ends', () => {
    expect(labelRuns([1, 1, 1, 0], [2])).toEqual([
      { label: 1, start: 0, end: 2 },
      { label: 1, start: 2, end: 3 },
      { label: 0, start: 3, end: 4 },
    ]);
  });

  test('refuses what is no queue, no frames, no videos', () => {
    expect(() => queueAverage([[1, 0]], { queue: 0 })).toThrow(/queue must be an integer of at least 1/);
    expect(() => queueAverage([[1, 0], [1]])).toThrow(/frame 1 has not as many probabilities.*Received: 1. Accepted: 2/);
    expect(() => queueAverage([[]])).toThrow(/frame 0/);
    expect(() => queueAverage([[1], [1]], { starts: [2] })).toThrow(/first frames of further videos.*Received: 2/);
    expect(() => queueAverage([[1], [1]], { starts: [0] })).toThrow(/Received: 0/);
  });
});
