import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';
import { convolve, type Extent, type Motion } from './convolve.js';

/** The attributes of TensorFlow.js's 3-D convolution kernels. */
export interface Conv3DAttributes {
  readonly strides: Extent | number;
  readonly dilations?: Extent | number;
  readonly pad: 'valid' | 'same';
}

/** 'Conv3D': forward. */
export function conv3d(tf: Tf, { x, filter }: { x: TensorInfo; filter: TensorInfo }, attributes: Conv3DAttributes): Tensor {
  return convolve(tf, x, filter, motionOf(tf, x.shape, filter.shape, attributes));
}

/** How a kernel of this shape moves over an input of this shape. */
export function motionOf(tf: Tf, x: readonly number[], filter: readonly number[], attributes: Conv3DAttributes): Motion {
  const { strides, dilations = 1, pad } = attributes;
  type Five = [number, number, number, number, number];
  const info = tf.backend_util.computeConv3DInfo(x as Five, filter as Five, strides as number, dilations as number, pad);
  return {
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    // TensorFlow.js gives negative padding where a stride is longer than the kernel; TensorFlow has none then.
    before: [Math.max(0, info.padInfo.front), Math.max(0, info.padInfo.top), Math.max(0, info.padInfo.left)],
    output: [info.outDepth, info.outHeight, info.outWidth],
  };
}
