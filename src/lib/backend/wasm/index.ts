import type { KernelFunc, Tensor } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { conv3d } from './conv3d.js';
import { conv3dFilterGradient } from './conv3d-filter-gradient.js';
import { conv3dInputGradient } from './conv3d-input-gradient.js';
import { maxPool3d, maxPool3dGradient, maxPoolGradient } from './max-pool.js';
import { sumOverLeadingAxes } from './sum-over-leading-axes.js';

/** Puts our kernels in the place of those of TensorFlow.js's WebAssembly that are naive loops, or wrong. */
export function registerWasmKernels(tf: Tf): void {
  const replace = (kernelName: string, make: (original: KernelFunc) => KernelFunc): void => {
    const kernelFunc = make(tf.getKernel(kernelName, 'wasm').kernelFunc);
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  };
  const ours =
    (kernel: (tf: Tf, inputs: never, attributes: never) => Tensor): (() => KernelFunc) =>
    () =>
    ({ inputs, attrs }) =>
      kernel(tf, inputs as never, attrs as never);
  replace('Conv3D', ours(conv3d));
  replace('Conv3DBackpropInputV2', ours(conv3dInputGradient));
  replace('Conv3DBackpropFilterV2', ours(conv3dFilterGradient));
  replace('MaxPool3D', ours(maxPool3d));
  replace('MaxPool3DGrad', ours(maxPool3dGradient));
  replace('MaxPoolGrad', ours(maxPoolGradient));
  replace('Sum', (original) => sumOverLeadingAxes(tf, original, false));
  replace('Mean', (original) => sumOverLeadingAxes(tf, original, true));
}
