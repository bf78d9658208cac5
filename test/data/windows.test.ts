import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { loadEvents } from '../../src/lib/data/events.js';
import { eventsInWindow, windowLength, windowStarts } from '../../src/lib/data/windows.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { SHARED } from '../golden/root.js';

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

  test('J34: the first frame of a window counts', () => {
    expect(eventsInWindow([3, 4, 7, 8], 4, 4)).toEqual([0, 3]);
  });

  test('J37: a window that ends on the very last frame counts', () => {
    expect(windowStarts(8, { length: 4 })).toEqual([0, 4]);
    expect(windowStarts(7, { length: 4 })).toEqual([0]);
  });

  // Flow lies between two frames: a window of five frames holds four fields, and the next one starts with the last frame of this.
  test.prop([events(), fc.integer({ min: 2, max: 8 })])(
    'J35: windows of flow keep every offset, so each event lands in exactly one',
    (frames, length) => {
      const fields = length - 1;
      const starts = windowStarts(FRAME_COUNT, { length, stride: fields });
      const landed = starts.flatMap((start) => eventsInWindow(frames, start, fields).map((offset) => start + offset));
      expect(landed).toEqual(frames.filter((frame) => frame < starts.length * fields));
    },
  );

  test('J38: several events of one window are all kept', () => {
    expect(eventsInWindow([0, 3, 4, 5, 6, 7], 4, 4)).toEqual([0, 1, 2, 3]);
  });

  test('lengths that are no counts are refused', () => {
    expect(() => windowStarts(10, { length: 0 })).toThrow(InvalidInputError);
    expect(() => windowStarts(10, { stride: 1.5 })).toThrow(InvalidInputError);
  });
});

describe('the length of a window by the rate of a video', () => {
  test.each([
    [30, 4],
    [25, 3],
    [29.97, 4],
    [23.976, 3],
    [60, 8],
    [7.5, 1],
  ])('J28, J38: at %d frames a second %d frames hold one event at most', (frameRate, length) => {
    expect(windowLength(frameRate)).toBe(length);
  });

  test.prop([fc.double({ min: 8, max: 240, noNaN: true }), fc.double({ min: 0.5, max: 7.5, noNaN: true })])(
    'events that come no faster are never two in a window, and one frame more would allow it',
    (frameRate, rate) => {
      const length = windowLength(frameRate, rate);
      const apart = frameRate / rate;
      expect(length).toBeLessThanOrEqual(apart * 1.002);
      expect(length + 1).toBeGreaterThan(apart);
    },
  );

  test('rates that are none, or too slow, are refused', () => {
    expect(() => windowLength(0)).toThrow('frameRate must be above 0. Received: 0');
    expect(() => windowLength(Number.NaN)).toThrow('frameRate must be a finite number');
    expect(() => windowLength(5)).toThrow('5 frames a second cannot tell 7.5 events a second apart');
  });
});

const shared = join(SHARED, 'data/jumprope/annotations');

describe.skipIf(!existsSync(shared))('the labels of five real videos (skipped where ../shared is absent)', () => {
  test.each([
    ['swe_1', 792, 165, 1],
    ['jp_2', 477, 65, 0],
    ['china_1', 933, 211, 3],
    ['hiro_1', 320, 78, 9],
  ])('J34, J38: %s: all labels within whole windows are kept, also where two lie 3 frames apart', async (name, frames, labels, close) => {
    const events = await loadEvents(join(shared, `${name}.npy`));
    const starts = windowStarts(frames, { length: 4 });
    const kept = starts.flatMap((start) => eventsInWindow(events, start, 4));
    expect(events.length).toBe(labels);
    expect(events.length - kept.length).toBe(events.filter((frame) => frame >= starts.length * 4).length);
    expect(events.filter((frame, i) => i > 0 && frame - events[i - 1] <= 3).length).toBe(close);
  });
});
