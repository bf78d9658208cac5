import { InvalidInputError } from '../../errors.js';
import type { TrainingPlan } from '../callbacks.js';

/** Metrics of which more is better; of all others, losses and errors, less is. */
const MORE_IS_BETTER = /accuracy|precision|recall|f1/i;

/** Whether a metric's value beats the best so far by more than `minDelta`. NaN beats nothing, everything beats NaN. */
export function isBetter(metric: string, value: number, best: number, minDelta: number = 0): boolean {
  if (Number.isNaN(value)) return false;
  if (Number.isNaN(best)) return true;
  return MORE_IS_BETTER.test(metric) ? value > best + minDelta : value < best - minDelta;
}

/** Throws unless training reports this metric. */
export function requireMetric(metric: string, { metrics }: TrainingPlan): void {
  if (metrics.includes(metric)) return;
  throw new InvalidInputError('training does not report this metric', {
    received: metric,
    accepted: metrics.join(', '),
    ...(metric.startsWith('val') ? { hint: 'Give fit a validation dataset' } : {}),
  });
}
