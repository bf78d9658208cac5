import type { serialization, Tensor } from '@tensorflow/tfjs';
import type { Tf } from '../../backend/tensorflow.js';
import type { Layer } from './layer.js';

/** Options of the temporal deviation. */
export interface TemporalDeviationOptions {
  readonly name?: string;
  readonly inputShape?: number[];
  /** What deviations are multiplied by. Default 8: a pixel that changes by an eighth of the full range becomes 1. */
  readonly scale?: number;
}

/**
 * What moves: every pixel's deviation from its mean over the window's frames, `scale · (x − mean_t x)`, of
 * `[batch, frames, height, width, channels]`. Background, clothes and light, which do not change within a window, vanish.
 * No weights.
 */
export function defineTemporalDeviation(tf: Tf): new (options: TemporalDeviationOptions) => Layer {
  class TemporalDeviation extends tf.layers.Layer {
    /** @nocollapse */
    static className = 'TemporalDeviation';
    private readonly scale: number;

    constructor({ scale = 8, ...rest }: TemporalDeviationOptions) {
      super(rest);
      this.scale = scale;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.tidy(() => x.sub(x.mean(1, true)).mul(this.scale));
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), scale: this.scale };
    }
  }
  tf.serialization.registerClass(TemporalDeviation);
  return TemporalDeviation;
}
