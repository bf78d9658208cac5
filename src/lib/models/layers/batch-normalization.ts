import type { serialization, Tensor, Tensor1D } from '@tensorflow/tfjs';
import { normalizeBatch } from '../../backend/batch-norm.js';
import type { Tf } from '../../backend/tensorflow.js';
import { InvalidInputError } from '../../errors.js';
import type { Layer, LayerVariable } from './layer.js';

/** Options of batch normalisation; the defaults are Keras's. */
export interface BatchNormalizationOptions {
  readonly name?: string;
  /** Share of the old moving statistics kept at each training batch. Default 0.99. */
  readonly momentum?: number;
  /** Added to the variance. Default 0.001. */
  readonly epsilon?: number;
}

type Config = BatchNormalizationOptions & { readonly axis?: number | readonly number[] };

/**
 * Batch normalisation over the last axis of an input of any rank (TensorFlow.js's own refuses rank 5).
 *
 * Weights in Keras's order: gamma, beta, moving_mean, moving_variance, `[channels]` each. In training the batch's own
 * statistics normalise, and its biased variance enters the moving variance, as in Keras 3.
 */
export function defineBatchNormalization(tf: Tf): new (options: BatchNormalizationOptions) => Layer {
  class BatchNormalization extends tf.layers.Layer {
    /** @nocollapse */
    static className = 'BatchNormalization';
    private readonly momentum: number;
    private readonly epsilon: number;
    private scaling?: readonly LayerVariable[];

    constructor({ momentum = 0.99, epsilon = 1e-3, axis, ...rest }: Config) {
      super(rest);
      requireLastAxis(axis);
      this.momentum = momentum;
      this.epsilon = epsilon;
    }

    override build(inputShape: (number | null)[]): void {
      const channels = inputShape[inputShape.length - 1];
      const ones = tf.initializers.ones();
      const zeros = tf.initializers.zeros();
      this.scaling = [
        this.addWeight('gamma', [channels], 'float32', ones, undefined, true),
        this.addWeight('beta', [channels], 'float32', zeros, undefined, true),
        this.addWeight('moving_mean', [channels], 'float32', zeros, undefined, false),
        this.addWeight('moving_variance', [channels], 'float32', ones, undefined, false),
      ];
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[], options: { readonly training?: boolean }): Tensor {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [gamma, beta, mean, variance] = this.scaling ?? [];
      if (!options?.training) {
        return tf.tidy(() => {
          const scale = gamma.read().mul(variance.read().add(this.epsilon).rsqrt());
          return x.mul(scale).add(beta.read().sub(mean.read().mul(scale)));
        });
      }
      return normalizeBatch(x, gamma.read() as Tensor1D, beta.read() as Tensor1D, this.epsilon, (batchMean, batchVariance) => {
        this.follow(mean, batchMean);
        this.follow(variance, batchVariance);
      });
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), axis: -1, momentum: this.momentum, epsilon: this.epsilon };
    }

    private follow(moving: LayerVariable, current: Tensor): void {
      moving.write(
        moving
          .read()
          .mul(this.momentum)
          .add(current.mul(1 - this.momentum)),
      );
    }
  }
  tf.serialization.registerClass(BatchNormalization);
  return BatchNormalization;
}

/** Keras writes the axis as −1, as the last index, or as a list of one. */
function requireLastAxis(axis: number | readonly number[] | undefined): void {
  const value = Array.isArray(axis) ? axis[0] : axis;
  if (value !== undefined && value !== -1 && value !== 4) {
    throw new InvalidInputError('batch normalisation works on the last axis', { received: axis, accepted: '-1' });
  }
}
