import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { OutputKind } from '../models/model.js';

/** Probabilities are kept this far from 0 and 1 before the logarithm, as Keras does. */
const MARGIN = 1e-7;

/** Options of a loss. */
export interface LossOptions {
  /** Predictions are logits, before sigmoid or softmax; exact where probabilities would round to 0 or 1. Default false. */
  readonly fromLogits?: boolean;
}

/** Mean loss of a model's probabilities `[batch, window]` against targets of the same shape, as its output wants it. */
export function crossEntropy(output: OutputKind, predictions: Tensor2D, targets: Tensor2D): Scalar {
  return output === 'softmax' ? categoricalCrossEntropy(predictions, targets) : binaryCrossEntropy(predictions, targets);
}

/**
 * `−mean(y log p + (1 − y) log(1 − p))` over all entries: every output answers yes or no by itself.
 *
 * From logits x: `mean(max(x, 0) − x y + log(1 + e^−|x|))`, which cannot overflow.
 */
export function binaryCrossEntropy(predictions: Tensor, targets: Tensor, { fromLogits = false }: LossOptions = {}): Scalar {
  return engine().tidy(() => {
    if (fromLogits) {
      const tail = predictions.abs().neg().exp().log1p();
      return predictions.relu().sub(predictions.mul(targets)).add(tail).mean() as Scalar;
    }
    const p = predictions.clipByValue(MARGIN, 1 - MARGIN);
    const positives = targets.mul(p.log());
    const negatives = targets.neg().add(1).mul(p.neg().add(1).log());
    return positives.add(negatives).mean().neg() as Scalar;
  });
}

/** `−mean(Σ y log p)` over rows `[batch, classes]`: exactly one class is right. A row of zeros costs nothing. */
export function categoricalCrossEntropy(
  predictions: Tensor2D,
  targets: Tensor2D,
  { fromLogits = false }: LossOptions = {},
): Scalar {
  return engine().tidy(() => {
    const logarithms = fromLogits ? engine().logSoftmax(predictions) : predictions.clipByValue(MARGIN, 1 - MARGIN).log();
    return targets.mul(logarithms).sum(1).mean().neg() as Scalar;
  });
}

/** Categorical cross-entropy of `[batch, classes]` against the right classes' indices, int32 `[batch]`. */
export function sparseCategoricalCrossEntropy(predictions: Tensor2D, classes: Tensor1D, options: LossOptions = {}): Scalar {
  return engine().tidy(() => {
    return categoricalCrossEntropy(predictions, engine().oneHot(classes, predictions.shape[1]) as Tensor2D, options);
  });
}
