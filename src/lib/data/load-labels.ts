import { InvalidInputError } from '../errors.js';
import { eventsOf, frameAt, requireEventsWithin, requireLabelsOf } from './events.js';
import { type LabelFile, type LabelMark, type LabelSpan, readLabelFile } from './label-file.js';
import { checkedLabels } from './labels/label-edits.js';
import type { EventLabel, VideoLabels } from './labels/video-labels.js';

/** What the labels of a file belong to. */
export interface LoadLabelsOptions {
  /** Seconds at which each frame of the video is shown, `frames.timestamps`: needed where labels are times. */
  readonly timestamps?: Float64Array;
  /** The video's name or path: labels that name another are refused; of a file with several videos, its labels are taken. Default: not compared. */
  readonly video?: string;
  /** Frames of the video: labels beyond the last, or that were made for another number, are refused. Default: `timestamps`' length. */
  readonly frameCount?: number;
}

/**
 * Reads labels with everything their file holds: events with source, confidence, time and class, ranges, the region.
 *
 * Reads what `loadEvents` reads, and files of CVAT (`.xml`, `.json`), VIA 3 (`.json`) and ELAN (`.eaf`): there a span of one frame is an
 * event, and several on one frame become one with all their classes, `left + right`.
 *
 * @throws {NotFoundError} when the file is missing; the message names the nearest names in its folder.
 * @throws {InvalidInputError} when it holds no labels, or those of another video.
 */
export async function loadLabels(path: string, options: LoadLabelsOptions = {}): Promise<VideoLabels> {
  return labelsOf(await readLabelFile(path, options.video), options);
}

/** The labels of a file that has been read, checked against the video. */
export function labelsOf(
  file: LabelFile,
  { timestamps, video, frameCount = timestamps?.length }: LoadLabelsOptions = {},
): VideoLabels {
  if (video !== undefined) requireLabelsOf(file, video);
  requireFrameCount(file, frameCount);
  const spans = (file.spans ?? []).map((span) => ({ span, frames: framesOf(span, file.name, timestamps) }));
  const isEvent = ([first, last]: readonly [number, number]): boolean => file.isForeign === true && first === last;
  const single: LabelMark[] = spans
    .filter(({ frames }) => isEvent(frames))
    .map(({ span, frames }) => ({ frame: frames[0], class: span.class }));
  const frameOf = (mark: LabelMark): number => mark.frame ?? frameAt(mark, file.name, timestamps);
  const events = [...file.marks, ...single].map((mark): EventLabel => {
    const frame = frameOf(mark);
    const time = mark.time ?? timestamps?.[frame];
    return { source: 'person', ...mark, frame, time };
  });
  const labels = checkedLabels({
    events: file.isForeign ? onePerFrame(events) : events,
    ranges: spans
      .filter(({ frames }) => !isEvent(frames))
      .map(({ span, frames: [start, end] }) => ({ class: span.class, start, end, source: span.source ?? 'person' })),
    ...(file.region ? { region: file.region } : {}),
  });
  if (!file.isForeign) eventsOf(file, timestamps); // ours are ascending, with one event on a frame
  if (frameCount !== undefined) {
    const named = video ?? 'the video';
    requireEventsWithin(
      labels.events.map(({ frame }) => frame),
      frameCount,
      file.name,
      named,
    );
    requireEventsWithin(
      labels.ranges.map(({ end }) => end).sort((a, b) => a - b),
      frameCount,
      file.name,
      named,
    );
  }
  return labels;
}

/** Throws where the file says that it was made for a video with another number of frames. */
function requireFrameCount({ name, frameCount: claimed }: LabelFile, frameCount: number | undefined): void {
  if (claimed === undefined || frameCount === undefined || claimed === frameCount) return;
  throw new InvalidInputError(`${name} was made for a video with another number of frames`, {
    received: `${claimed} frames, the video has ${frameCount}`,
    hint: 'Was the video cut or converted since? Its labels would lie on other frames',
  });
}

/** First and last frame of a span. One by times covers the frames whose middle lies in it, and one frame at least. */
function framesOf(span: LabelSpan, name: string, timestamps: Float64Array | undefined): readonly [number, number] {
  if (span.frames) return span.frames;
  const [from, to] = span.times ?? [Number.NaN, Number.NaN];
  const start = frameAt({ time: from }, name, timestamps);
  if (!timestamps || !(to >= from)) {
    throw new InvalidInputError(`${name} has a range that ends before it starts`, { received: [from, to] });
  }
  frameAt({ time: to }, name, timestamps); // throws outside the video
  const half = timestamps.length > 1 ? (timestamps[timestamps.length - 1] - timestamps[0]) / (timestamps.length - 1) / 2 : 0;
  let end = start;
  while (end + 1 < timestamps.length && timestamps[end + 1] + half < to) end++;
  return [start, end];
}

function onePerFrame(events: readonly EventLabel[]): EventLabel[] {
  const byFrame = new Map<number, EventLabel>();
  for (const event of events) {
    const there = byFrame.get(event.frame);
    const classes = new Set([...(there?.class?.split(' + ') ?? []), ...(event.class === undefined ? [] : [event.class])]);
    byFrame.set(event.frame, {
      ...(there ?? event),
      ...(classes.size === 0 ? {} : { class: [...classes].join(' + ').slice(0, 100).trim() }),
    });
  }
  return [...byFrame.values()];
}
