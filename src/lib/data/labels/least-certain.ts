import type { EventLabel } from './video-labels.js';

/**
 * A model's events that no person has confirmed or moved, the least certain first; of equally certain ones the earlier.
 *
 * An event without a confidence counts as not certain at all.
 */
export function leastCertain(events: readonly EventLabel[]): EventLabel[] {
  return events
    .filter(({ source }) => source === 'model')
    .sort((a, b) => (a.confidence ?? 0) - (b.confidence ?? 0) || a.frame - b.frame);
}

/**
 * The frame to look at next when going through a model's events from the least certain on: the one after `frame` in that order,
 * the least certain of all when `frame` is none of them or the last; undefined when a person has seen to every one.
 */
export function nextUncertain(events: readonly EventLabel[], frame: number): number | undefined {
  const frames = leastCertain(events).map((event) => event.frame);
  return frames[(frames.indexOf(frame) + 1) % Math.max(1, frames.length)];
}
