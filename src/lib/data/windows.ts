import { InvalidInputError } from '../errors.js';
import { requireCount, requireNumber } from '../shape.js';

/** How a sequence of frames is cut into windows. All lengths are in frames. */
export interface WindowOptions {
  /** Frames in a window; the model's input length. Default 4. */
  readonly length?: number;
  /** Frames from one window's start to the next. Default `length`: windows do not overlap. */
  readonly stride?: number;
  /** Start of the first window. Default 0. */
  readonly offset?: number;
}

/**
 * First frames of all windows that fit into `frameCount` frames, ascending.
 *
 * A remainder shorter than a window is left out, so `frameCount < length` gives none; a window that ends on the very last
 * frame counts.
 *
 * @throws {InvalidInputError} when a length is not an integer of at least 1.
 */
export function windowStarts(frameCount: number, options: WindowOptions = {}): number[] {
  const { length = 4, stride = length, offset = 0 } = options;
  requireCount('window length', length);
  requireCount('stride', stride);
  requireCount('offset', offset, 0);
  const starts: number[] = [];
  for (let start = offset; start + length <= frameCount; start += stride) starts.push(start);
  return starts;
}

/**
 * Events that fall into the window `[start, start + length)`, as offsets from its first frame.
 *
 * The first frame belongs to the window: with stride = length every event lands in exactly one.
 */
export function eventsInWindow(events: readonly number[], start: number, length: number): number[] {
  return events.filter((frame) => frame >= start && frame < start + length).map((frame) => frame - start);
}

/** Rates so little below a whole window count as whole: broadcast's 29.97 is 30. */
const RATE_TOLERANCE = 1.002;

/**
 * The longest window, in frames, that holds one event at most when `maximumRate` events a second are the most there can be:
 * `frameRate / maximumRate`, rounded down. 4 at 30 frames a second, 3 at 25.
 *
 * Default 7.5 a second: nobody's feet land faster on a rope.
 *
 * @throws {InvalidInputError} when a rate is not above 0, or the video is slower than the events.
 */
export function windowLength(frameRate: number, maximumRate: number = 7.5): number {
  for (const [name, rate] of Object.entries({ frameRate, maximumRate })) {
    requireNumber(name, rate);
    if (rate <= 0) throw new InvalidInputError(`${name} must be above 0`, { received: rate });
  }
  const length = Math.floor((frameRate / maximumRate) * RATE_TOLERANCE);
  if (length < 1) {
    throw new InvalidInputError(`${frameRate} frames a second cannot tell ${maximumRate} events a second apart`, {
      received: frameRate,
      accepted: `frame rates from ${maximumRate} on`,
    });
  }
  return length;
}
