import { InvalidInputError } from '../errors.js';
import type { LabelFile, LabelMark } from './label-file.js';

/** What `saveEvents` writes, version 1. */
export interface EventsJson {
  readonly format: 'framescope events';
  readonly version: 1;
  /** File name of the video. */
  readonly video?: string;
  /** Ascending; frames counted from 0, times in seconds on the video's clock. */
  readonly events: readonly { readonly frame: number; readonly time?: number }[];
}

const ACCEPTED = '[3, 9], { "frames": [3, 9] } or { "events": [{ "frame": 3 }, { "frame": 9 }] }';

/**
 * Labels from JSON: a list of frames, `{ frames }` or `{ events }`, with the video's name where it is given.
 *
 * @throws {InvalidInputError} when it is no JSON, or none of these.
 */
export function readJsonLabels(bytes: Buffer, name: string): Omit<LabelFile, 'name'> {
  const value = parse(bytes, name);
  if (Array.isArray(value)) return { marks: marksOf(value, name) };
  if (typeof value !== 'object' || value === null) {
    throw new InvalidInputError(`${name} holds no labels`, { received: value, accepted: ACCEPTED });
  }
  const { format, version = 1, video, frames, events = frames } = value as Record<string, unknown>;
  if (format === 'framescope events' && version !== 1) {
    throw new InvalidInputError(`${name} is of a later version of framescope`, { received: version, accepted: 'version 1' });
  }
  if (!Array.isArray(events)) {
    throw new InvalidInputError(`${name} holds no labels`, { received: Object.keys(value), accepted: ACCEPTED });
  }
  if (video !== undefined && typeof video !== 'string') {
    throw new InvalidInputError(`${name} must name its video by a text`, { received: video });
  }
  return { marks: marksOf(events, name), video };
}

function parse(bytes: Buffer, name: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new InvalidInputError(`${name} is no JSON`, { received: (cause as Error).message, cause });
  }
}

function marksOf(events: readonly unknown[], name: string): LabelMark[] {
  return events.map((event, i) => {
    const { frame, time } = (typeof event === 'number' ? { frame: event } : (event ?? {})) as Record<string, unknown>;
    const known = [frame, time].filter((value) => value !== undefined);
    if (known.length === 0 || !known.every((value) => typeof value === 'number')) {
      throw new InvalidInputError(`event ${i + 1} of ${name} has neither a frame nor a time that is a number`, {
        received: event,
        accepted: ACCEPTED,
      });
    }
    return { frame: frame as number | undefined, time: time as number | undefined };
  });
}
