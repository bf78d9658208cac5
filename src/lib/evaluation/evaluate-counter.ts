import { loadLabelledVideo } from '../data/load-labelled-videos.js';
import { requireLabels, type VideoFolder, videoFolder } from '../data/video-folder.js';
import { type LabelledVideo, WindowDataset } from '../data/window-dataset.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { effectiveSignal } from '../progress.js';
import { type CountEventsOptions, countEvents } from './count-events.js';
import { CountingScores, scoreVideo, type VideoScore } from './counting-scores.js';

/**
 * Counts labelled videos with a model and holds the counts against the labels: a row a video, and their means.
 *
 * Takes what is decoded already, or a folder, whose videos are then decoded one after the other, as the model reads them. Only
 * videos that the model has not seen in training say how well it counts. Default threshold: the model's own.
 *
 * @throws {InvalidInputError} when there is no labelled video, or the frames are not what the model reads.
 * @throws {AbortedError} when interrupted.
 */
export async function evaluateCounter(
  model: VideoModel,
  data: WindowDataset | readonly LabelledVideo[] | VideoFolder | string,
  options: CountEventsOptions = {},
): Promise<CountingScores> {
  const scores: VideoScore[] = [];
  for await (const { name, frames, events } of labelledVideos(model, data, options)) {
    const counted = await countEvents(model, frames, options);
    scores.push(scoreVideo(name, counted.eventFrames, events));
  }
  if (scores.length === 0) throw new InvalidInputError('there is no labelled video to evaluate on');
  return new CountingScores(scores);
}

/** The videos, decoded when it is their turn. */
async function* labelledVideos(
  model: VideoModel,
  data: WindowDataset | readonly LabelledVideo[] | VideoFolder | string,
  { signal, onProgress }: CountEventsOptions,
): AsyncGenerator<LabelledVideo> {
  if (data instanceof WindowDataset) return yield* data.videos;
  if (Array.isArray(data)) return yield* data as readonly LabelledVideo[];
  const folder = typeof data === 'string' ? videoFolder(data) : (data as VideoFolder);
  requireLabels(folder);
  const total = folder.labelled.length;
  for (const [i, entry] of folder.labelled.entries()) {
    onProgress?.({ done: i, total, unit: 'video', label: `decoding ${entry.name}` });
    yield await loadLabelledVideo(entry, model.preprocessing, { cache: true, signal: effectiveSignal(signal) });
  }
}
