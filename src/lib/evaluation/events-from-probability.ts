import { requireCount, requireNumber } from '../shape.js';

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
 * another person or camera makes a model less sure all over; but a level below `QUIET` counts as `QUIET`, or silence would be
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
export interface ProbabilityPeak {
  readonly frame: number;
  /** Expected number of events within a frame of it; 1 for a sure one. */
  readonly height: number;
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
  const heights = expectedNearby(probability);
  const candidates = [...probability.keys()].filter(
    (t) => isPeak(probability, t) && isProminent(probability, heights, t, minimumGap),
  );
  const peaks = separate(candidates, heights, minimumGap);
  const least = threshold * clearLevel(peaks.map((t) => heights[t]));
  return peaks.sort((a, b) => a - b).map((frame) => ({ frame, height: heights[frame], isEvent: heights[frame] >= least }));
}

/** The shortest gap between two events at a frame rate: 0.1 s, for people who jump 7.5 times a second. In frames, at least 1. */
export function shortestGap(frameRate: number): number {
  return Math.max(1, Math.round(0.1 * frameRate));
}

/** Expected events around a peak that is clear in a video of which the model is hardly sure anywhere. */
const QUIET = 0.25;

/** Peaks below this are noise and say nothing of a video's clear ones. */
const NOISE = 0.02;

/** How far a peak's surroundings reach to either side, in shortest gaps: half a second where the gap is a tenth. */
const SURROUNDINGS = 5;

/** Share of a peak's height by which it must rise above its surroundings: the most that costs training videos no event. */
const PROMINENCE = 0.1;

/** Expected number of events within a frame of each frame. */
function expectedNearby(probability: Float32Array): Float32Array {
  return probability.map((p, t) => (probability[t - 1] ?? 0) + p + (probability[t + 1] ?? 0));
}

/** The first frame of a plateau counts as its peak. */
function isPeak(values: Float32Array, t: number): boolean {
  return values[t] > (values[t - 1] ?? -1) && values[t] >= (values[t + 1] ?? -1);
}

/** Whether a peak is above the noise and above what its surroundings make of it: three frames of their lowest probability. */
function isProminent(probability: Float32Array, heights: Float32Array, t: number, gap: number): boolean {
  const reach = SURROUNDINGS * gap;
  const floor = Math.max(lowest(probability, t - reach, t), lowest(probability, t, t + reach));
  return heights[t] >= NOISE && heights[t] - 3 * floor >= PROMINENCE * heights[t];
}

/** Lowest value from `first` to `last`; beyond the ends all is 0. */
function lowest(values: Float32Array, first: number, last: number): number {
  if (first < 0 || last >= values.length) return 0;
  return values.subarray(first, last + 1).reduce((least, value) => Math.min(least, value));
}

/** Frames of peaks, strongest first, each at least `gap` from all stronger ones. */
function separate(candidates: readonly number[], heights: Float32Array, gap: number): number[] {
  const kept: number[] = [];
  for (const t of [...candidates].sort((a, b) => heights[b] - heights[a] || a - b)) {
    if (kept.every((other) => Math.abs(other - t) >= gap)) kept.push(t);
  }
  return kept;
}

/** Upper quartile of heights that come in falling order; at least `QUIET`. */
function clearLevel(heights: readonly number[]): number {
  return Math.max(QUIET, heights[Math.floor(heights.length / 4)] ?? 0);
}
