import { requireCount, requireNumber } from '../shape.js';
import { leastHeight, type Peak, peaksOf } from './probability-peaks.js';

/** How a probability curve becomes events. */
export interface PeakOptions {
  /** Height that makes a peak an event, as a share of the video's clear peaks. Default 0.5. */
  readonly threshold?: number;
  /** Frames between two events at least; of two closer ones the stronger stays. Default 3: 10 events a second at 30 fps. */
  readonly minimumGap?: number;
}

/**
 * Reads events off a curve with a probability for every frame.
 *
 * Events are maxima of the curve. A maximum's height is the expected number of events within ±1 frame,
 * `p(t−1) + p(t) + p(t+1)`: who is sure of an event but not of its very frame spreads the probability over neighbours. It must
 * rise a little above its surroundings: where nothing moves a model answers with one and the same probability, and the ripples
 * of such a plateau are no events. Peaks are judged by the video's own clear ones, the upper quartile of all peaks, since
 * another person or camera makes a model less sure all over; but a level below 0.25 counts as 0.25, or silence would be
 * turned up until it speaks. Strongest first, none closer than the gap to a stronger one.
 *
 * @returns frame indices, ascending.
 */
export function eventsFromProbability(probability: Float32Array, options: PeakOptions = {}): number[] {
  return probabilityPeaks(probability, options)
    .filter(({ isEvent }) => isEvent)
    .map(({ frame }) => frame);
}

/** A peak of a probability curve. */
export interface ProbabilityPeak extends Peak {
  /** Whether it is high enough to be counted. */
  readonly isEvent: boolean;
}

/** All peaks above the noise, ascending, those that count as events and those that do not. */
export function probabilityPeaks(
  probability: Float32Array,
  { threshold = 0.5, minimumGap = 3 }: PeakOptions = {},
): ProbabilityPeak[] {
  requireNumber('threshold', threshold, 0, 1);
  requireCount('minimumGap', minimumGap);
  const peaks = peaksOf(probability, minimumGap);
  const least = leastHeight(peaks, threshold);
  return peaks.map((peak) => ({ ...peak, isEvent: peak.height >= least })).sort((a, b) => a.frame - b.frame);
}
