import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { OutputKind } from '../models/model.js';

/** Probabilities are kept this far from 0 and 1 before the logarithm, as Keras does. */
const MARGIN = 1e-7;

/**
 * Mean loss of predictions `[batch, window]` against targets of the same shape.
 *
 * For 'sigmoid' binary cross-entropy over all frames, `−mean(y log p + (1 − y) log(1 − p))`; for 'softmax' categorical
 * cross-entropy over windows, `−mean(Σ y log p)`.
 */
export function crossEntropy(output: OutputKind, predictions: Tensor2D, targets: Tensor2D): Scalar {
  return engine().tidy(() => {
    const p = predictions.clipByValue(MARGIN, 1 - MARGIN);
    const positives = targets.mul(p.log());
    if (output === 'softmax') return positives.sum(1).mean().neg() as Scalar;
    const negatives = targets.neg().add(1).mul(p.neg().add(1).log());
    return positives.add(negatives).mean().neg() as Scalar;
  });
}

/**
 * Share of right answers: for 'sigmoid' frames on the right side of one half, for 'softmax' windows whose largest output
 * stands where the largest target stands.
 */
export function accuracy(output: OutputKind, predictions: Tensor2D, targets: Tensor2D): Scalar {
  return engine().tidy(() => {
    if (output === 'softmax') return predictions.argMax(1).equal(targets.argMax(1)).mean() as Scalar;
    return predictions.greater(0.5).equal(targets.greater(0.5)).mean() as Scalar;
  });
}
