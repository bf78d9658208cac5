import type { Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { requireMatchingFrames, scaleBytes } from '../preprocessing.js';
import { createRandom, type Random } from '../random.js';
import { sizeOf } from '../shape.js';
import { Frames } from '../video/frames.js';

/**
 * Where an ascent starts; it is never modified.
 *
 * - `'noise'`: mid-gray with faint uniform noise, 0.5 ± 10/255, within what models are trained on.
 * - `{ uniform: [low, high] }`, `{ normal: [mean, deviation] }`: noise in the units of the model's input.
 * - frames: a clip of one window, prepared as in training; what is found is what the filter would change in it.
 * - a `Float32Array`: values in the units of the model's input, C order `[window, height, width, channels]`.
 */
export type AscentStart =
  | 'noise'
  | { readonly uniform: readonly [number, number] }
  | { readonly normal: readonly [number, number] }
  | Frames
  | Float32Array;

/** Bounds of a clip's values. */
export type Bounds = readonly [number, number];

/** Makes the first clip of each filter's ascent. */
export type StartMaker = (filter: number | string) => Float32Array;

/**
 * What makes each filter's first clip. Noise is fresh for each, and depends on the seed and the filter's number only, not on
 * what else is visualised with it; with bounds it is cut to them.
 *
 * @throws {InvalidInputError} when the start is of no known form, does not fit the model, or given values lie out of bounds.
 */
export function startMaker(model: VideoModel, start: AscentStart, seed: number, bounds?: Bounds): StartMaker {
  const size = sizeOf(model.inputShape);
  const given = givenValues(model, start);
  if (given) {
    requireWithin(given, bounds);
    return () => given;
  }
  const draw = noiseOf(start);
  return (filter) => {
    const random = createRandom(seed).fork(`filter ${filter}`);
    const [low, high] = bounds ?? [-Infinity, Infinity];
    return Float32Array.from({ length: size }, () => Math.min(high, Math.max(low, draw(random))));
  };
}

/** First clips as one batch, `[clips, window, height, width, channels]`; the caller disposes it. */
export function startClips(model: VideoModel, starts: readonly Float32Array[]): Tensor5D {
  const size = sizeOf(model.inputShape);
  const values = new Float32Array(starts.length * size);
  starts.forEach((start, i) => {
    values.set(start, i * size);
  });
  return engine().tensor5d(values, [starts.length, ...model.inputShape]);
}

function givenValues(model: VideoModel, start: AscentStart): Float32Array | undefined {
  if (start instanceof Frames) {
    requireMatchingFrames(start.shape, model.preprocessing);
    if (start.length !== model.preprocessing.window) {
      throw new InvalidInputError(`a start must have the model's ${model.preprocessing.window} frames`, {
        received: start.length,
      });
    }
    return scaleBytes(start.data);
  }
  if (!(start instanceof Float32Array)) return undefined;
  if (start.length !== sizeOf(model.inputShape)) {
    throw new InvalidInputError(`a start of shape [${model.inputShape.join(', ')}] needs ${sizeOf(model.inputShape)} values`, {
      received: start.length,
    });
  }
  return start;
}

function noiseOf(start: AscentStart): (random: Random) => number {
  if (start === 'noise') return noiseOf({ uniform: [0.5 - 10 / 255, 0.5 + 10 / 255] });
  const numbers = 'uniform' in Object(start) ? (start as { uniform: Bounds }).uniform : (start as { normal?: Bounds })?.normal;
  if (!Array.isArray(numbers) || numbers.length !== 2 || !numbers.every(Number.isFinite)) {
    throw new InvalidInputError('start is not known', {
      received: start,
      accepted: "'noise', { uniform: [low, high] }, { normal: [mean, deviation] }, frames of one window, a Float32Array",
    });
  }
  const [a, b] = numbers;
  return 'uniform' in Object(start) ? (random) => a + (b - a) * random.uniform() : (random) => random.normal(a, b);
}

function requireWithin(values: Float32Array, bounds?: Bounds): void {
  const outside = bounds && values.find((value) => !(value >= bounds[0] && value <= bounds[1]));
  if (outside === undefined) return;
  throw new InvalidInputError(`a start must lie within the bounds [${bounds?.join(', ')}]`, {
    received: outside,
    hint: "Pass other `bounds`, or 'none'",
  });
}
