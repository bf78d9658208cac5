import type { layers, Tensor } from '@tensorflow/tfjs';

/** A TensorFlow.js layer. */
export type Layer = layers.Layer;

/** A layer's weight: readable, writable. */
export interface LayerVariable {
  readonly name: string;
  readonly shape: (number | null)[];
  read(): Tensor;
  write(value: Tensor): unknown;
}
