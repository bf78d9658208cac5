import type { Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { engine } from './engine.js';

/** Height and width, in cells. */
export type Extent2D = readonly [number, number];

/**
 * Max-pooling of every frame by itself: `[batch, frames, height, width, channels]`, frames kept.
 *
 * Runs as 2-D pooling on merged frames: four to five times faster than TensorFlow's 3-D kernel on a processor, and its
 * gradient is exact, whereas the 3-D kernel hands the full gradient to every cell within 1e-5 of the maximum.
 */
export function maxPoolFrames(x: Tensor5D, pool: Extent2D, strides: Extent2D, padding: 'valid' | 'same'): Tensor5D {
  const tf = engine();
  return tf.tidy(() => {
    const [batch, frames, height, width, channels] = x.shape;
    const merged = x.reshape([batch * frames, height, width, channels]) as Tensor4D;
    const pooled = tf.maxPool(merged, [pool[0], pool[1]], [strides[0], strides[1]], padding);
    return pooled.reshape([batch, frames, pooled.shape[1], pooled.shape[2], channels]) as Tensor5D;
  });
}
