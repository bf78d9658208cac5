import { basename, extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { type LabelFile, type LabelMark, readLabelFile } from './label-file.js';

/** What the events of a label file belong to. */
export interface LoadEventsOptions {
  /** Seconds at which each frame of the video is shown, `frames.timestamps`: needed where labels are times. */
  readonly timestamps?: Float64Array;
  /** The video's name or path: labels that name another are refused. Default: not compared. */
  readonly video?: string;
}

/**
 * Reads event labels: frame indices, counted from 0, ascending. A file without any event gives none: nobody jumps there.
 *
 * - `.npy`: one-dimensional, of any integer type (or floats without fractions);
 * - `.json`: `[3, 9]`, `{ "frames": [3, 9] }` or, as `saveEvents` writes, `{ "video": "a.mp4", "events": [{ "frame": 3, "time": 0.1 }] }`;
 * - `.csv`: a header line with a column `frame` or `time`, or frames alone without a header; UTF-8, by comma, semicolon or tab.
 *
 * A frame is taken before a time; a time, in seconds on the video's clock, becomes the nearest frame by `timestamps`.
 *
 * @throws {NotFoundError} when the file is missing; the message names the nearest names in its folder.
 * @throws {InvalidInputError} when it holds no ascending frame indices, lies beyond the video's last frame, or names another video.
 */
export async function loadEvents(path: string, { timestamps, video }: LoadEventsOptions = {}): Promise<number[]> {
  const labels = await readLabelFile(path);
  if (video !== undefined) requireLabelsOf(labels, video);
  const events = eventsOf(labels, timestamps);
  if (timestamps) requireEventsWithin(events, timestamps.length, labels.name, video ?? 'the video');
  return events;
}

/** Throws where the labels name another video than this one; file endings do not matter. */
export function requireLabelsOf({ name, video: named }: LabelFile, video: string): void {
  const bare = (file: string): string => basename(file, extname(file));
  if (named === undefined || bare(named) === bare(video)) return;
  throw new InvalidInputError(`${name} holds the labels of another video`, {
    received: `labels of ${named}, for ${basename(video)}`,
    hint: 'Rename the label file after its video, or correct the name in it',
  });
}

/** The frames of a label file's events, checked: whole, from 0 on, ascending. */
export function eventsOf({ name, marks }: LabelFile, timestamps?: Float64Array): number[] {
  return checkedEvents(
    marks.map((mark) => mark.frame ?? frameAt(mark, name, timestamps)),
    name,
  );
}

/** Throws unless every event lies within a video of `frameCount` frames. */
export function requireEventsWithin(events: readonly number[], frameCount: number, labels: string, video: string): void {
  const last = events[events.length - 1];
  if (last !== undefined && last >= frameCount) {
    throw new InvalidInputError(`${labels} has labels beyond the last frame of ${video}`, {
      received: `label ${last}, the video has frames 0 to ${frameCount - 1}`,
      hint: 'Check that labels and video belong together, and that frames are counted from 0',
    });
  }
}

/** Gives the events back where they are frame indices, ascending. */
export function checkedEvents(events: number[], name: string): number[] {
  const bad = events.findIndex((frame, i) => !Number.isSafeInteger(frame) || frame < 0 || (i > 0 && frame <= events[i - 1]));
  if (bad >= 0) {
    throw new InvalidInputError(`${name} must hold frame indices from 0 on, each larger than the one before`, {
      received: events.slice(Math.max(0, bad - 1), bad + 2),
    });
  }
  return events;
}

/** The frame shown nearest to a mark's time. Up to a frame's length before the first and after the last still counts. */
export function frameAt({ time = Number.NaN }: LabelMark, name: string, timestamps: Float64Array | undefined): number {
  if (!timestamps || timestamps.length === 0) {
    throw new InvalidInputError(`${name} gives events by their time, so the times of the video's frames are needed`, {
      hint: 'Call loadEvents(path, { timestamps: frames.timestamps })',
    });
  }
  const last = timestamps.length - 1;
  const frameLength = last === 0 ? 1 : (timestamps[last] - timestamps[0]) / last;
  if (!(time >= timestamps[0] - frameLength && time <= timestamps[last] + frameLength)) {
    throw new InvalidInputError(`${name} has an event outside the video`, {
      received: `${time} s, the video's frames are shown from ${seconds(timestamps[0])} to ${seconds(timestamps[last])} s`,
      hint: 'Check that labels and video belong together',
    });
  }
  let nearest = 0;
  for (let i = 1; i <= last; i++) if (Math.abs(timestamps[i] - time) < Math.abs(timestamps[nearest] - time)) nearest = i;
  return nearest;
}

function seconds(value: number): number {
  return Number(value.toFixed(3));
}
