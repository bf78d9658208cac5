import type { Tensor5D } from '@tensorflow/tfjs';
import type { Layer } from '../models/layers/index.js';
import type { VideoModel } from '../models/model.js';
import { createRandom } from '../random.js';
import { sizeOf } from '../shape.js';
import { Frames } from '../video/frames.js';
import { ascend } from './ascend.js';
import { type AscentStart, type Bounds, startClips, startMaker } from './ascent-start.js';
import { fingerprint, type KeptAscent, keptAscents, weightsFingerprint } from './filter-cache.js';
import type { Jitter } from './jitter.js';
import { makeVisible } from './make-visible.js';
import type { Smoothness } from './total-variation.js';
import { truncatedNetwork } from './truncated-network.js';

/** What an ascent depends on beside the model, the layer and the filter. */
export interface AscentSettings {
  readonly steps: number;
  readonly stepSize: number;
  readonly epsilon: number;
  readonly start: AscentStart;
  readonly bounds?: Bounds;
  readonly smoothness?: Smoothness;
  readonly jitter?: Jitter;
  readonly every?: number;
  readonly seed: number;
}

/** How one call goes on and is stopped. */
export interface AscentControl {
  readonly signal?: AbortSignal;
  readonly onStep?: (done: number) => void;
}

/** Ascents of a layer's filters. */
export interface FilterAscents {
  /** Filters that should climb at once: as many as memory allows, at most nine. */
  readonly batch: number;
  /** Climbs with these filters at once, or remembers having done so. Results in the same order. */
  run(filters: readonly number[], control: AscentControl): Promise<KeptAscent[]>;
}

/** Values that a batch may hold in the layers up to the target, half a gigabyte as float32. */
const BATCH_VALUES = 2 ** 27;

/** Clips at once where memory does not matter; more are no faster. */
const LARGEST_BATCH = 9;

/**
 * Prepares one network for all filters of a layer.
 *
 * A filter's ascent depends on the weights, the settings and its own number only. It is remembered as long as the model lives, so
 * that a cell that is run again, or asks for a few filters more, computes what is new.
 */
export async function filterAscents(model: VideoModel, target: Layer, settings: AscentSettings): Promise<FilterAscents> {
  const make = startMaker(model, settings.start, settings.seed, settings.bounds);
  const network = truncatedNetwork(model, [target.name]);
  const { layers } = network;
  const known = keptAscents(model);
  const given = { ...settings, start: startKey(settings.start) };
  const key = JSON.stringify([target.name, given, await weightsFingerprint(layers)]);
  const climb = async (filters: readonly number[], control: AscentControl): Promise<KeptAscent[]> => {
    const clips = startClips(model, filters.map(make));
    // Drawn anew for each batch: the same shifts for every filter, in whichever batch it comes.
    const random = createRandom(settings.seed).fork('jitter');
    try {
      const { values, objectives, isDead, trace } = await ascend((x) => network.apply(x) as Tensor5D, clips, {
        ...{ ...settings, ...control, channels: filters },
        jitter: settings.jitter && { ...settings.jitter, random },
      });
      const size = sizeOf(model.inputShape);
      return filters.map((_, i) => ({
        values: values.slice(i * size, (i + 1) * size),
        objective: objectives[i],
        isDead: isDead[i],
        trace: trace.map(({ step, values }) => ({ step, data: makeVisible(values.subarray(i * size, (i + 1) * size)) })),
      }));
    } finally {
      clips.dispose();
    }
  };
  return {
    batch: batchSize(layers),
    run: async (filters, control) => {
      const found = new Map<number, KeptAscent>();
      for (const filter of filters) {
        const ascent = known.get(`${key}${filter}`);
        if (ascent) found.set(filter, ascent);
      }
      const missing = [...new Set(filters)].filter((filter) => !found.has(filter));
      const climbed = missing.length > 0 ? await climb(missing, control) : [];
      if (missing.length === 0) control.onStep?.(settings.steps);
      missing.forEach((filter, i) => {
        found.set(filter, climbed[i]);
        known.set(`${key}${filter}`, climbed[i]);
      });
      return filters.flatMap((filter) => found.get(filter) ?? []);
    },
  };
}

function startKey(start: AscentStart): unknown {
  if (start instanceof Frames) return fingerprint(start.data);
  return start instanceof Float32Array ? fingerprint(start) : start;
}

function batchSize(layers: readonly Layer[]): number {
  const values = layers.reduce((sum, { outputShape }) => sum + sizeOf((outputShape.slice(1) as number[]).map(Number)), 0);
  return Math.max(1, Math.min(LARGEST_BATCH, Math.floor(BATCH_VALUES / values)));
}
