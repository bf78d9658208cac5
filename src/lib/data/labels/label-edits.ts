import { InvalidInputError } from '../../errors.js';
import { present } from './present.js';
import {
  checkedEvent,
  checkedRange,
  checkedRegion,
  type EventLabel,
  type LabelRegion,
  type RangeLabel,
  requireFrame,
  type VideoLabels,
} from './video-labels.js';

/** One change to the labels of a video, as plain data. */
export type LabelEdit =
  /** A new event. On a frame that has a model's event it confirms that one. */
  | { readonly type: 'add'; readonly event: EventLabel }
  | { readonly type: 'remove'; readonly frame: number }
  /** To another frame; what a person moved is the person's. `time` is the new frame's. */
  | { readonly type: 'move'; readonly from: number; readonly to: number; readonly time?: number }
  /** A person agrees with a model's event. */
  | { readonly type: 'confirm'; readonly frame: number }
  /** Gives an event a class; without one takes it away. */
  | { readonly type: 'classify'; readonly frame: number; readonly class?: string }
  /** A new range. What it overlaps or touches of its own class becomes one with it. */
  | { readonly type: 'addRange'; readonly range: RangeLabel }
  /** `start` and `class` name the range: there is one at most. */
  | { readonly type: 'removeRange'; readonly class: string; readonly start: number }
  /** Sets the region; without one takes it away. */
  | { readonly type: 'setRegion'; readonly region?: LabelRegion }
  /** Everything at once: a file that was opened, predictions, a merge. */
  | { readonly type: 'replace'; readonly labels: VideoLabels };

/**
 * The labels after a change. The labels given stay as they are.
 *
 * @throws {InvalidInputError} when the change cannot be made: a second event on a frame, nothing there to move or remove.
 */
export function applyEdit(labels: VideoLabels, edit: LabelEdit): VideoLabels {
  switch (edit.type) {
    case 'add':
      return addEvent(labels, checkedEvent(edit.event));
    case 'remove':
      requireEvent(labels, edit.frame);
      return { ...labels, events: labels.events.filter(({ frame }) => frame !== edit.frame) };
    case 'move':
      return moveEvent(labels, edit);
    case 'confirm':
      return changeEvent(labels, edit.frame, (event) => ({ ...event, source: 'person' }));
    case 'classify':
      return changeEvent(labels, edit.frame, ({ class: _, ...event }) => checkedEvent({ ...event, class: edit.class }));
    case 'addRange':
      return { ...labels, ranges: withRange(labels.ranges, checkedRange(edit.range)) };
    case 'removeRange':
      return removeRange(labels, edit.class, edit.start);
    case 'setRegion':
      return withRegion(labels, edit.region);
    case 'replace':
      return checkedLabels(edit.labels);
  }
}

/**
 * Labels in order and checked: events ascending with one on a frame, ranges of one class joined where they overlap or touch.
 *
 * @throws {InvalidInputError} when two events lie on one frame, or a label is none.
 */
export function checkedLabels({ events, ranges, region }: VideoLabels): VideoLabels {
  const sorted = events.map(checkedEvent).sort((a, b) => a.frame - b.frame);
  const twice = sorted.find(({ frame }, i) => i > 0 && sorted[i - 1].frame === frame);
  if (twice) throw occupied(twice.frame);
  const joined = ranges.map(checkedRange).reduce<readonly RangeLabel[]>(withRange, []);
  return { events: sorted, ranges: joined, ...(region ? { region: checkedRegion(region) } : {}) };
}

/** The event on a frame. */
export function eventAt({ events }: VideoLabels, frame: number): EventLabel | undefined {
  return events.find((event) => event.frame === frame);
}

function addEvent(labels: VideoLabels, event: EventLabel): VideoLabels {
  const there = eventAt(labels, event.frame);
  if (there?.source === 'model' && event.source === 'person') {
    const { confidence, class: name } = there;
    return changeEvent(labels, event.frame, () => ({ ...present({ confidence, class: name }), ...event }));
  }
  if (there) throw occupied(event.frame);
  return { ...labels, events: [...labels.events, event].sort((a, b) => a.frame - b.frame) };
}

function moveEvent(labels: VideoLabels, { from, to, time }: LabelEdit & { readonly type: 'move' }): VideoLabels {
  requireFrame('the frame an event is moved to', to);
  const event = requireEvent(labels, from);
  if (to !== from && eventAt(labels, to)) throw occupied(to);
  const moved = checkedEvent({ ...event, frame: to, time, source: 'person' });
  const others = labels.events.filter(({ frame }) => frame !== from);
  return { ...labels, events: [...others, moved].sort((a, b) => a.frame - b.frame) };
}

function changeEvent(labels: VideoLabels, frame: number, change: (event: EventLabel) => EventLabel): VideoLabels {
  requireEvent(labels, frame);
  return { ...labels, events: labels.events.map((event) => (event.frame === frame ? change(event) : event)) };
}

function withRange(ranges: readonly RangeLabel[], added: RangeLabel): RangeLabel[] {
  const isJoined = (range: RangeLabel): boolean =>
    range.class === added.class && range.start <= added.end + 1 && range.end >= added.start - 1;
  const joined = ranges.filter(isJoined);
  const start = Math.min(added.start, ...joined.map((range) => range.start));
  const end = Math.max(added.end, ...joined.map((range) => range.end));
  return [...ranges.filter((range) => !isJoined(range)), { ...added, start, end }].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.class < b.class ? -1 : 1),
  );
}

function removeRange(labels: VideoLabels, name: string, start: number): VideoLabels {
  const kept = labels.ranges.filter((range) => range.class !== name || range.start !== start);
  if (kept.length === labels.ranges.length) {
    throw new InvalidInputError('no range of this class starts there', { received: { class: name, start } });
  }
  return { ...labels, ranges: kept };
}

function withRegion({ region: _, ...labels }: VideoLabels, region: LabelRegion | undefined): VideoLabels {
  return region === undefined ? labels : { ...labels, region: checkedRegion(region) };
}

function requireEvent(labels: VideoLabels, frame: number): EventLabel {
  const event = eventAt(labels, frame);
  if (event) return event;
  throw new InvalidInputError('no event lies on this frame', { received: frame });
}

function occupied(frame: number): InvalidInputError {
  return new InvalidInputError(`frame ${frame} has an event already`, {
    hint: 'Two events cannot lie on one frame: move or delete the other first',
  });
}
