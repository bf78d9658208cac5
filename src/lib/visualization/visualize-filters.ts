import type { Tensor5D } from '@tensorflow/tfjs';
import { engine, engineReady } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { effectiveSignal, type LongCallOptions } from '../progress.js';
import { createRandom } from '../random.js';
import { requireCount, requireNumber, sizeOf } from '../shape.js';
import { Frames } from '../video/frames.js';
import { type Ascent, ascend } from './ascend.js';
import { makeVisible } from './make-visible.js';
import type { FilterVisualization } from './results.js';
import { truncatedNetwork } from './truncated-network.js';

/** Options of filter visualisation. */
export interface VisualizeFiltersOptions extends LongCallOptions {
  /** The layer's name. A convolution's own name means its answer before normalisation and ReLU; `activation_…` after. */
  readonly layer: string;
  /** How many filters, from the first on, or which ones. Default 9, fewer where the layer has fewer. */
  readonly filters?: number | readonly number[];
  /** Default 15. */
  readonly steps?: number;
  /** Root mean square of one step, in gray levels of 255. Default 2: larger steps overshoot filters that answer weakly. */
  readonly stepSize?: number;
  /** Frames a second at which the result is to be played. Default 15. */
  readonly frameRate?: number;
  /** Seed of the start noise. Default 7. */
  readonly seed?: number;
}

/** Clips that climb at once; more only cost memory. */
const BATCH = 9;

/** The start is mid-gray with noise this wide, in units of the full range: within what the model was trained on. */
const NOISE = 20 / 255;

/**
 * What filters want to see: gradient ascent from gray noise, in the space of the model's inputs, kept within [0, 1].
 *
 * @returns one result a filter. A filter without any gradient at the start is marked `isDead`, its noise left as it was.
 * @throws {InvalidInputError} when the layer or a filter does not exist, or an option is out of range.
 * @throws {AbortedError} when interrupted.
 */
export async function visualizeFilters(model: VideoModel, options: VisualizeFiltersOptions): Promise<FilterVisualization[]> {
  const { layer, steps = 15, stepSize = 2, frameRate = 15, seed = 7 } = options;
  requireCount('steps', steps);
  requireNumber('stepSize', stepSize, 0, 255);
  const filters = chooseFilters(model, layer, options.filters ?? 9);
  await engineReady();
  const network = truncatedNetwork(model, [layer]);
  const signal = effectiveSignal(options.signal);
  const results: FilterVisualization[] = [];
  for (let first = 0; first < filters.length; first += BATCH) {
    const channels = filters.slice(first, first + BATCH);
    const start = startNoise(model, channels, seed);
    try {
      const ascent = await ascend(network, start, {
        channels,
        steps,
        stepSize: stepSize / 255,
        // Scale-free: means over many cells make gradients as small as the recipe's epsilon.
        epsilon: 1e-20,
        bounds: [0, 1],
        signal,
        onStep: (done) =>
          options.onProgress?.({
            done: first * steps + done * channels.length,
            total: filters.length * steps,
            unit: 'step',
            label: `gradient ascent in ${layer}`,
          }),
      });
      results.push(...channels.map((filter, i) => result(model, layer, filter, ascent, i, frameRate)));
    } finally {
      start.dispose();
    }
  }
  return results;
}

function chooseFilters(model: VideoModel, layer: string, wanted: number | readonly number[]): number[] {
  const shape = model.layer(layer).outputShape;
  const count = Number(shape[shape.length - 1]);
  if (shape.length !== 5) {
    throw new InvalidInputError(`layer ${layer} has no filters over frames`, {
      received: `output shape [${shape.slice(1).join(', ')}]`,
      accepted: 'layers with output [frames, height, width, channels]',
    });
  }
  if (typeof wanted === 'number') {
    requireCount('filters', wanted);
    return Array.from({ length: Math.min(wanted, count) }, (_, filter) => filter);
  }
  const missing = wanted.find((filter) => !Number.isInteger(filter) || filter < 0 || filter >= count);
  if (missing !== undefined || wanted.length === 0) {
    throw new InvalidInputError(`filters of ${layer} are numbered from 0 to ${count - 1}`, { received: wanted });
  }
  return [...wanted];
}

/** A filter's noise depends on the seed and its number only, not on what else is visualised with it. */
function startNoise(model: VideoModel, filters: readonly number[], seed: number): Tensor5D {
  const size = sizeOf(model.inputShape);
  const values = new Float32Array(filters.length * size);
  filters.forEach((filter, i) => {
    const random = createRandom(seed).fork(`filter ${filter}`);
    for (let j = 0; j < size; j++) values[i * size + j] = 0.5 + NOISE * (random.uniform() - 0.5);
  });
  return engine().tensor5d(values, [filters.length, ...model.inputShape]);
}

function result(
  model: VideoModel,
  layer: string,
  filter: number,
  ascent: Ascent,
  at: number,
  frameRate: number,
): FilterVisualization {
  const size = sizeOf(model.inputShape);
  const values = ascent.values.slice(at * size, (at + 1) * size);
  const frames = new Frames({
    data: makeVisible(values),
    shape: model.inputShape,
    frameRate,
    name: `${layer}, filter ${filter}`,
  });
  return { layer, filter, frames, values, objective: ascent.objectives[at], isDead: ascent.isDead[at] };
}
