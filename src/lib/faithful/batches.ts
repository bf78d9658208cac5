import type { LabelledVideo, WindowBatch } from '../data/window-dataset.js';
import { scaleBytes } from '../preprocessing.js';
import type { Random } from '../random.js';
import { requireCount } from '../shape.js';
import { faithfulStarts, faithfulTarget } from './windows.js';

/** Options of the original's batches. */
export interface FaithfulBatchesOptions {
  /** Draws each video's offset. */
  readonly random: Random;
  /** Frames in a window. Default 4. */
  readonly window?: number;
  /** New windows of a video after which a batch is given out. Default 32. */
  readonly batchSize?: number;
}

/**
 * One epoch of the original's training batches: videos in the order given (the folder's), windows in the order of time from a
 * random offset of each video, frames divided by 255.
 *
 * A batch is given out after `batchSize` new windows of the current video. Windows left over at a video's end come at the head
 * of the next video's first batch, which so holds more; those of the last video are lost. The correct way:
 * `WindowDataset.batches`, which mixes videos and uses every window in batches of one size.
 *
 * @throws {InvalidInputError} when a length is not an integer of at least 1.
 */
export function* faithfulBatches(
  videos: readonly LabelledVideo[],
  { random, window = 4, batchSize = 32 }: FaithfulBatchesOptions,
): Generator<WindowBatch> {
  requireCount('window', window);
  requireCount('batchSize', batchSize);
  let waiting: Place[] = [];
  for (const video of videos) {
    const starts = faithfulStarts(video.frames.length, { length: window, offset: random.integer(window) });
    for (const [i, start] of starts.entries()) {
      waiting.push({ video, start });
      if ((i + 1) % batchSize !== 0) continue;
      yield batchOf(waiting, window);
      waiting = [];
    }
  }
}

interface Place {
  readonly video: LabelledVideo;
  readonly start: number;
}

function batchOf(places: readonly Place[], window: number): WindowBatch {
  const clips = places.map(({ video, start }) => video.frames.slice(start, start + window).data);
  const inputs = new Float32Array(clips.reduce((sum, clip) => sum + clip.length, 0));
  let at = 0;
  for (const clip of clips) {
    scaleBytes(clip, inputs, at);
    at += clip.length;
  }
  const targets = Float32Array.from(
    places.flatMap(({ video, start }) => faithfulTarget(video.events, start, { length: window })),
  );
  return { inputs, targets, size: places.length };
}
