import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { commonClock } from '../../src/widgets/drawing/common-clock.js';

/** Times of a video: ascending, uneven, at least a millisecond apart. */
const times = fc
  .array(fc.double({ min: 0.001, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 30 })
  .map((gaps) => gaps.map((_, i) => gaps.slice(0, i).reduce((sum, gap) => sum + gap, 0)));

describe('the common clock', () => {
  test.prop([fc.array(times, { minLength: 1, maxLength: 4 })])('every frame of every video has a moment', (videos) => {
    const { frames } = commonClock(videos);
    frames.forEach((shown, i) => {
      expect([...new Set(shown)]).toEqual(videos[i].map((_, frame) => frame));
    });
  });

  test.prop([fc.array(times, { minLength: 2, maxLength: 4 })])('each shows what its own clock says, to 4 ms', (videos) => {
    const { moments, frames } = commonClock(videos);
    expect(moments.every((moment, i) => i === 0 || moment > moments[i - 1])).toBe(true);
    frames.forEach((shown, i) => {
      shown.forEach((frame, at) => {
        expect(videos[i][frame] <= moments[at] + 0.004 || frame === 0).toBe(true);
        if (frame + 1 < videos[i].length) expect(videos[i][frame + 1]).toBeGreaterThan(moments[at]);
      });
    });
  });

  test('videos of 25 and 50 frames a second meet at every second frame; one that is over holds its last', () => {
    const [slow, fast] = [
      [0, 0.04, 0.08],
      [0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12],
    ];
    const { moments, frames } = commonClock([slow, fast]);
    expect(moments).toEqual(fast);
    expect(frames[0]).toEqual([0, 0, 1, 1, 2, 2, 2]);
  });

  test('one that begins later shows its first frame until then', () => {
    const { frames } = commonClock([
      [0, 0.1, 0.2],
      [0.15, 0.25],
    ]);
    expect(frames).toEqual([
      [0, 1, 1, 2, 2],
      [0, 0, 0, 0, 1],
    ]);
  });
});
