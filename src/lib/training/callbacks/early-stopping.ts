import { requireCount, requireNumber } from '../../shape.js';
import type { NamedArray } from '../../weights/safetensors.js';
import type { TrainingCallback, TrainingRun } from '../callbacks.js';
import { copyWeights, putWeights } from '../training-state.js';
import { isBetter, requireMetric } from './better.js';

/** Options of early stopping. */
export interface EarlyStoppingOptions {
  /** What is watched; lower is better, for accuracies higher. Default 'valLoss', which needs a validation dataset. */
  readonly metric?: string;
  /** Stops after so many epochs in a row that were not better than the best. Default 2. */
  readonly patience?: number;
  /** A smaller gain is none. Default 0. */
  readonly minDelta?: number;
  /** Puts the best epoch's weights back when training has finished or was stopped. Default true. */
  readonly restoreBest?: boolean;
}

/**
 * Ends training when a metric gets no better, and leaves the model with the weights of its best epoch: later ones only
 * learn the training videos by heart.
 *
 * An interrupted or failed training keeps its last weights.
 *
 * @throws {InvalidInputError} when an option is out of range, or training does not report the metric.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): TrainingCallback {
  const { metric = 'valLoss', patience = 2, minDelta = 0, restoreBest = true } = options;
  requireCount('patience', patience);
  requireNumber('minDelta', minDelta, 0);
  let run: TrainingRun | undefined;
  let best = Number.NaN;
  let waited = 0;
  let bestWeights: readonly NamedArray[] = [];
  return {
    name: 'early stopping',
    onTrainBegin(plan, training, saved) {
      requireMetric(metric, plan);
      run = training;
      best = saved?.values.best ?? Number.NaN;
      waited = saved?.values.waited ?? 0;
      bestWeights = saved?.arrays ?? [];
      return waited >= patience ? 'stop' : undefined;
    },
    onEpochEnd({ metrics }) {
      if (run && isBetter(metric, metrics[metric], best, minDelta)) {
        best = metrics[metric];
        waited = 0;
        if (restoreBest) bestWeights = copyWeights(run.model);
        return;
      }
      waited++;
      return waited >= patience ? 'stop' : undefined;
    },
    onTrainEnd({ reason }) {
      const isOver = reason === 'finished' || reason === 'stopped';
      if (run && isOver && bestWeights.length > 0) putWeights(run.model, bestWeights);
      run = undefined;
    },
    memory: () => ({ values: { best, waited }, arrays: bestWeights }),
  };
}
