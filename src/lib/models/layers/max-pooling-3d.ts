import type { serialization, Tensor, Tensor5D } from '@tensorflow/tfjs';
import { maxPool3d, maxPool3dOfEngine } from '../../backend/max-pool.js';
import type { Tf } from '../../backend/tensorflow.js';
import { requireOneOf } from '../../shape.js';
import type { Layer } from './layer.js';

/** Frames, height, width, in cells. */
export type Extent3D = readonly [number, number, number];

/** Options of 3-D max-pooling. */
export interface MaxPooling3DOptions {
  readonly name?: string;
  /** Window. Default [2, 2, 2]. */
  readonly poolSize?: Extent3D;
  /** Step of the window. Default `poolSize`. */
  readonly strides?: Extent3D;
  /** Default 'valid'. */
  readonly padding?: 'valid' | 'same';
  /**
   * Where the gradient goes. 'exact' (default): to the maximum. 'tensorflow': where the engine's own 3-D operation sends it,
   * which on TensorFlow is to every cell within 1e-5 of the maximum; for reproducing numbers that Keras trained.
   */
  readonly gradient?: PoolingGradient;
}

/** Where the gradient of max-pooling goes. */
export type PoolingGradient = 'exact' | 'tensorflow';

/** Max-pooling of `[batch, frames, height, width, channels]`. */
export function defineMaxPooling3D(tf: Tf): new (options: MaxPooling3DOptions) => Layer {
  class MaxPooling3D extends tf.layers.Layer {
    /** @nocollapse */
    static className = 'MaxPooling3D';
    private readonly poolSize: Extent3D;
    private readonly strides: Extent3D;
    private readonly padding: 'valid' | 'same';
    private readonly gradient: PoolingGradient;

    constructor(options: MaxPooling3DOptions) {
      const { poolSize = [2, 2, 2], strides = poolSize, padding = 'valid', gradient = 'exact', ...rest } = options;
      super(rest);
      requireOneOf('gradient', gradient, ['exact', 'tensorflow']);
      this.poolSize = poolSize;
      this.strides = strides;
      this.padding = padding;
      this.gradient = gradient;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor5D;
      const pool = this.gradient === 'exact' ? maxPool3d : maxPool3dOfEngine;
      return pool(x, this.poolSize, this.strides, this.padding);
    }

    override computeOutputShape([batch, ...inputs]: (number | null)[]): (number | null)[] {
      const lengths = inputs.slice(0, 3).map((length, axis) => {
        if (length === null) return null;
        const covered = this.padding === 'same' ? length : length - this.poolSize[axis] + 1;
        return Math.ceil(covered / this.strides[axis]);
      });
      return [batch, ...lengths, inputs[3]];
    }

    override getConfig(): serialization.ConfigDict {
      const { poolSize, strides, padding, gradient } = this;
      const lengths = { poolSize: [...poolSize], strides: [...strides] };
      return { ...super.getConfig(), ...lengths, padding, gradient, dataFormat: 'channelsLast' };
    }
  }
  tf.serialization.registerClass(MaxPooling3D);
  return MaxPooling3D;
}
