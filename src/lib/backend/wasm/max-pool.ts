import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import type { Extent } from './convolve.js';
import { allocate, valuesOf } from './heap.js';

/** The attributes of TensorFlow.js's pooling kernels, 2-D and 3-D. */
interface PoolAttributes {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly pad: 'valid' | 'same';
}

/** 'MaxPool3D': TensorFlow.js's own takes zeros of the padding for values. */
export function maxPool3d(tf: Tf, { x }: { x: TensorInfo }, attributes: PoolAttributes): Tensor {
  const windows = poolWindows(x.shape, attributes);
  const y = allocate(tf, [x.shape[0], ...windows.output, x.shape[4]]);
  const [from, to] = [valuesOf(tf, x), valuesOf(tf, y)];
  eachMaximum(from, x.shape, windows, (cell, at) => {
    to[cell] = from[at];
  });
  return y;
}

/** 'MaxPool3DGrad': the whole gradient of a window goes to its first maximum, as TensorFlow's 2-D kernel does it. */
export function maxPool3dGradient(
  tf: Tf,
  { dy, input }: { dy: TensorInfo; input: TensorInfo },
  attributes: PoolAttributes,
): Tensor {
  const dx = allocate(tf, input.shape);
  const [from, upstream, to] = [valuesOf(tf, input), valuesOf(tf, dy), valuesOf(tf, dx)];
  to.fill(0);
  eachMaximum(from, input.shape, poolWindows(input.shape, attributes), (cell, at) => {
    to[at] += upstream[cell];
  });
  return dx;
}

/** 'MaxPoolGrad': TensorFlow.js's own hands a gradient to other cells than the maximum where the input's edge is left over. */
export function maxPoolGradient(
  tf: Tf,
  { dy, input }: { dy: TensorInfo; input: TensorInfo },
  { filterSize, strides, pad }: PoolAttributes,
): Tensor {
  const inOneFrame = ({ dataId, dtype, shape }: TensorInfo): TensorInfo => ({
    dataId,
    dtype,
    shape: [shape[0], 1, ...shape.slice(1)],
  });
  const pair = (extent: number | readonly number[]): readonly number[] =>
    typeof extent === 'number' ? [extent, extent] : extent;
  const attributes = { filterSize: [1, ...pair(filterSize)], strides: [1, ...pair(strides)], pad };
  return tf.tidy(() => {
    const inputs = { dy: inOneFrame(dy), input: inOneFrame(input) };
    return maxPool3dGradient(tf, inputs, attributes).reshape(input.shape);
  });
}

interface PoolWindows {
  readonly size: Extent;
  readonly strides: Extent;
  /** Cells of the first window that lie before the input. */
  readonly before: Extent;
  readonly output: Extent;
}

function poolWindows(shape: readonly number[], { filterSize, strides, pad }: PoolAttributes): PoolWindows {
  const extent = (value: number | readonly number[]): Extent => {
    return typeof value === 'number' ? [value, value, value] : [value[0], value[1], value[2]];
  };
  const [size, steps] = [extent(filterSize), extent(strides)];
  const along = (axis: number): [before: number, output: number] => {
    const length = shape[axis + 1];
    if (pad === 'valid') return [0, Math.floor((length - size[axis]) / steps[axis]) + 1];
    const output = Math.ceil(length / steps[axis]);
    return [Math.floor(Math.max(0, (output - 1) * steps[axis] + size[axis] - length) / 2), output];
  };
  const [[t, frames], [y, height], [x, width]] = [along(0), along(1), along(2)];
  return { size, strides: steps, before: [t, y, x], output: [frames, height, width] };
}

/** For every output cell, in order, the index of the first largest input cell of its window. */
function eachMaximum(
  values: Float32Array,
  [batch, depth, height, width, channels]: readonly number[],
  { size, strides, before, output }: PoolWindows,
  each: (cell: number, at: number) => void,
): void {
  /** First and past-the-last cell of a window that lie in the input. */
  const within = (cell: number, axis: number, length: number): [number, number] => {
    const start = cell * strides[axis] - before[axis];
    return [Math.max(0, start), Math.min(length, start + size[axis])];
  };
  let cell = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let frame = 0; frame < output[0]; frame++) {
      const [t0, t1] = within(frame, 0, depth);
      for (let row = 0; row < output[1]; row++) {
        const [y0, y1] = within(row, 1, height);
        for (let column = 0; column < output[2]; column++) {
          const [x0, x1] = within(column, 2, width);
          for (let c = 0; c < channels; c++, cell++) {
            let at = (((sample * depth + t0) * height + y0) * width + x0) * channels + c;
            for (let t = t0; t < t1; t++) {
              for (let y = y0; y < y1; y++) {
                const line = (((sample * depth + t) * height + y) * width + x0) * channels + c;
                for (let i = 0; i < x1 - x0; i++) if (values[line + i * channels] > values[at]) at = line + i * channels;
              }
            }
            each(cell, at);
          }
        }
      }
    }
  }
}
