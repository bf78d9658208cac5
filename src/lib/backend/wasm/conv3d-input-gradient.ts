import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { type Conv3DAttributes, motionOf } from './conv3d.js';
import { convolve, type Extent } from './convolve.js';
import { allocate, valuesOf } from './heap.js';

/**
 * 'Conv3DBackpropInputV2': the gradient of a 3-D convolution by its input: the upstream gradient, its cells a stride apart,
 * convolved with the kernel turned round in all three directions.
 */
export function conv3dInputGradient(
  tf: Tf,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
  attributes: Conv3DAttributes & { readonly inputShape: readonly number[] },
): Tensor {
  const { inputShape } = attributes;
  const { strides, before } = motionOf(tf, inputShape, filter.shape, attributes);
  const [depth, height, width] = filter.shape;
  return tf.tidy(() =>
    convolve(tf, spaceOut(tf, dy, strides), turnRound(tf, filter), {
      strides: [1, 1, 1],
      dilations: [1, 1, 1],
      before: [depth - 1 - before[0], height - 1 - before[1], width - 1 - before[2]],
      output: [inputShape[1], inputShape[2], inputShape[3]],
    }),
  );
}

/** Puts zeros between the cells, so that they lie a stride apart. */
function spaceOut(tf: Tf, dy: TensorInfo, strides: Extent): TensorInfo {
  if (strides.every((stride) => stride === 1)) return dy;
  const [batch, frames, height, width, channels] = dy.shape;
  const [depth, rows, columns] = [frames, height, width].map((length, axis) => (length - 1) * strides[axis] + 1);
  const spaced = allocate(tf, [batch, depth, rows, columns, channels]);
  const [from, to] = [valuesOf(tf, dy), valuesOf(tf, spaced)];
  to.fill(0);
  let at = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let t = 0; t < frames; t++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, at += channels) {
          const cell = ((sample * depth + t * strides[0]) * rows + y * strides[1]) * columns + x * strides[2];
          to.set(from.subarray(at, at + channels), cell * channels);
        }
      }
    }
  }
  return spaced;
}

/** The kernel backwards in time, height and width, its channels and filters exchanged. */
function turnRound(tf: Tf, filter: TensorInfo): Tensor {
  const [, , , channels, filters] = filter.shape;
  const cells = filter.shape[0] * filter.shape[1] * filter.shape[2];
  const turned = allocate(tf, [...filter.shape.slice(0, 3), filters, channels]);
  const [from, to] = [valuesOf(tf, filter), valuesOf(tf, turned)];
  for (let cell = 0; cell < cells; cell++) {
    for (let c = 0; c < channels; c++) {
      for (let f = 0; f < filters; f++) {
        to[((cells - 1 - cell) * filters + f) * channels + c] = from[(cell * channels + c) * filters + f];
      }
    }
  }
  return turned;
}
