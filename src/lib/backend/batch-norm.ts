import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { engine } from './engine.js';
import { type NativeBackend, nativeBackend, type OpAttribute, type Tf } from './tensorflow.js';

/** Hears a batch's statistics, `[channels]` each; the tensors live only during the call. */
export type ObserveStatistics = (mean: Tensor1D, variance: Tensor1D) => void;

/**
 * Batch normalisation in training mode over the last axis: `gamma (x − mean) / √(variance + epsilon) + beta`, mean and
 * biased variance taken over all other axes of this batch. `observe` hears both, for moving averages.
 *
 * On the native engine one fused TensorFlow operation does it, forward and backward; elsewhere the plain formula.
 *
 * Source: Ioffe and Szegedy 2015, algorithm 1.
 */
export function normalizeBatch(x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon: number, observe?: ObserveStatistics): Tensor {
  const tf = engine();
  const native = nativeBackend(tf);
  return tf.tidy(() =>
    native ? fused(tf, native, x, gamma, beta, epsilon, observe) : byFormula(tf, x, gamma, beta, epsilon, observe),
  );
}

function byFormula(tf: Tf, x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon: number, observe?: ObserveStatistics): Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const { mean, variance } = tf.moments(x, axes);
  observe?.(mean as Tensor1D, variance as Tensor1D);
  return x
    .sub(mean)
    .mul(gamma.mul(variance.add(epsilon).rsqrt()))
    .add(beta);
}

/** The fused kernel wants rank 4, so the leading axes are merged; it normalises over all of them alike. */
function fused(
  tf: Tf,
  native: NativeBackend,
  x: Tensor,
  gamma: Tensor1D,
  beta: Tensor1D,
  epsilon: number,
  observe?: ObserveStatistics,
): Tensor {
  const channels = x.shape[x.shape.length - 1];
  const rows = x.size / channels;
  const merged: [number, number, number, number] = [1, rows, 1, channels];
  const attributes = fusedBatchNormAttributes(native, epsilon, true);
  const average: OpAttribute = { name: 'exponential_avg_factor', type: native.binding.TF_ATTR_FLOAT, value: 1 };
  return tf.customGrad((...args) => {
    const [input, scale, offset] = args as Tensor[];
    const save = args[3] as unknown as (tensors: Tensor[]) => void;
    const cells = input.reshape(merged);
    const none = tf.tensor1d([], 'float32');
    const [y, mean, variance, ...reserve] = native.executeMultipleOutputs(
      'FusedBatchNormV3',
      [...attributes, average],
      [cells, scale, offset, none, none],
      6,
    );
    // The kernel returns the unbiased variance, n / (n − 1) times the one that it normalises with.
    observe?.(mean as Tensor1D, (rows > 1 ? variance.mul((rows - 1) / rows) : variance) as Tensor1D);
    save([cells, scale, ...reserve]);
    return {
      value: y.reshape(x.shape),
      gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
        const upstream = (dy as Tensor).reshape(merged);
        const [dx, dGamma, dBeta] = native.executeMultipleOutputs('FusedBatchNormGradV3', attributes, [upstream, ...saved], 5);
        return [dx.reshape(x.shape), dGamma, dBeta];
      },
    };
  })(x, gamma, beta);
}

/** Attributes that TensorFlow's fused batch normalisation and its gradient share. */
export function fusedBatchNormAttributes(native: NativeBackend, epsilon: number, isTraining: boolean): OpAttribute[] {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = native.binding;
  return [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: isTraining },
  ];
}
