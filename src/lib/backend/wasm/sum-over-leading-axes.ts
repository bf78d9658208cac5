import type { KernelFunc, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { allocate, valuesOf } from './heap.js';

/**
 * 'Sum' and 'Mean' over the first axes, as gradients of biases and batch normalisation take them by the dozen: in one pass
 * with a sum in double precision for every remaining cell. TensorFlow.js transposes first, which takes most of a step.
 * Everything else is left to `original`.
 */
export function sumOverLeadingAxes(tf: Tf, original: KernelFunc, isMean: boolean): KernelFunc {
  return (call) => {
    const { x } = call.inputs as { x: TensorInfo };
    const { axis, keepDims } = call.attrs as { axis: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const isLeading = axes.length > 0 && axes.length < x.shape.length && axes.every((value, i) => value === i);
    if (!isLeading || x.dtype !== 'float32') return original(call);
    const kept = x.shape.slice(axes.length);
    return sum(tf, x, keepDims ? [...axes.map(() => 1), ...kept] : kept, isMean);
  };
}

function sum(tf: Tf, x: TensorInfo, shape: readonly number[], isMean: boolean): Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  const y = allocate(tf, shape);
  const values = valuesOf(tf, x);
  const sums = new Float64Array(size);
  for (let start = 0; start < values.length; start += size) {
    for (let i = 0; i < size; i++) sums[i] += values[start + i];
  }
  const count = isMean ? values.length / size : 1;
  valuesOf(tf, y).set(sums.map((total) => total / count));
  return y;
}
