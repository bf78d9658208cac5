/** A probability over time: from each time on it has the value there, until the next one, the last until `duration`. */
export interface ProbabilitySteps {
  readonly probability: ArrayLike<number>;
  /** When each value begins, ascending. */
  readonly times: ArrayLike<number>;
  /** When the last one ends. */
  readonly duration: number;
}

/** What makes a stretch of probability an event. Times are in the unit of the steps. */
export interface DecisionRule {
  /** Least probability. */
  readonly threshold: number;
  /** Shorter stretches are no events. */
  readonly minimumDuration: number;
  /** Two stretches no further apart than this are one. */
  readonly mergeGap: number;
}

/** A stretch of time in which something happens: `[start, end)`. */
export interface ProbabilityInterval {
  readonly start: number;
  readonly end: number;
  /** The highest probability in it, and when that begins. */
  readonly peak: number;
  readonly peakTime: number;
}

/**
 * Stretches at or above the threshold, ascending: first those with short gaps between them are joined, then short ones are left
 * out. What is not a number is below every threshold. Nothing is checked here, since figures in a browser use it too.
 */
export function intervalsOfSteps(
  { probability, times, duration }: ProbabilitySteps,
  { threshold, minimumDuration, mergeGap }: DecisionRule,
): ProbabilityInterval[] {
  const found: ProbabilityInterval[] = [];
  for (let i = 0; i < probability.length; i++) {
    if (!(probability[i] >= threshold)) continue;
    const own = { start: times[i], end: times[i + 1] ?? duration, peak: probability[i], peakTime: times[i] };
    const last = found.at(-1);
    // Rounding must not part what touches.
    if (last && own.start - last.end <= mergeGap + 1e-9) {
      found[found.length - 1] = { ...(own.peak > last.peak ? own : last), start: last.start, end: own.end };
    } else found.push(own);
  }
  return found.filter(({ start, end }) => end - start >= minimumDuration - 1e-9);
}
