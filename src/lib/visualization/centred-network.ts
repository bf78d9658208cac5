import type { Tensor, Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { Layer } from '../models/layers/index.js';
import type { VideoModel } from '../models/model.js';
import { sizeOf } from '../shape.js';
import type { AscentNetwork } from './ascend.js';
import { chainTo } from './layer-graph.js';
import { truncatedNetwork } from './truncated-network.js';

/** A network to climb, and how to free what it holds. */
export interface CentredNetwork {
  readonly network: AscentNetwork;
  dispose(): void;
}

/**
 * The model up to a layer, its first convolution taken of each clip's deviation from `centres[clip]`, with what the centre
 * itself gives added afterwards.
 *
 * In exact arithmetic that changes nothing. In float32 a kernel over nearly even pixels sums large numbers that cancel, and
 * the rounding left over decides which of two nearly equal cells wins in max-pooling: an ascent from bright noise then goes
 * another way on every engine. Of deviations the sum is some ten times as exact.
 */
export function centredNetwork(model: VideoModel, target: Layer, centres: readonly number[]): CentredNetwork {
  const tf = engine();
  const layers = chainTo(model, target)?.filter((layer) => layer.getClassName() !== 'InputLayer');
  const [first, ...rest] = layers ?? [];
  const { padding, activation } = first?.getConfig() ?? {};
  if (first?.getClassName() !== 'Conv3D' || padding !== 'valid' || activation !== 'linear') {
    const whole = truncatedNetwork(model, [target.name]);
    return { network: (clips) => whole.apply(clips) as Tensor5D, dispose: () => {} };
  }
  const batch = centres.length;
  const sums = kernelSums(first.weights[0].read());
  const centre = tf.tensor5d([...centres], [batch, 1, 1, 1, 1]);
  // Summed in float64, so that the offset itself is exact.
  const offset = tf.tensor5d(
    centres.flatMap((value) => sums.map((sum) => value * sum)),
    [batch, 1, 1, 1, sums.length],
  );
  return {
    network: (clips) => {
      const answers = (first.apply(clips.sub(centre)) as Tensor).add(offset);
      return rest.reduce((value, layer) => layer.apply(value) as Tensor, answers) as Tensor5D;
    },
    dispose: () => tf.dispose([centre, offset]),
  };
}

/** The sum of each filter's kernel `[frames, height, width, channels, filters]`. */
function kernelSums(kernel: Tensor): number[] {
  const filters = kernel.shape[4] as number;
  const sums = new Array<number>(filters).fill(0);
  const values = kernel.dataSync();
  for (let i = 0; i < sizeOf(kernel.shape); i++) sums[i % filters] += values[i];
  return sums;
}
