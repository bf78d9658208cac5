import { InvalidInputError } from '../../errors.js';
import { present } from './present.js';

/** Who set a label: a person, by hand or by confirming it, or a model. */
export type LabelSource = 'person' | 'model';

/** Something that happens on one frame. */
export interface EventLabel {
  /** Counted from 0, as the frames decode. */
  readonly frame: number;
  /** When that frame is shown, in seconds. */
  readonly time?: number;
  readonly source: LabelSource;
  /** How sure the model was, 0 to 1. */
  readonly confidence?: number;
  readonly class?: string;
}

/** Something that goes on from one frame to another. */
export interface RangeLabel {
  readonly class: string;
  /** First frame. */
  readonly start: number;
  /** Last frame; it belongs to the range. */
  readonly end: number;
  readonly source: LabelSource;
}

/** A rectangle that picks one athlete, in whole pixels of the picture as shown. */
export interface LabelRegion {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The labels of one video. Treat as immutable. */
export interface VideoLabels {
  /** By frame, at most one on a frame. */
  readonly events: readonly EventLabel[];
  /** By first frame; those of one class neither overlap nor touch. */
  readonly ranges: readonly RangeLabel[];
  readonly region?: LabelRegion;
}

/** A video nobody has labelled. */
export const NO_LABELS: VideoLabels = { events: [], ranges: [] };

/** Most characters of a class name. */
const LONGEST_CLASS = 100;

/** Classes that appear, by name. */
export function classesOf({ events, ranges }: VideoLabels): string[] {
  const names = [...events, ...ranges].flatMap((label) => label.class ?? []);
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Throws unless `frame` is a frame index. */
export function requireFrame(name: string, frame: number): void {
  if (!Number.isSafeInteger(frame) || frame < 0) {
    throw new InvalidInputError(`${name} must be a frame index`, { received: frame, accepted: 'whole numbers from 0' });
  }
}

/** The event where it is one that may be kept. */
export function checkedEvent(event: EventLabel): EventLabel {
  const { frame, time, source, confidence, class: name } = event;
  requireFrame('the frame of an event', frame);
  if (time !== undefined && !Number.isFinite(time)) {
    throw new InvalidInputError('the time of an event must be seconds', { received: time });
  }
  requireSource(source);
  if (confidence !== undefined && !(confidence >= 0 && confidence <= 1)) {
    throw new InvalidInputError('the confidence of an event must be from 0 to 1', { received: confidence });
  }
  if (name !== undefined) requireClass(name);
  return present({ frame, time, source, confidence, class: name });
}

/** The range where it is one that may be kept. */
export function checkedRange({ class: name, start, end, source }: RangeLabel): RangeLabel {
  requireClass(name);
  requireFrame('the first frame of a range', start);
  requireFrame('the last frame of a range', end);
  if (end < start) throw new InvalidInputError('a range ends no earlier than it starts', { received: [start, end] });
  requireSource(source);
  return { class: name, start, end, source };
}

/** The region where it is one that may be kept. */
export function checkedRegion({ left, top, width, height }: LabelRegion): LabelRegion {
  const isWhole = [left, top, width, height].every((side) => Number.isSafeInteger(side) && side >= 0);
  if (!isWhole || width === 0 || height === 0) {
    throw new InvalidInputError('a region must be a rectangle in whole pixels of the picture', {
      received: { left, top, width, height },
    });
  }
  return { left, top, width, height };
}

function requireSource(source: LabelSource): void {
  if (source !== 'person' && source !== 'model') {
    throw new InvalidInputError('the source of a label is not known', { received: source, accepted: "'person', 'model'" });
  }
}

function requireClass(name: string): void {
  const isName = typeof name === 'string' && name.trim() === name && name !== '' && name.length <= LONGEST_CLASS;
  // Control characters would break the lines of a CSV file.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!isName || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new InvalidInputError(`a class name must be a text of 1 to ${LONGEST_CLASS} characters in one line`, {
      received: name,
    });
  }
}
