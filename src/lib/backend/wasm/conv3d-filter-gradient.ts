import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { type Conv3DAttributes, motionOf } from './conv3d.js';
import type { Motion } from './convolve.js';
import { allocate, valuesOf } from './heap.js';

/**
 * 'Conv3DBackpropFilterV2': the gradient of a 3-D convolution by its kernel.
 *
 * For every sample one 2-D convolution in which the upstream gradient is the kernel: its rows slide over the input's rows,
 * and frames and columns, over which the gradient is summed, are the channels. What was frame, column and channel of the
 * kernel is the batch: the input, shifted by as much.
 */
export function conv3dFilterGradient(
  tf: Tf,
  { x, dy }: { x: TensorInfo; dy: TensorInfo },
  attributes: Conv3DAttributes & { readonly filterShape: readonly number[] },
): Tensor {
  const [depth, kernelHeight, kernelWidth, channels, filters] = attributes.filterShape;
  const motion = motionOf(tf, x.shape, attributes.filterShape, attributes);
  const gradient = allocate(tf, attributes.filterShape);
  valuesOf(tf, gradient).fill(0);
  for (let sample = 0; sample < x.shape[0]; sample++) {
    tf.tidy(() => {
      const shifted = shiftedInputs(tf, x, sample, motion, attributes.filterShape);
      const rows: [number, number] = [motion.strides[1], 1];
      // [frames × columns × channels of the kernel, its height, 1, filters]
      const part = tf.conv2d(shifted, upstreamKernel(tf, dy, sample), 1, 'valid', 'NHWC', rows);
      const [from, to] = [valuesOf(tf, part), valuesOf(tf, gradient)];
      let at = 0;
      for (let d = 0; d < depth; d++) {
        for (let w = 0; w < kernelWidth; w++) {
          for (let c = 0; c < channels; c++) {
            for (let h = 0; h < kernelHeight; h++) {
              const cell = (((d * kernelHeight + h) * kernelWidth + w) * channels + c) * filters;
              for (let f = 0; f < filters; f++) to[cell + f] += from[at++];
            }
          }
        }
      }
    });
  }
  return gradient;
}

/** One sample's upstream gradient as a 2-D kernel, `[height, 1, frames × width, filters]`. */
function upstreamKernel(tf: Tf, dy: TensorInfo, sample: number): Tensor4D {
  const [, frames, height, width, filters] = dy.shape;
  const kernel = allocate(tf, [height, 1, frames * width, filters]);
  const [from, to] = [valuesOf(tf, dy), valuesOf(tf, kernel)];
  const line = width * filters;
  for (let t = 0; t < frames; t++) {
    for (let y = 0; y < height; y++) {
      const at = ((sample * frames + t) * height + y) * line;
      to.set(from.subarray(at, at + line), (y * frames + t) * line);
    }
  }
  return kernel as Tensor4D;
}

/**
 * One sample's input once for every frame, column and channel of the kernel, as the output's cells see it through that
 * part of the kernel: `[kernel frames × columns × channels, rows, 1, output frames × columns]`; zeros outside the input.
 */
function shiftedInputs(
  tf: Tf,
  x: TensorInfo,
  sample: number,
  { strides, before, output }: Motion,
  [kernelFrames, kernelHeight, kernelWidth]: readonly number[],
): Tensor4D {
  const [, depth, height, width, channels] = x.shape;
  const [frames, outputHeight, columns] = output;
  const rows = (outputHeight - 1) * strides[1] + kernelHeight;
  const shifted = allocate(tf, [kernelFrames * kernelWidth * channels, rows, 1, frames * columns]);
  const [from, to] = [valuesOf(tf, x), valuesOf(tf, shifted)];
  let at = 0;
  for (let d = 0; d < kernelFrames; d++) {
    for (let w = 0; w < kernelWidth; w++) {
      const left = w - before[2];
      const first = Math.min(columns, Math.max(0, Math.ceil(-left / strides[2])));
      const end = Math.max(first, Math.min(columns, Math.ceil((width - left) / strides[2])));
      for (let c = 0; c < channels; c++) {
        for (let row = 0; row < rows; row++) {
          const y = row - before[1];
          for (let frame = 0; frame < frames; frame++, at += columns) {
            const t = frame * strides[0] + d - before[0];
            if (t < 0 || t >= depth || y < 0 || y >= height) {
              to.fill(0, at, at + columns);
              continue;
            }
            const start = (((sample * depth + t) * height + y) * width + left) * channels + c;
            const step = strides[2] * channels;
            for (let i = 0; i < first; i++) to[at + i] = 0;
            for (let i = first; i < end; i++) to[at + i] = from[start + i * step];
            for (let i = end; i < columns; i++) to[at + i] = 0;
          }
        }
      }
    }
  }
  return shifted as Tensor4D;
}
