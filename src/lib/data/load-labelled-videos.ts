import { basename } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { type Preprocessing, pictureColor, preprocessing } from '../preprocessing.js';
import { effectiveSignal, type LongCallOptions } from '../progress.js';
import { openVideo } from '../video/video.js';
import { eventsOf, requireEventsWithin, requireLabelsOf } from './events.js';
import { readLabelFile } from './label-file.js';
import { type LabelledEntry, requireLabels, type VideoFolder } from './video-folder.js';
import type { LabelledVideo } from './window-dataset.js';

/** Options of opening a dataset: what its windows are made of. */
export interface LoadOptions extends LongCallOptions, Partial<Preprocessing> {}

/** Videos decoded at the same time: each ffmpeg keeps a core busy. */
const AT_ONCE = 2;

/** Decodes a folder's labelled videos, in the folder's order. */
export async function loadLabelledVideos(
  folder: VideoFolder,
  { signal, onProgress, ...options }: LoadOptions,
): Promise<{ videos: LabelledVideo[]; preprocessing: Preprocessing }> {
  const format = preprocessing(options);
  requireLabels(folder);
  const { labelled } = folder;
  const stop = effectiveSignal(signal);
  const videos: LabelledVideo[] = [];
  let done = 0;
  for (let first = 0; first < labelled.length; first += AT_ONCE) {
    const group = labelled.slice(first, first + AT_ONCE);
    const loaded = await Promise.all(
      group.map(async (entry) => {
        const video = await loadOne(entry, format, stop);
        onProgress?.({ done: ++done, total: labelled.length, unit: 'video', label: `decoding ${entry.name}` });
        return video;
      }),
    );
    videos.push(...loaded);
  }
  if (videos.every(({ events }) => events.length === 0)) {
    throw new InvalidInputError('no labelled video of this folder holds any event, so there is nothing to learn', {
      received: folder.root,
    });
  }
  return { videos, preprocessing: format };
}

async function loadOne(
  { name, file, labels: labelPath }: LabelledEntry,
  format: Preprocessing,
  signal: AbortSignal | undefined,
): Promise<LabelledVideo> {
  const labels = await readLabelFile(labelPath);
  requireLabelsOf(labels, file);
  const video = await openVideo(file, { signal });
  const frames = await video.frames({ size: format.size, color: pictureColor(format), signal });
  const events = eventsOf(labels, frames.timestamps);
  requireEventsWithin(events, frames.length, labels.name, basename(file));
  if (frames.length < format.window) {
    throw new InvalidInputError(`${basename(file)} is shorter than a window of ${format.window} frames`, {
      received: `${frames.length} frames`,
    });
  }
  return { name, frames, events };
}
