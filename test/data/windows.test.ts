import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { eventsInWindow, windowStarts } from '../../src/lib/data/windows.js';
import { InvalidInputError } from '../../src/lib/errors.js';

const FRAME_COUNT = 200;
const events = () =>
  fc.uniqueArray(fc.integer({ min: 0, max: FRAME_COUNT - 1 })).map((frames) => [...frames].sort((a, b) => a - b));
const lengths = () => fc.integer({ min: 1, max: 12 });

describe('windows of a sequence', () => {
  test.prop([events(), lengths()])('every event before the last whole window lands in exactly one window', (frames, length) => {
    const starts = windowStarts(FRAME_COUNT, { length });
    const landed = starts.flatMap((start) => eventsInWindow(frames, start, length).map((offset) => start + offset));
    expect(landed).toEqual(frames.filter((frame) => frame < starts.length * length));
  });

  test.prop([fc.integer({ min: 0, max: 300 }), lengths(), lengths(), fc.integer({ min: 0, max: 20 })])(
    'starts are exactly the places at which a whole window fits',
    (frameCount, length, stride, offset) => {
      const fitting = Array.from({ length: frameCount + 1 }, (_, start) => start).filter(
        (start) => start >= offset && (start - offset) % stride === 0 && start + length <= frameCount,
      );
      expect(windowStarts(frameCount, { length, stride, offset })).toEqual(fitting);
    },
  );

  test('a window that ends on the very last frame counts, and its first frame belongs to it', () => {
    expect(windowStarts(8, { length: 4 })).toEqual([0, 4]);
    expect(eventsInWindow([3, 4, 7, 8], 4, 4)).toEqual([0, 3]);
  });

  test('lengths that are no counts are refused', () => {
    expect(() => windowStarts(10, { length: 0 })).toThrow(InvalidInputError);
    expect(() => windowStarts(10, { stride: 1.5 })).toThrow(InvalidInputError);
  });
});
