import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { allocate, valuesOf } from './heap.js';

/** Frames, height, width, in cells. */
export type Extent = readonly [number, number, number];

/** How a kernel moves over its input. */
export interface Motion {
  readonly strides: Extent;
  readonly dilations: Extent;
  /** Zeros before the input's first cell; after its last there are as many as the output needs. */
  readonly before: Extent;
  /** Extent of the output. */
  readonly output: Extent;
}

/** Output channels that the 2-D convolution works out at once: fewer leave its vectors half empty. */
const LANES = 8;

/**
 * 3-D convolution of `[batch, frames, height, width, channels]` with `[frames, height, width, channels, filters]`, as 2-D
 * convolutions, which WebAssembly does 40 times faster than its own 3-D loops.
 *
 * The kernel's frames and columns become channels: a patch holds, for one row, all columns of all frames that the kernel
 * covers there, so that a kernel of height × 1 over patches remains. With few filters a patch serves `group` neighbouring
 * columns of the output, as filters of their own.
 */
export function convolve(tf: Tf, x: TensorInfo, filter: TensorInfo, motion: Motion): Tensor {
  const [batch] = x.shape;
  const [, kernelHeight, kernelWidth, , filters] = filter.shape;
  const [frames, height, width] = motion.output;
  const [, strideHeight, strideWidth] = motion.strides;
  const group = Math.min(width, Math.ceil(LANES / filters));
  const columns = (kernelWidth - 1) * motion.dilations[2] + (group - 1) * strideWidth + 1;
  const rows = (height - 1) * strideHeight + (kernelHeight - 1) * motion.dilations[1] + 1;
  const places = Math.ceil(width / group);
  const y = allocate(tf, [batch, frames, height, width, filters]);
  tf.tidy(() => {
    const spread = spreadFilter(tf, filter, motion, group, columns);
    for (let sample = 0; sample < batch; sample++) {
      tf.tidy(() => {
        const patches = gatherPatches(tf, x, sample, motion, filter.shape[0], { rows, places, group, columns });
        // Strides and dilations of the width are in the patches and the filter already.
        const dilations: [number, number] = [motion.dilations[1], 1];
        const grouped = tf.conv2d(patches, spread, [strideHeight, 1], 'valid', 'NHWC', dilations);
        const [from, to] = [valuesOf(tf, grouped), valuesOf(tf, y)];
        const [line, wholeLine] = [width * filters, places * group * filters];
        for (let row = 0; row < frames * height; row++) {
          to.set(from.subarray(row * wholeLine, row * wholeLine + line), (sample * frames * height + row) * line);
        }
      });
    }
  });
  return y;
}

/** How patches lie: over so many rows at so many places, each of so many columns. */
interface PatchPlan {
  readonly rows: number;
  readonly places: number;
  /** Columns of the output that one patch serves. */
  readonly group: number;
  readonly columns: number;
}

/** Patches of one sample, `[frames, rows, places, kernel frames × columns × channels]`; zeros outside the input. */
function gatherPatches(
  tf: Tf,
  x: TensorInfo,
  sample: number,
  { strides, dilations, before, output }: Motion,
  kernelFrames: number,
  { rows, places, group, columns }: PatchPlan,
): Tensor4D {
  const [, depth, height, width, channels] = x.shape;
  const patches = allocate(tf, [output[0], rows, places, kernelFrames * columns * channels]);
  const [from, to] = [valuesOf(tf, x), valuesOf(tf, patches)];
  const size = columns * channels;
  let at = 0;
  for (let frame = 0; frame < output[0]; frame++) {
    for (let row = 0; row < rows; row++) {
      const y = row - before[1];
      for (let place = 0; place < places; place++) {
        const left = place * group * strides[2] - before[2];
        const first = Math.max(0, -left) * channels;
        const end = Math.min(columns, width - left) * channels;
        for (let tap = 0; tap < kernelFrames; tap++, at += size) {
          const t = frame * strides[0] + tap * dilations[0] - before[0];
          if (t < 0 || t >= depth || y < 0 || y >= height || end <= first) {
            to.fill(0, at, at + size);
            continue;
          }
          const start = (((sample * depth + t) * height + y) * width + left) * channels;
          for (let i = 0; i < first; i++) to[at + i] = 0;
          for (let i = first; i < end; i++) to[at + i] = from[start + i];
          for (let i = end; i < size; i++) to[at + i] = 0;
        }
      }
    }
  }
  return patches as Tensor4D;
}

/** The kernel over patches, `[kernel height, 1, kernel frames × columns × channels, group × filters]`. */
function spreadFilter(tf: Tf, filter: TensorInfo, { strides, dilations }: Motion, group: number, columns: number): Tensor4D {
  const [depth, height, width, channels, filters] = filter.shape;
  const spread = allocate(tf, [height, 1, depth * columns * channels, group * filters]);
  const [from, to] = [valuesOf(tf, filter), valuesOf(tf, spread)];
  to.fill(0);
  let at = 0;
  for (let d = 0; d < depth; d++) {
    for (let h = 0; h < height; h++) {
      for (let w = 0; w < width; w++) {
        for (let c = 0; c < channels; c++, at += filters) {
          for (let member = 0; member < group; member++) {
            const column = w * dilations[2] + member * strides[2];
            const row = ((h * depth + d) * columns + column) * channels + c;
            to.set(from.subarray(at, at + filters), (row * group + member) * filters);
          }
        }
      }
    }
  }
  return spread as Tensor4D;
}
