import type { layers, Tensor } from '@tensorflow/tfjs';
import type { Tf } from '../../backend/tensorflow.js';
import { InvalidInputError } from '../../errors.js';
import type { Layer } from './layer.js';

/** Options of a 3-D convolution. */
export type Conv3DOptions = Parameters<typeof layers.conv3d>[0];

/**
 * TensorFlow.js's 3-D convolution, which without padding refuses a kernel longer than its input: TensorFlow itself would answer
 * with an empty output or read memory that nobody wrote.
 */
export function conv3d(tf: Tf, options: Conv3DOptions): Layer {
  const layer = tf.layers.conv3d(options);
  const build = layer.build.bind(layer);
  const call = layer.call.bind(layer);
  layer.build = (shape) => {
    requireRoom(layer, shape as (number | null)[]);
    build(shape);
  };
  layer.call = (inputs, keywords) => {
    const x: Tensor = Array.isArray(inputs) ? inputs[0] : inputs;
    requireRoom(layer, x.shape);
    return call(inputs, keywords);
  };
  return layer;
}

/** Throws unless the kernel fits into an input `[batch, frames, height, width, channels]`; lengths not yet known fit. */
function requireRoom(layer: Layer, shape: readonly (number | null)[]): void {
  const { kernelSize, dilationRate, padding } = layer.getConfig();
  if (padding !== 'valid') return;
  const lengths = shape.slice(1, 4);
  const dilation = (dilationRate as number[] | undefined) ?? [1, 1, 1];
  const reach = (kernelSize as number[]).map((length, axis) => (length - 1) * dilation[axis] + 1);
  if (!lengths.some((length, axis) => length !== null && length < reach[axis])) return;
  throw new InvalidInputError(`the kernel of layer ${layer.name} is longer than its input`, {
    received: `kernel of ${reach.join(' × ')} on an input of ${lengths.map((length) => length ?? '?').join(' × ')}`,
    accepted: 'a kernel that fits in frames, height and width',
    hint: "Use longer windows, larger frames, a smaller kernel, or padding 'same'",
  });
}
