import { basename } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { type Preprocessing, pictureColor, preprocessing } from '../preprocessing.js';
import { effectiveSignal, type LongCallOptions } from '../progress.js';
import { cachedFrames } from './cache/frame-cache.js';
import { eventsOf, requireEventsWithin, requireLabelsOf } from './events.js';
import { readLabelFile } from './label-file.js';
import { type LabelledEntry, requireLabels, type VideoFolder } from './video-folder.js';
import type { LabelledVideo } from './window-dataset.js';
import { windowLength } from './windows.js';

/** Options of opening a dataset: what its windows are made of. */
export interface LoadOptions extends LongCallOptions, Partial<Omit<Preprocessing, 'window'>> {
  /**
   * Frames in a window. Default 4.
   *
   * `'rate'`: as many as hold one event at most in every video (`windowLength`), so the video with the lowest rate decides:
   * a model has one input length. Slower events are no trouble; videos of very unequal rates are better brought to one.
   */
  readonly window?: number | 'rate';
  /**
   * Whether decoded frames are kept on disk, and taken from there where neither file, settings nor decoder have changed.
   * Default true. `framescope cache list` shows them; `FRAMESCOPE_CACHE` and `FRAMESCOPE_CACHE_LIMIT` (10 GB) say where and how much.
   */
  readonly cache?: boolean;
}

/** Videos decoded at the same time: each ffmpeg keeps a core busy. */
const AT_ONCE = 2;

/** Reads a folder's labelled videos, in the folder's order: labels first, then frames. */
export async function loadLabelledVideos(
  folder: VideoFolder,
  { signal, onProgress, cache = true, window = 4, ...options }: LoadOptions,
): Promise<{ videos: LabelledVideo[]; preprocessing: Preprocessing }> {
  const format = preprocessing({ ...options, window: window === 'rate' ? 1 : window });
  requireLabels(folder);
  const { labelled } = folder;
  const stop = effectiveSignal(signal);
  const videos: LabelledVideo[] = [];
  let done = 0;
  for (let first = 0; first < labelled.length; first += AT_ONCE) {
    const group = labelled.slice(first, first + AT_ONCE);
    const loaded = await Promise.all(
      group.map(async (entry) => {
        const video = await loadLabelledVideo(entry, format, { cache, signal: stop });
        onProgress?.({ done: ++done, total: labelled.length, unit: 'video', label: `decoding ${entry.name}` });
        return video;
      }),
    );
    if (window !== 'rate') requireWindows(loaded, window);
    videos.push(...loaded);
  }
  if (videos.every(({ events }) => events.length === 0)) {
    throw new InvalidInputError('no labelled video of this folder holds any event, so there is nothing to learn', {
      received: folder.root,
    });
  }
  if (window !== 'rate') return { videos, preprocessing: format };
  const length = Math.min(...videos.map(({ frames }) => windowLength(frames.frameRate)));
  requireWindows(videos, length);
  return { videos, preprocessing: { ...format, window: length } };
}

/** Decodes one labelled video. */
export async function loadLabelledVideo(
  { name, file, labels: labelPath }: LabelledEntry,
  format: Preprocessing,
  options: { readonly cache: boolean; readonly signal: AbortSignal | undefined },
): Promise<LabelledVideo> {
  const labels = await readLabelFile(labelPath);
  requireLabelsOf(labels, file);
  const frames = await cachedFrames(file, { size: format.size, color: pictureColor(format), ...options });
  const events = eventsOf(labels, frames.timestamps);
  requireEventsWithin(events, frames.length, labels.name, basename(file));
  return { name, frames, events };
}

function requireWindows(videos: readonly LabelledVideo[], window: number): void {
  const short = videos.find(({ frames }) => frames.length < window);
  if (!short) return;
  throw new InvalidInputError(`${short.name} is shorter than a window of ${window} frames`, {
    received: `${short.frames.length} frames`,
  });
}
