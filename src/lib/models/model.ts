import type { LayersModel, Tensor, Tensor2D, Tensor5D, Variable } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import { showValuesOf } from '../display.js';
import { FramescopeError, InvalidInputError } from '../errors.js';
import { channelsOf, type Preprocessing } from '../preprocessing.js';
import { requireNumber } from '../shape.js';
import { forward } from './forward.js';
import type { Layer } from './layers/index.js';
import { type ModelSummary, summarize } from './summary.js';

/** What a last layer's numbers mean: one probability a frame, or one distribution over the window's frames. */
export type OutputKind = 'sigmoid' | 'softmax';

/** What a model is made of. */
export interface VideoModelInit {
  /** The architecture's name, such as 'speedCounter'. */
  readonly name: string;
  readonly network: LayersModel;
  readonly preprocessing: Preprocessing;
  readonly output: OutputKind;
  /** See `VideoModel.threshold`. Default 0.5. */
  readonly threshold?: number;
}

/**
 * A network together with what its input is made from.
 *
 * Input `[batch, window, height, width, channels]`, float32 in [0, 1]; output `[batch, window]`.
 */
export class VideoModel {
  readonly name: string;
  readonly network: LayersModel;
  readonly preprocessing: Preprocessing;
  readonly output: OutputKind;
  /**
   * Height that makes a peak an event when this model counts, as a share of the video's clear peaks. Set it to what
   * `chooseThreshold` gives; it is saved with the weights. Default 0.5.
   */
  threshold: number;

  constructor({ name, network, preprocessing, output, threshold = 0.5 }: VideoModelInit) {
    requireNumber('threshold', threshold, 0, 1);
    this.name = name;
    this.network = network;
    this.preprocessing = preprocessing;
    this.output = output;
    this.threshold = threshold;
  }

  /** Names of all layers, in order. */
  get layerNames(): string[] {
    return this.network.layers.map((layer) => layer.name);
  }

  /** Number of weights, moving statistics included. */
  get parameterCount(): number {
    return this.network.countParams();
  }

  /** Shape of one input, `[window, height, width, channels]`. */
  get inputShape(): [number, number, number, number] {
    const { window, size, color } = this.preprocessing;
    return [window, size, size, channelsOf(color)];
  }

  /**
   * The layer of this name.
   *
   * @throws {InvalidInputError} when there is none; the message lists those there are.
   */
  layer(name: string): Layer {
    const found = this.network.layers.find((layer) => layer.name === name);
    if (!found) throw new InvalidInputError('no layer has this name', { received: name, accepted: this.layerNames.join(', ') });
    return found;
  }

  /** Layers, output shapes and parameter counts, as a table. */
  summary(): ModelSummary {
    return summarize(this.name, this.network.layers);
  }

  /** One forward pass, in training mode (batch statistics) or not. Synchronous; the caller disposes the result. */
  apply(inputs: Tensor5D, { training = false }: { readonly training?: boolean } = {}): Tensor2D {
    return engine().tidy(() => (training ? this.network.apply(inputs, { training }) : forward(this.network, inputs)) as Tensor2D);
  }

  /** All weights in Keras's order, trainable or not, with names such as `conv3d_1/kernel`. */
  weights(): NamedVariable[] {
    return this.network.layers.flatMap((layer) =>
      layer.weights.map((weight) => ({
        name: `${layer.name}/${weight.originalName.replace(/_\d+$/, '').split('/').pop()}`,
        isTrainable: layer.trainable && weight.trainable,
        variable: asVariable(weight.read()),
      })),
    );
  }

  /** Frees all weights; the model cannot be used afterwards. */
  dispose(): void {
    this.network.dispose();
  }

  /** One line for a reader. */
  toString(): string {
    return `${this.name}: input [${this.inputShape.join(', ')}], ${this.parameterCount.toLocaleString('en')} parameters`;
  }
}

/** A weight with its name. */
export interface NamedVariable {
  readonly name: string;
  readonly isTrainable: boolean;
  readonly variable: Variable;
}

/** TensorFlow.js hands out its variable as a tensor; optimisers need the variable. */
function asVariable(value: Tensor): Variable {
  if (!(value instanceof engine().Variable)) throw new FramescopeError('a layer weight is not a variable');
  return value;
}

showValuesOf(VideoModel, { text: String });
