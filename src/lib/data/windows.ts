import { requireCount } from '../shape.js';

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
