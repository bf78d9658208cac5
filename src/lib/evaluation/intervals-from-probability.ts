import { InvalidInputError } from '../errors.js';
import { requireNumber } from '../shape.js';
import { intervalsOfSteps, type ProbabilityInterval, type ProbabilitySteps } from './probability-steps.js';

/** When a curve's values hold, and what makes a stretch of them an event. */
export interface IntervalOptions {
  /** When each value begins, in seconds, ascending. Default: 0, 1, 2 …, so that all times are counted in values. */
  readonly times?: ArrayLike<number>;
  /** When the last value ends. Default: as long after its begin as the one before it lasts. */
  readonly duration?: number;
  /** Least probability. Default 0.5. */
  readonly threshold?: number;
  /** Shorter stretches are no events. Default 0: all are. */
  readonly minimumDuration?: number;
  /** Two stretches no further apart than this are one. Default 0: only those that touch. */
  readonly mergeGap?: number;
}

/**
 * Turns a probability over time into events with a beginning and an end.
 *
 * A value holds from its time until the next one's, the last until `duration`. Stretches at or above the threshold are joined
 * where the gap between them is at most `mergeGap`; then those shorter than `minimumDuration` are left out. So a short dip
 * parts no event, and a short peak is none. What is not a number is below every threshold.
 *
 * @returns the events, ascending, apart by more than `mergeGap`.
 * @throws {InvalidInputError} when times do not ascend, are not one for each value, or an option is out of range.
 */
export function intervalsFromProbability(
  probability: ArrayLike<number>,
  { times, duration, threshold = 0.5, minimumDuration = 0, mergeGap = 0 }: IntervalOptions = {},
): ProbabilityInterval[] {
  requireNumber('threshold', threshold);
  requireNumber('minimumDuration', minimumDuration, 0);
  requireNumber('mergeGap', mergeGap, 0);
  return intervalsOfSteps(probabilitySteps(probability, { times, duration }), { threshold, minimumDuration, mergeGap });
}

/**
 * A probability with its times, those that are not given filled in.
 *
 * @throws {InvalidInputError} when times do not ascend, are not one for each value, or the last begins after the end.
 */
export function probabilitySteps(
  probability: ArrayLike<number>,
  { times, duration }: { readonly times?: ArrayLike<number>; readonly duration?: number } = {},
): ProbabilitySteps {
  const starts = times ?? Array.from({ length: probability.length }, (_, i) => i);
  if (starts.length !== probability.length) {
    throw new InvalidInputError('there must be a time for each probability', {
      received: `${starts.length} times, ${probability.length} probabilities`,
    });
  }
  const odd = Array.from(starts).findIndex((time, i) => !Number.isFinite(time) || time <= (i === 0 ? -Infinity : starts[i - 1]));
  if (odd >= 0) {
    const received = Array.from(starts).slice(Math.max(0, odd - 1), odd + 1);
    throw new InvalidInputError('times must ascend', { received, accepted: 'seconds, each after the one before' });
  }
  const last = starts[starts.length - 1] ?? 0;
  const step = starts.length > 1 ? last - starts[starts.length - 2] : 1;
  const end = duration ?? (starts.length === 0 ? 0 : last + step);
  if (!Number.isFinite(end) || end < last) {
    throw new InvalidInputError('duration must not end before the last probability begins', {
      received: end,
      accepted: `at least ${last}`,
    });
  }
  return { probability, times: starts, duration: end };
}
