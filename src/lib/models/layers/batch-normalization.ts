import type { serialization, Tensor, Tensor1D } from '@tensorflow/tfjs';
import { normalizeBatch } from '../../backend/batch-norm.js';
import { normalizeByStatistics } from '../../backend/batch-norm-inference.js';
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
  /** Whether there is a learnt offset, beta. Default true. */
  readonly center?: boolean;
  /** Whether there is a learnt scale, gamma. Default true. */
  readonly scale?: boolean;
  /** False freezes it: nothing is learnt, and the moving statistics normalise even in training, as in Keras. Default true. */
  readonly trainable?: boolean;
}

interface CallOptions {
  readonly training?: boolean;
  /** Outside training only: what is yet to be added to the input, `[channels]`. Default: nothing. */
  readonly bias?: Tensor1D;
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
    private readonly center: boolean;
    private readonly scale: boolean;

    constructor({ momentum = 0.99, epsilon = 1e-3, center = true, scale = true, axis, ...rest }: Config) {
      super(rest);
      requireLastAxis(axis);
      this.momentum = momentum;
      this.epsilon = epsilon;
      this.center = center;
      this.scale = scale;
    }

    override build(inputShape: (number | null)[]): void {
      const channels = inputShape[inputShape.length - 1];
      const add = (name: string, initializer: 'ones' | 'zeros', isTrainable: boolean): void => {
        this.addWeight(name, [channels], 'float32', tf.initializers[initializer](), undefined, isTrainable);
      };
      if (this.scale) add('gamma', 'ones', true);
      if (this.center) add('beta', 'zeros', true);
      add('moving_mean', 'zeros', false);
      add('moving_variance', 'ones', false);
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.tidy(() => {
        const [mean, variance] = this.weights.slice(-2);
        const gamma = (this.scale ? this.weights[0].read() : tf.onesLike(mean.read())) as Tensor1D;
        const beta = (this.center ? this.weights[this.scale ? 1 : 0].read() : tf.zerosLike(mean.read())) as Tensor1D;
        if (!options?.training || !this.trainable) {
          const { bias } = options ?? {};
          const shifted = (bias ? mean.read().sub(bias) : mean.read()) as Tensor1D;
          return normalizeByStatistics(x, { gamma, beta, mean: shifted, variance: variance.read() as Tensor1D }, this.epsilon);
        }
        return normalizeBatch(x, gamma, beta, this.epsilon, (batchMean, batchVariance) => {
          this.follow(mean, batchMean);
          this.follow(variance, batchVariance);
        });
      });
    }

    override getConfig(): serialization.ConfigDict {
      return {
        ...super.getConfig(),
        axis: -1,
        momentum: this.momentum,
        epsilon: this.epsilon,
        center: this.center,
        scale: this.scale,
      };
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
