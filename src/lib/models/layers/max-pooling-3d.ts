import type { serialization, Tensor, Tensor5D } from '@tensorflow/tfjs';
import { maxPoolFrames } from '../../backend/max-pool.js';
import type { Tf } from '../../backend/tensorflow.js';
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
}

/**
 * Max-pooling of `[batch, frames, height, width, channels]`. A window of one frame takes the fast and exact 2-D way;
 * longer ones use the engine's 3-D operation.
 */
export function defineMaxPooling3D(tf: Tf): new (options: MaxPooling3DOptions) => Layer {
  class MaxPooling3D extends tf.layers.Layer {
    /** @nocollapse */
    static className = 'MaxPooling3D';
    private readonly poolSize: Extent3D;
    private readonly strides: Extent3D;
    private readonly padding: 'valid' | 'same';

    constructor({ poolSize = [2, 2, 2], strides = poolSize, padding = 'valid', ...rest }: MaxPooling3DOptions) {
      super(rest);
      this.poolSize = poolSize;
      this.strides = strides;
      this.padding = padding;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor5D;
      const [frames, height, width] = this.poolSize;
      if (frames === 1 && this.strides[0] === 1) {
        return maxPoolFrames(x, [height, width], [this.strides[1], this.strides[2]], this.padding);
      }
      return tf.maxPool3d(x, [frames, height, width], [...this.strides] as [number, number, number], this.padding);
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
      const { poolSize, strides, padding } = this;
      return { ...super.getConfig(), poolSize: [...poolSize], strides: [...strides], padding, dataFormat: 'channelsLast' };
    }
  }
  tf.serialization.registerClass(MaxPooling3D);
  return MaxPooling3D;
}
