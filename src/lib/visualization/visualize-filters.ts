import { engineReady } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { effectiveSignal, type LongCallOptions } from '../progress.js';
import { requireCount, requireNumber } from '../shape.js';
import { Frames } from '../video/frames.js';
import type { AscentStart } from './ascent-start.js';
import { chooseFilters, type WantedFilters } from './choose-filters.js';
import { type AscentSettings, filterAscents } from './filter-ascents.js';
import type { KeptAscent } from './filter-cache.js';
import type { Jitter } from './jitter.js';
import { makeVisible } from './make-visible.js';
import type { FilterVisualization } from './results.js';
import { type FilterTarget, targetLayer } from './target-layer.js';
import type { Smoothness } from './total-variation.js';

/** Options of filter visualisation. Values of clips are in the units of the model's input: 0 is black, 1 is white. */
export interface VisualizeFiltersOptions extends LongCallOptions {
  /** The layer's name. */
  readonly layer: string;
  /**
   * Whether the convolution's own answer is maximised ('before' normalisation and non-linearity: every filter has a gradient)
   * or the one 'after' the non-linearity (what the next layer sees: a filter may be dead). Default: the named layer's output.
   */
  readonly target?: FilterTarget;
  /**
   * How many filters, from the first on, or which ones; or `{ active: 9 }`: from the first on until so many have answered.
   * The dead ones met on the way are among the results, marked. Default 9, fewer where the layer has fewer.
   */
  readonly filters?: WantedFilters;
  /** Default 15. */
  readonly steps?: number;
  /** Root mean square of one step. Default 2/255, two gray levels: larger steps overshoot filters that answer weakly. */
  readonly stepSize?: number;
  /** Default 'noise': mid-gray with faint noise, of another pattern for each filter. */
  readonly start?: AscentStart;
  /** Values stay within these after every step. Default [0, 1], what frames can show; 'none' lets them grow. */
  readonly bounds?: readonly [number, number] | 'none';
  /**
   * Added to the gradient's root mean square before dividing by it. Default 1e-20, so that all steps have one size. The Keras
   * recipe's 1e-5 is no small number here: means over many cells make gradients of 1e-5 themselves, and halve the step.
   */
  readonly epsilon?: number;
  /** Pulls neighbouring pixels and frames together, weights from 0 to 1 relative to the filter's own pull. Default: none. */
  readonly smoothness?: Smoothness;
  /** Shifts the clip at random before each step, in pixels and frames to each side. Default: none. */
  readonly jitter?: Jitter;
  /**
   * Keeps each clip as it is before the first step, after every so many, and after the last, as `steps` of the result, for
   * `filterPlayer`'s slider over them. Default: none is kept.
   */
  readonly every?: number;
  /** Seed of noise and jitter. Default 7. */
  readonly seed?: number;
  /** Frames a second at which the result is to be played. Default 15. */
  readonly frameRate?: number;
}

/**
 * What filters want to see: gradient ascent in the input, from noise or a clip, kept within what frames can show.
 *
 * Each filter's clip depends on the model, the options and its own number only, and is remembered: the same call again, or one
 * for a few filters more, computes only what is new as long as the weights stay.
 *
 * @returns one result a filter, in the order of the filters. A filter without any gradient at the start is marked `isDead`;
 * when all are dead, all are reported so.
 * @throws {InvalidInputError} when the layer or a filter does not exist, or an option is out of range.
 * @throws {AbortedError} when interrupted, within a step.
 */
export async function visualizeFilters(model: VideoModel, options: VisualizeFiltersOptions): Promise<FilterVisualization[]> {
  const settings = checkedSettings(options);
  const { layer, target, frameRate = 15, onProgress } = options;
  requireNumber('frameRate', frameRate, 0.1, 1000);
  const place = targetLayer(model, layer, target);
  const { candidates, needed, counts } = chooseFilters(place, options.filters ?? 9);
  await engineReady();
  const ascents = await filterAscents(model, place, settings);
  const signal = effectiveSignal(options.signal);
  const results: FilterVisualization[] = [];
  for (let done = 0, next = 0; done < needed && next < candidates.length; done = results.filter(counts).length) {
    const filters = candidates.slice(next, next + Math.min(ascents.batch, needed - done));
    next += filters.length;
    const onStep = (step: number): void =>
      onProgress?.({
        done: done * settings.steps + step * filters.length,
        total: needed * settings.steps,
        unit: 'step',
        label: `gradient ascent in ${place.name}`,
      });
    const found = await ascents.run(filters, { signal, onStep });
    results.push(...found.map((ascent, i) => visible(model, place.name, filters[i], ascent, frameRate)));
  }
  return results;
}

function checkedSettings(options: VisualizeFiltersOptions): AscentSettings {
  const { steps = 15, stepSize = 2 / 255, epsilon = 1e-20, start = 'noise', seed = 7, smoothness, jitter, every } = options;
  const bounds = options.bounds === 'none' ? undefined : (options.bounds ?? [0, 1]);
  requireCount('steps', steps);
  if (every !== undefined) requireCount('every', every);
  requireNumber('stepSize', stepSize, 0);
  requireNumber('epsilon', epsilon, 0);
  if (bounds && !(bounds.length === 2 && bounds[0] < bounds[1])) {
    throw new InvalidInputError('bounds must be [low, high], low below high', { received: bounds, accepted: "or 'none'" });
  }
  for (const part of ['space', 'time'] as const) {
    requireNumber(`smoothness.${part}`, smoothness?.[part] ?? 0, 0, 1);
    requireCount(`jitter.${part}`, jitter?.[part] ?? 0, 0);
  }
  const isSmooth = Object.values(smoothness ?? {}).some((weight) => weight > 0);
  return { steps, stepSize, epsilon, start, bounds, seed, smoothness: isSmooth ? smoothness : undefined, jitter, every };
}

function visible(model: VideoModel, layer: string, filter: number, ascent: KeptAscent, frameRate: number): FilterVisualization {
  const name = `${layer}, filter ${filter}`;
  const framesOf = (data: Uint8Array): Frames => new Frames({ data, shape: model.inputShape, frameRate, name });
  const frames = framesOf(makeVisible(ascent.values));
  const trace = ascent.trace ?? [];
  const steps = trace.map(({ step, data }) => ({ step, frames: framesOf(data.slice()) }));
  // Copies: what is remembered must not change with what is handed out.
  const { values, objective, isDead } = ascent;
  const found = { layer, filter, frames, values: values.slice(), objective: [...objective], isDead };
  return steps.length > 0 ? { ...found, steps } : found;
}
