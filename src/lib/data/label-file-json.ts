import { InvalidInputError } from '../errors.js';
import type { LabelFile, LabelMark, LabelSpan } from './label-file.js';
import { isCvatJson, readCvatJson } from './labels/foreign/cvat-json.js';
import { isVia, readVia } from './labels/foreign/via.js';
import type { LabelRegion } from './labels/video-labels.js';

const ACCEPTED = '[3, 9], { "frames": [3, 9] } or { "events": [{ "frame": 3 }, { "frame": 9 }] }';

/**
 * Labels from JSON: a list of frames, `{ frames }` or `{ events }`, with the video's name where it is given; or a project of VIA, or
 * annotations of CVAT.
 *
 * @throws {InvalidInputError} when it is no JSON, or none of these.
 */
export function readJsonLabels(bytes: Buffer, name: string, wanted?: string): Omit<LabelFile, 'name'> {
  const value = parse(bytes, name);
  if (isVia(value)) return readVia(value, name, wanted);
  if (isCvatJson(value)) return readCvatJson(value, name);
  if (Array.isArray(value)) return { marks: marksOf(value, name) };
  if (typeof value !== 'object' || value === null) {
    throw new InvalidInputError(`${name} holds no labels`, { received: value, accepted: ACCEPTED });
  }
  const { format, version = 1, video, frameCount, frames, events = frames, ranges, region } = value as Record<string, unknown>;
  if (format === 'framescope events' && version !== 1) {
    throw new InvalidInputError(`${name} is of a later version of framescope`, { received: version, accepted: 'version 1' });
  }
  if (!Array.isArray(events)) {
    throw new InvalidInputError(`${name} holds no labels`, { received: Object.keys(value), accepted: ACCEPTED });
  }
  if (video !== undefined && typeof video !== 'string') {
    throw new InvalidInputError(`${name} must name its video by a text`, { received: video });
  }
  return {
    marks: marksOf(events, name),
    video,
    ...(typeof frameCount === 'number' ? { frameCount } : {}),
    ...(Array.isArray(ranges) ? { spans: ranges.map((range, i) => spanOf(range, i, name)) } : {}),
    ...(typeof region === 'object' && region !== null ? { region: region as LabelRegion } : {}),
  };
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
    const mark = (typeof event === 'number' ? { frame: event } : (event ?? {})) as Record<string, unknown>;
    const { frame, time, source, confidence, class: label } = mark;
    const known = [frame, time].filter((value) => value !== undefined);
    if (known.length === 0 || !known.every((value) => typeof value === 'number')) {
      throw new InvalidInputError(`event ${i + 1} of ${name} has neither a frame nor a time that is a number`, {
        received: event,
        accepted: ACCEPTED,
      });
    }
    return {
      frame: frame as number | undefined,
      time: time as number | undefined,
      ...(source === 'model' ? { source } : {}),
      ...(typeof confidence === 'number' ? { confidence } : {}),
      ...(typeof label === 'string' ? { class: label } : {}),
    };
  });
}

function spanOf(range: unknown, i: number, name: string): LabelSpan {
  const { class: label, start, end, source } = (range ?? {}) as Record<string, unknown>;
  if (typeof label !== 'string' || typeof start !== 'number' || typeof end !== 'number') {
    throw new InvalidInputError(`range ${i + 1} of ${name} has no class, start and end`, {
      received: range,
      accepted: '{ "class": "on one leg", "start": 3, "end": 9 }',
    });
  }
  return { class: label, frames: [start, end], ...(source === 'model' ? { source } : {}) };
}
