import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { OutputKind } from '../models/model.js';

/**
 * Share of right answers: for 'sigmoid' frames on the right side of one half, for 'softmax' windows whose largest output
 * stands where the largest target stands (categorical accuracy).
 */
export function accuracy(output: OutputKind, predictions: Tensor2D, targets: Tensor2D): Scalar {
  return engine().tidy(() => {
    if (output === 'softmax') return predictions.argMax(1).equal(targets.argMax(1)).mean() as Scalar;
    return predictions.greater(0.5).equal(targets.greater(0.5)).mean() as Scalar;
  });
}

/** How frames were judged: marked when their output is above one half. */
export interface FrameDecisions {
  /** Marked, and they hold an event. */
  readonly hits: number;
  /** Marked, and they hold none. */
  readonly falseAlarms: number;
  /** Not marked, though they hold an event. */
  readonly misses: number;
}

/** The decisions on a batch, `[batch, window]` each, added to those before it. */
export function decisions(predictions: Tensor2D, targets: Tensor2D, before: FrameDecisions): FrameDecisions {
  const [marked, held] = [predictions.dataSync(), targets.dataSync()];
  let { hits, falseAlarms, misses } = before;
  for (const [i, value] of marked.entries()) {
    const isMarked = value > 0.5;
    const isEvent = held[i] > 0.5;
    if (isMarked && isEvent) hits++;
    else if (isMarked) falseAlarms++;
    else if (isEvent) misses++;
  }
  return { hits, falseAlarms, misses };
}

/** Precision and recall of decisions; NaN where nothing was marked, or nothing held an event. */
export function precisionAndRecall({ hits, falseAlarms, misses }: FrameDecisions): { precision: number; recall: number } {
  return { precision: hits / (hits + falseAlarms), recall: hits / (hits + misses) };
}
