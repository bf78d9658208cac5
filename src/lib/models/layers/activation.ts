import type { layers, serialization, Tensor } from '@tensorflow/tfjs';
import { relu } from '../../backend/relu.js';
import type { Tf } from '../../backend/tensorflow.js';
import type { Layer } from './layer.js';

/** Options of an activation layer. */
export type ActivationOptions = Parameters<typeof layers.activation>[0];

/** An element-wise non-linearity by Keras's name; 'relu' runs with our own gradient. */
export function defineActivation(tf: Tf): new (options: ActivationOptions) => Layer {
  class Activation extends tf.layers.Layer {
    /** @nocollapse */
    static className = 'Activation';
    private readonly activation: ActivationOptions['activation'];
    private readonly plain: Layer;

    constructor(options: ActivationOptions) {
      super(options);
      this.activation = options.activation;
      this.plain = tf.layers.activation({ activation: options.activation });
    }

    override call(inputs: Tensor | Tensor[], options: object): Tensor | Tensor[] {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return this.activation === 'relu' ? relu(x) : this.plain.call(x, options as Parameters<Layer['call']>[1]);
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), activation: this.activation };
    }
  }
  tf.serialization.registerClass(Activation);
  return Activation;
}
