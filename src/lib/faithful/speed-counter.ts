import { VideoModel } from '../models/model.js';
import { speedCounterNetwork } from '../models/speed-counter.js';
import { channelsOf, type InputColor, preprocessing } from '../preprocessing.js';

/** Options of the original counter; all else about it is fixed. */
export interface FaithfulSpeedCounterOptions {
  /** What its windows hold. Default 'gray'. Windows are 4 frames, or 4 flow fields, of 128×128. */
  readonly color?: InputColor;
  /** Seed of the initial weights. Default 7. */
  readonly seed?: number;
}

/**
 * The original counter, to the letter: 32,368 parameters in gray, 34,416 for flow, 36,464 in colour.
 *
 * - One softmax over the window's frames: outputs sum to 1, so a window holds one jump at most, and none cannot be said.
 * - Batch normalisation keeps 0.99 of its moving statistics a batch.
 * - Max-pooling by TensorFlow's own 3-D operation, whose gradient counts near-ties twice (on the native engine).
 *
 * `speedCounter` is the correct one.
 *
 * @throws {InvalidInputError} when the colour mode is unknown.
 */
export function faithfulSpeedCounter({ color = 'gray', seed = 7 }: FaithfulSpeedCounterOptions = {}): VideoModel {
  const format = preprocessing({ window: 4, size: 128, color });
  const details = { seed, output: 'softmax', input: 'pictures', movingMomentum: 0.99, poolingGradient: 'tensorflow' } as const;
  const network = speedCounterNetwork([4, 128, 128, channelsOf(color)], details);
  return new VideoModel({ name: 'faithfulSpeedCounter', network, preprocessing: format, output: 'softmax' });
}
