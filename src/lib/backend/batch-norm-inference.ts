import type { NamedTensorMap, Tensor, Tensor1D, TensorInfo } from '@tensorflow/tfjs';
import { fusedBatchNormAttributes } from './batch-norm.js';
import { engine } from './engine.js';
import { type NativeBackend, nativeBackend, type Tf } from './tensorflow.js';

/** What normalises a batch in inference: a scale and an offset that were learnt, and moving statistics, `[channels]` each. */
export interface BatchNormWeights {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/**
 * Batch normalisation in inference mode over the last axis: `gamma (x − mean) / √(variance + epsilon) + beta`.
 *
 * On the native engine one TensorFlow operation in one pass, instead of a multiplication and an addition.
 */
export function normalizeByStatistics(x: Tensor, weights: BatchNormWeights, epsilon: number): Tensor {
  const tf = engine();
  return tf.tidy(() => {
    if (!nativeBackend(tf)) {
      const scale = scaleOf(weights, epsilon);
      return x.mul(scale).add(weights.beta.sub(weights.mean.mul(scale)));
    }
    registerKernel(tf);
    const channels = x.shape[x.shape.length - 1];
    const inputs = { x: x.reshape([1, x.size / channels, 1, channels]), ...weights };
    const y = tf.engine().runKernel(KERNEL, inputs as unknown as NamedTensorMap, { epsilon }) as Tensor;
    return y.reshape(x.shape);
  });
}

const KERNEL = 'FramescopeBatchNormInference';
let registeredOn: Tf | undefined;

/** A kernel of our own, since its gradients are then worked out for those inputs alone that need one. */
function registerKernel(tf: Tf): void {
  if (registeredOn === tf) return;
  registeredOn = tf;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, gamma, beta, mean, variance } = inputs as Record<string, TensorInfo> as unknown as Record<string, Tensor>;
      const native = backend as unknown as NativeBackend;
      const attributes = fusedBatchNormAttributes(native, Number(attrs?.epsilon), false);
      return native.executeMultipleOutputs('FusedBatchNormV3', attributes, [x, gamma, beta, mean, variance], 6)[0];
    },
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x', 'gamma', 'beta', 'mean', 'variance'],
    gradFunc: (upstream, saved, attrs) => {
      const dy = upstream as Tensor;
      const [x, gamma, beta, mean, variance] = saved as [Tensor, Tensor1D, Tensor1D, Tensor1D, Tensor1D];
      const epsilon = Number(attrs.epsilon);
      const inverse = (): Tensor => variance.add(epsilon).rsqrt();
      const total = (values: Tensor): Tensor => values.sum([0, 1, 2]);
      return {
        x: () => dy.mul(scaleOf({ gamma, beta, mean, variance }, epsilon)),
        gamma: () => total(dy.mul(x.sub(mean))).mul(inverse()),
        beta: () => total(dy),
        mean: () => total(dy).mul(scaleOf({ gamma, beta, mean, variance }, epsilon)).neg(),
        variance: () =>
          total(dy.mul(x.sub(mean)))
            .mul(gamma)
            .mul(inverse().pow(3))
            .mul(-0.5),
      };
    },
  });
}

function scaleOf({ gamma, variance }: BatchNormWeights, epsilon: number): Tensor {
  return gamma.mul(variance.add(epsilon).rsqrt());
}
