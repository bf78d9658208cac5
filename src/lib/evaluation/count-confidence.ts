import type { ProbabilityPeak } from './events-from-probability.js';

/**
 * How sure a count is, from 0 to 1: expected hits / (counted + expected misses). A counted peak of height `h` is expected to be
 * a hit `min(1, h)` times, a peak that was not counted a miss as often; so
 *
 *     confidence = Σ_counted min(1, h) / (n_counted + Σ_others min(1, h)).
 *
 * When nothing is counted: the probability that nothing is there, `Π (1 − min(1, h))` over all peaks. These are the model's own
 * probabilities: they say how clear the decisions were, and nothing of what the model cannot see.
 */
export function countConfidence(peaks: readonly ProbabilityPeak[]): number {
  const chance = ({ height }: ProbabilityPeak): number => Math.min(1, height);
  const counted = peaks.filter(({ isEvent }) => isEvent);
  if (counted.length === 0) return peaks.reduce((product, peak) => product * (1 - chance(peak)), 1);
  const others = peaks.filter(({ isEvent }) => !isEvent);
  return sum(counted.map(chance)) / (counted.length + sum(others.map(chance)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
