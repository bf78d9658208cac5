import { InvalidInputError } from '../lib/errors.js';

/** An event with its place in a video. */
export interface TimedEvent {
  /** Index of its frame. */
  readonly frame: number;
  /** When that frame is shown, in seconds. */
  readonly time: number;
}

/** Events as frame indices, or as frames with times; any order. */
export type Events = readonly number[] | readonly TimedEvent[];

/**
 * Frame indices of events, ascending.
 *
 * @throws {InvalidInputError} when one is no frame index, or lies beyond the last of `frameCount` frames.
 */
export function eventFrames(name: string, events: Events, frameCount: number = Infinity): number[] {
  if (!Array.isArray(events)) throw new InvalidInputError(`${name} must be an array of frame indices`, { received: events });
  const frames = events.map((event: number | TimedEvent) => (typeof event === 'object' && event !== null ? event.frame : event));
  for (const frame of frames) {
    if (!Number.isInteger(frame) || frame < 0) {
      throw new InvalidInputError(`${name} must be frame indices`, { received: frame, accepted: 'integers from 0' });
    }
    if (frame >= frameCount) {
      throw new InvalidInputError(`${name} lie beyond the last frame`, {
        received: frame,
        accepted: `frame indices from 0 to ${frameCount - 1}`,
        hint: 'Were the events read from another video, or at another frame rate?',
      });
    }
  }
  return frames.sort((a, b) => a - b);
}
