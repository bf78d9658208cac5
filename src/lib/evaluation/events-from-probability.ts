import { requireCount, requireNumber } from '../shape.js';

/** How a probability curve becomes events. */
export interface PeakOptions {
  /** The expected number of events within a frame of the peak that it takes. Default 0.5. */
  readonly threshold?: number;
  /** Frames between two events at least; of two closer ones the stronger stays. Default 3: 10 events a second at 30 fps. */
  readonly minimumGap?: number;
}

/**
 * Reads events off a curve with a probability for every frame: peaks of the expected number of events within ±1 frame,
 * `p(t−1) + p(t) + p(t+1)`, that reach the threshold, strongest first, none closer than the gap to a stronger one.
 *
 * The sum matters: who is sure of an event but not of its very frame spreads the probability over neighbours.
 *
 * @returns frame indices, ascending.
 */
export function eventsFromProbability(
  probability: Float32Array,
  { threshold = 0.5, minimumGap = 3 }: PeakOptions = {},
): number[] {
  requireNumber('threshold', threshold, 0, 3);
  requireCount('minimumGap', minimumGap);
  const expected = expectedNearby(probability);
  const candidates = [...expected.keys()].filter((t) => expected[t] >= threshold && isPeak(expected, t));
  candidates.sort((a, b) => expected[b] - expected[a] || a - b);
  const events: number[] = [];
  for (const t of candidates) if (events.every((event) => Math.abs(event - t) >= minimumGap)) events.push(t);
  return events.sort((a, b) => a - b);
}

/** The shortest gap between two events at a frame rate: 0.1 s, for people who jump 7.5 times a second. In frames, at least 1. */
export function shortestGap(frameRate: number): number {
  return Math.max(1, Math.round(0.1 * frameRate));
}

/** Expected number of events within a frame of each frame. */
export function expectedNearby(probability: Float32Array): Float32Array {
  return probability.map((p, t) => (probability[t - 1] ?? 0) + p + (probability[t + 1] ?? 0));
}

/** The first frame of a plateau counts as its peak. */
function isPeak(values: Float32Array, t: number): boolean {
  return values[t] > (values[t - 1] ?? -1) && values[t] >= (values[t + 1] ?? -1);
}
