import { InvalidInputError } from '../errors.js';
import { requireCount } from '../shape.js';
import { type EventMatch, pairEvents } from './event-pairs.js';

/**
 * Pairs predicted with actual events, one to one, at most `tolerance` frames apart: as many pairs as possible.
 *
 * Both lists ascending, as events are read off a video. `tolerance` defaults to 2 frames, the field's habit at 30 fps.
 *
 * @throws {InvalidInputError} when a list is not ascending or the tolerance is not a whole number of frames.
 */
export function matchEvents(predicted: readonly number[], actual: readonly number[], tolerance: number = 2): EventMatch {
  requireCount('tolerance', tolerance, 0);
  requireAscending('predicted events', predicted);
  requireAscending('actual events', actual);
  return pairEvents(predicted, actual, tolerance);
}

function requireAscending(name: string, frames: readonly number[]): void {
  const at = frames.findIndex((frame, i) => i > 0 && frame < frames[i - 1]);
  if (at > 0) throw new InvalidInputError(`${name} must be ascending frame indices`, { received: frames.slice(at - 1, at + 1) });
}
