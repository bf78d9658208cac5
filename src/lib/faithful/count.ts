import { engine, engineReady } from '../backend/engine.js';
import { showValuesOf } from '../display.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { pictureColor, requireMatchingFrames } from '../preprocessing.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted, yieldToEventLoop } from '../progress.js';
import { requireNumber, requireOneOf } from '../shape.js';
import { Frames } from '../video/frames.js';
import type { Video } from '../video/video.js';
import { claimedFrames } from './claimed-frames.js';
import { faithfulStarts, faithfulTarget } from './windows.js';

/** Options of counting as the original does. */
export interface FaithfulCountOptions extends LongCallOptions {
  /**
   * What the network sees: 'raw' (default) frames of 0–255, as the original feeds them although it trained on frames divided by
   * 255; 'unit' divides, which its author meant.
   */
  readonly scale?: 'raw' | 'unit';
  /** An output above it counts as a jump. Default 0.5. */
  readonly threshold?: number;
}

/** The original's two flat vectors and their sums. */
export class FaithfulCount {
  /** The video's name. */
  readonly name: string;
  /** 0 or 1 for every frame of every window: what the network marked. */
  readonly predictedFrames: Uint8Array;
  /** 0 or 1 for every frame of every window: the labels that the windows kept. */
  readonly actualFrames: Uint8Array;
  /** Windows cut from the video. */
  readonly windows: number;

  constructor(name: string, windows: number, predictedFrames: Uint8Array, actualFrames: Uint8Array) {
    this.name = name;
    this.windows = windows;
    this.predictedFrames = predictedFrames;
    this.actualFrames = actualFrames;
  }

  /** Number of frames marked. */
  get predicted(): number {
    return sum(this.predictedFrames);
  }

  /** Number of labels kept. */
  get actual(): number {
    return sum(this.actualFrames);
  }

  /** Name and numbers as plain data. */
  toJSON(): { name: string; actual: number; predicted: number; windows: number } {
    return { name: this.name, actual: this.actual, predicted: this.predicted, windows: this.windows };
  }

  /** One line for a reader. */
  toString(): string {
    return `${this.name}: actual ${this.actual}, predicted ${this.predicted} in ${this.windows} windows`;
  }
}

showValuesOf(FaithfulCount, { text: String });

/** Windows a forward pass; the original predicts one at a time, with the same answer. */
const BATCH = 32;

/**
 * Counts as the original does: windows side by side from frame 0, everything above the threshold is a jump, every marked frame
 * counts. A video is read into a buffer as long as its container claims (`claimedFrames`); `Frames` are taken as they are.
 *
 * The correct way: `countEvents`, with the preprocessing that is stored with the model, overlapping windows and peaks.
 *
 * @throws {InvalidInputError} when the frames are not what the model reads, or no window fits into them.
 * @throws {AbortedError} when interrupted.
 */
export async function faithfulCount(
  model: VideoModel,
  source: Video | Frames,
  events: readonly number[],
  { scale = 'raw', threshold = 0.5, signal: given, onProgress }: FaithfulCountOptions = {},
): Promise<FaithfulCount> {
  requireOneOf('scale', scale, ['raw', 'unit']);
  requireNumber('threshold', threshold, 0, 1);
  const signal = effectiveSignal(given);
  await engineReady();
  const { window, size } = model.preprocessing;
  const color = pictureColor(model.preprocessing);
  const frames = source instanceof Frames ? source : await claimedFrames(source, { size, color, signal, onProgress });
  requireMatchingFrames(frames.shape, model.preprocessing);
  const starts = faithfulStarts(frames.length, { length: window });
  if (starts.length === 0) {
    throw new InvalidInputError(`no window of ${window} frames fits into ${frames.name}`, {
      received: `${frames.length} frames`,
    });
  }
  const predicted = new Uint8Array(starts.length * window);
  for (let first = 0; first < starts.length; first += BATCH) {
    throwIfAborted(signal, `counting in ${frames.name}`);
    const batch = starts.slice(first, first + BATCH);
    const outputs = predict(model, frames, batch, scale === 'raw' ? 1 : 255);
    predicted.set(
      outputs.map((output) => (output > threshold ? 1 : 0)),
      first * window,
    );
    const done = first + batch.length;
    onProgress?.({ done, total: starts.length, unit: 'window', label: `counting in ${frames.name}` });
    await yieldToEventLoop();
  }
  const actual = Uint8Array.from(starts.flatMap((start) => faithfulTarget(events, start, { length: window })));
  return new FaithfulCount(frames.name, starts.length, predicted, actual);
}

/** The network's answers for the windows that begin at `starts`, on frames divided by `divisor`. */
function predict(model: VideoModel, frames: Frames, starts: readonly number[], divisor: number): Float32Array {
  const clips = starts.map((start) => frames.slice(start, start + model.preprocessing.window).data);
  const inputs = Float32Array.from({ length: clips.length * clips[0].length }, (_, i) => {
    const clip = clips[Math.floor(i / clips[0].length)];
    return clip[i % clips[0].length] / divisor;
  });
  const tf = engine();
  return tf.tidy(() => model.apply(tf.tensor5d(inputs, [starts.length, ...model.inputShape])).dataSync() as Float32Array);
}

function sum(values: Uint8Array): number {
  return values.reduce((total, value) => total + value, 0);
}
