import type { Tensor, Tensor5D } from '@tensorflow/tfjs';
import { engine, engineReady } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { Layer } from '../models/layers/index.js';
import type { VideoModel } from '../models/model.js';
import { effectiveSignal, type LongCallOptions } from '../progress.js';
import { requireCount, sizeOf } from '../shape.js';
import { type AscentNetwork, ascend } from '../visualization/ascend.js';
import { startClips, startMaker } from '../visualization/ascent-start.js';
import { chainTo } from '../visualization/layer-graph.js';
import { targetLayer } from '../visualization/target-layer.js';

/** Options of the original's filter visualisation. */
export interface FaithfulFiltersOptions extends LongCallOptions {
  /** The layer's name; its answer after the non-linearity is maximised, whichever layer of the block is named. */
  readonly layer: string;
  /** Active filters to be found. Default 9. */
  readonly count?: number;
  /** Default 15, as everywhere in the original; its function's own default is 50. */
  readonly iterations?: number;
  /** Seed of the start noise, which the original draws without one. Default 42. */
  readonly seed?: number;
}

/** What the original's filter visualisation keeps of a layer. */
export interface FaithfulFilters {
  readonly layer: string;
  /** The filter of each tile; a layer with fewer active filters than tiles repeats them. */
  readonly filters: readonly number[];
  /** Filters skipped, as often as they were met. */
  readonly skipped: readonly number[];
  /** `[tiles, 1, window, height, width, channels]`; no tiles when all filters are dead. */
  readonly shape: readonly number[];
  /** Values in C order, unbounded. */
  readonly data: Float32Array;
  /** For each tile the loss before each iteration and after the last. */
  readonly losses: readonly (readonly number[])[];
}

/** Clips that climb at once. */
const BATCH = 9;

/**
 * Gradient ascent as the original does it: from noise of mean 1 and deviation 1 (optical flow: uniform in [0, 1)), outside of
 * what the model was trained on; steps of 1, unbounded, after the non-linearity; the gradient divided by its root mean square
 * plus 1e-5; pooling by TensorFlow's 3-D kernel, whose gradient counts near-ties twice. A filter whose loss is exactly 0 is
 * skipped; after the last filter it goes on at filter 0 with fresh noise, until `count` are found. Progress counts those found,
 * 'n / 9'.
 *
 * One thing differs: the original never ends where all filters are dead; this stops after a whole round without an active one.
 *
 * The correct way: `visualizeFilters`.
 *
 * @throws {InvalidInputError} when the layer does not exist, its block has no non-linearity, or the way to it branches.
 * @throws {AbortedError} when interrupted.
 */
export async function faithfulVisualizeFilters(model: VideoModel, options: FaithfulFiltersOptions): Promise<FaithfulFilters> {
  const { count = 9, iterations = 15, seed = 42 } = options;
  requireCount('count', count);
  requireCount('iterations', iterations);
  const target = targetLayer(model, options.layer, 'after');
  await engineReady();
  const network = faithfulNetwork(model, target);
  const noise = model.preprocessing.color === 'flow' ? { uniform: [0, 1] as const } : { normal: [1, 1] as const };
  const makeStart = startMaker(model, noise, seed);
  const depth = Number(target.outputShape[4]);
  const signal = effectiveSignal(options.signal);
  const tiles: { filter: number; values: Float32Array; losses: number[] }[] = [];
  const skipped: number[] = [];
  for (let tried = 0, inVain = 0; tiles.length < count && inVain < depth; ) {
    const attempts = Array.from({ length: Math.min(BATCH, count - tiles.length) }, (_, i) => tried + i);
    tried += attempts.length;
    const filters = attempts.map((attempt) => attempt % depth);
    const start = startClips(
      model,
      attempts.map((attempt) => makeStart(`attempt ${attempt}`)),
    );
    try {
      const ascent = await ascend(network, start, { channels: filters, steps: iterations, stepSize: 1, epsilon: 1e-5, signal });
      const size = sizeOf(model.inputShape);
      filters.forEach((filter, i) => {
        const losses = ascent.objectives[i];
        const isActive = !losses.slice(0, iterations).includes(0);
        inVain = isActive ? 0 : inVain + 1;
        if (isActive) tiles.push({ filter, losses, values: ascent.values.slice(i * size, (i + 1) * size) });
        else skipped.push(filter);
      });
    } finally {
      start.dispose();
    }
    options.onProgress?.({ done: tiles.length, total: count, unit: 'filter', label: `${tiles.length} / ${count}` });
  }
  const shape = [tiles.length, 1, ...model.inputShape];
  const data = new Float32Array(sizeOf(shape));
  for (const [i, { values }] of tiles.entries()) data.set(values, i * values.length);
  const [filters, losses] = [tiles.map(({ filter }) => filter), tiles.map((tile) => tile.losses)];
  return { layer: target.name, filters, skipped, shape, data, losses };
}

/** The model up to a layer, its pooling done by TensorFlow's 3-D kernel. */
function faithfulNetwork(model: VideoModel, target: Layer): AscentNetwork {
  const layers = chainTo(model, target)?.filter((layer) => layer.getClassName() !== 'InputLayer');
  if (!layers) throw new InvalidInputError(`the way to layer ${target.name} branches`, { accepted: 'models that are a chain' });
  return (clips) => layers.reduce((value: Tensor, layer) => apply(layer, value), clips) as Tensor5D;
}

function apply(layer: Layer, value: Tensor): Tensor {
  if (layer.getClassName() !== 'MaxPooling3D') return layer.apply(value) as Tensor;
  type Extent = [number, number, number];
  const { poolSize, strides, padding } = layer.getConfig();
  return engine().maxPool3d(value as Tensor5D, poolSize as Extent, strides as Extent, padding as 'valid' | 'same');
}
