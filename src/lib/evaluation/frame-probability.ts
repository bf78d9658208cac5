import { engine, engineReady } from '../backend/engine.js';
import { AbortedError, InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { requireMatchingFrames, scaleBytes } from '../preprocessing.js';
import { effectiveSignal, type LongCallOptions, yieldToEventLoop } from '../progress.js';
import { requireCount } from '../shape.js';
import type { Frames } from '../video/frames.js';

/** Options of predicting over a whole video. */
export interface FrameProbabilityOptions extends LongCallOptions {
  /** Frames from one window's start to the next. Default 1: every frame is seen in as many windows as possible. */
  readonly stride?: number;
  /** Windows a forward pass. Default 32. */
  readonly batchSize?: number;
}

/**
 * The probability of an event for every frame: windows slide over the video, and what they say of a frame is averaged.
 * The last window always ends on the last frame.
 *
 * @throws {InvalidInputError} when the frames are not what the model reads, or fewer than a window.
 * @throws {AbortedError} when interrupted.
 */
export async function frameProbability(
  model: VideoModel,
  frames: Frames,
  options: FrameProbabilityOptions = {},
): Promise<Float32Array> {
  const { stride = 1, batchSize = 32 } = options;
  requireCount('stride', stride);
  requireCount('batchSize', batchSize);
  requireMatchingFrames(frames.shape, model.preprocessing);
  const { window } = model.preprocessing;
  if (frames.length < window) {
    throw new InvalidInputError(`${frames.name} is shorter than a window of ${window} frames`, {
      received: `${frames.length} frames`,
    });
  }
  await engineReady();
  const signal = effectiveSignal(options.signal);
  const starts = coveringStarts(frames.length, window, stride);
  const sums = new Float32Array(frames.length);
  const seen = new Uint16Array(frames.length);
  for (let first = 0; first < starts.length; first += batchSize) {
    if (signal?.aborted) throw new AbortedError(`Counting in ${frames.name} was interrupted`, { cause: signal.reason });
    const batch = starts.slice(first, first + batchSize);
    predictWindows(model, frames, batch).forEach((value, i) => {
      const frame = batch[Math.floor(i / window)] + (i % window);
      sums[frame] += value;
      seen[frame]++;
    });
    options.onProgress?.({
      done: first + batch.length,
      total: starts.length,
      unit: 'window',
      label: `counting in ${frames.name}`,
    });
    await yieldToEventLoop();
  }
  return sums.map((sum, frame) => (seen[frame] === 0 ? 0 : sum / seen[frame]));
}

/** The model's answer for the windows that begin at `starts`, `[starts, window]` in C order. */
function predictWindows(model: VideoModel, frames: Frames, starts: readonly number[]): Float32Array {
  const { window } = model.preprocessing;
  const size = window * frames.height * frames.width * frames.channels;
  const inputs = new Float32Array(starts.length * size);
  for (const [i, start] of starts.entries()) scaleBytes(frames.slice(start, start + window).data, inputs, i * size);
  const tf = engine();
  return tf.tidy(() => model.apply(tf.tensor5d(inputs, [starts.length, ...model.inputShape])).dataSync() as Float32Array);
}

/** Starts at every stride, and one more where that would leave the last frames unseen. */
function coveringStarts(frameCount: number, window: number, stride: number): number[] {
  const last = frameCount - window;
  const starts = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  if (starts[starts.length - 1] < last) starts.push(last);
  return starts;
}
