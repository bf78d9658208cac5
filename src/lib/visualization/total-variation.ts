import type { Tensor, Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';

/** Weights of roughness in space and in time. */
export interface Smoothness {
  /** Pull of each pixel towards its neighbours in its frame, 0–1. Default 0. */
  readonly space?: number;
  /** Pull of each pixel towards itself in the frames before and after, 0–1. Default 0. */
  readonly time?: number;
}

/**
 * Total variation of clips `[batch, frames, height, width, channels]`: the sum of |differences| of neighbours along height and
 * width, times `space`, and along frames, times `time`. A scalar.
 *
 * `rounding` replaces |d| by √(d² + rounding²) − rounding, which has a gradient everywhere: differences much below it are
 * smoothed like heat, larger ones keep their edges.
 *
 * Source: Rudin, Osher, Fatemi 1992, anisotropic form; the rounding is Charbonnier's.
 */
export function totalVariation(clips: Tensor5D, { space = 0, time = 0 }: Smoothness, rounding: number): Tensor {
  const tf = engine();
  return tf.tidy(() => {
    const along = (axis: number): Tensor => {
      const length = clips.shape[axis] - 1;
      const differences = cut(clips, axis, 1, length).sub(cut(clips, axis, 0, length));
      return differences
        .square()
        .add(rounding * rounding)
        .sqrt()
        .sub(rounding)
        .sum();
    };
    const inSpace = space > 0 ? along(2).add(along(3)).mul(space) : tf.scalar(0);
    return time > 0 ? inSpace.add(along(1).mul(time)) : inSpace;
  });
}

/** `length` slices of one axis from `start` on. */
export function cut(clips: Tensor5D, axis: number, start: number, length: number): Tensor5D {
  const begin = clips.shape.map((_, i) => (i === axis ? start : 0));
  const size = clips.shape.map((whole, i) => (i === axis ? length : whole));
  return clips.slice(begin, size);
}
