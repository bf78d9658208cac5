/** A peak above the noise of a probability curve. */
export interface Peak {
  readonly frame: number;
  /** Expected number of events within a frame of it; 1 for a sure one. */
  readonly height: number;
}

/**
 * All peaks of a curve above its noise, the highest first, none closer than `minimumGap` frames to a higher one.
 *
 * The rule is said at `eventsFromProbability`. Nothing is checked here, since figures in a browser use it too.
 */
export function peaksOf(probability: Float32Array, minimumGap: number): Peak[] {
  const heights = expectedNearby(probability);
  const candidates = [...probability.keys()].filter(
    (t) => isPeak(probability, t) && isProminent(probability, heights, t, minimumGap),
  );
  return separate(candidates, heights, minimumGap).map((frame) => ({ frame, height: heights[frame] }));
}

/** The height from which on peaks, given the highest first, are events: `threshold` is a share of the clear ones' height. */
export function leastHeight(peaks: readonly Peak[], threshold: number): number {
  return threshold * Math.max(QUIET, peaks[Math.floor(peaks.length / 4)]?.height ?? 0);
}

/** Frames of the peaks that are events at a threshold, ascending. */
export function eventsOfPeaks(peaks: readonly Peak[], threshold: number): number[] {
  const least = leastHeight(peaks, threshold);
  const events = peaks.filter(({ height }) => height >= least);
  return events.map(({ frame }) => frame).sort((a, b) => a - b);
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
