import { checkedLabels } from '../data/labels/label-edits.js';
import type { EventLabel, VideoLabels } from '../data/labels/video-labels.js';
import { InvalidInputError } from '../errors.js';
import { requireCount } from '../shape.js';
import { matchEvents } from './match-events.js';

/** How two annotators' events stand to each other. */
export interface AnnotatorAgreement {
  /** Frames `[first, second]` that mean one event, ascending. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Frames that only the first annotator marked. */
  readonly onlyFirst: readonly number[];
  /** Frames that only the second annotator marked. */
  readonly onlySecond: readonly number[];
  /** Cohen's kappa: 1 for full agreement, 0 for that of chance; undefined where neither marked anything. */
  readonly kappa: number | undefined;
}

/**
 * Compares two annotators of one video: events at most `tolerance` frames apart (default 2) are one event, paired one to one.
 *
 * Cohen's kappa is that of the question "is there an event?", asked of every frame, after the first annotator's paired events were
 * moved onto the second's: with `N` frames, `n₁` and `n₂` events and `m` pairs,
 * `pₒ = (N − (n₁ − m) − (n₂ − m)) / N`, `pₑ = (n₁/N)(n₂/N) + (1 − n₁/N)(1 − n₂/N)`, `κ = (pₒ − pₑ) / (1 − pₑ)`.
 *
 * Source: Cohen, J. (1960), A coefficient of agreement for nominal scales. Without the tolerance two people who agree on every jump
 * and tap a frame apart would have a kappa of about 0.
 *
 * @throws {InvalidInputError} when frames are not ascending, or lie beyond the video's `frameCount` frames.
 */
export function annotatorAgreement(
  first: readonly number[],
  second: readonly number[],
  { frameCount, tolerance = 2 }: { readonly frameCount: number; readonly tolerance?: number },
): AnnotatorAgreement {
  requireCount('frameCount', frameCount);
  const last = Math.max(first.at(-1) ?? 0, second.at(-1) ?? 0);
  if (last >= frameCount) {
    throw new InvalidInputError('events lie beyond the last frame', {
      received: last,
      accepted: `frames 0 to ${frameCount - 1}`,
    });
  }
  const { pairs, misses, falseAlarms } = matchEvents(first, second, tolerance);
  const observed = (frameCount - falseAlarms.length - misses.length) / frameCount;
  const [p1, p2] = [first.length / frameCount, second.length / frameCount];
  const byChance = p1 * p2 + (1 - p1) * (1 - p2);
  const kappa = byChance === 1 ? undefined : (observed - byChance) / (1 - byChance);
  return { pairs, onlyFirst: falseAlarms, onlySecond: misses, kappa };
}

/** How two annotators' labels become one. */
export interface MergeOptions {
  /** Frames that paired events may be apart. Default 2. */
  readonly tolerance?: number;
  /** What becomes of events that only one annotator set: kept, or left out. Default 'keep'. */
  readonly unmatched?: 'keep' | 'leave out';
}

/**
 * Merges two annotators' labels of one video: paired events become one in the middle (rounded down), with the first one's class if it
 * has one; ranges of both are kept, those of one class joined; the region is the first one's, else the second's.
 */
export function mergeLabels(
  first: VideoLabels,
  second: VideoLabels,
  { tolerance = 2, unmatched = 'keep' }: MergeOptions = {},
): VideoLabels {
  const { pairs, misses, falseAlarms } = matchEvents(framesOf(first), framesOf(second), tolerance);
  const events = pairs.map(([a, b]) => inTheMiddle(eventOn(first, a), eventOn(second, b)));
  if (unmatched === 'keep') {
    const taken = new Set(events.map(({ frame }) => frame));
    for (const event of [...falseAlarms.map((a) => eventOn(first, a)), ...misses.map((b) => eventOn(second, b))]) {
      if (!taken.has(event.frame)) events.push(event);
      taken.add(event.frame);
    }
  }
  const region = first.region ?? second.region;
  return checkedLabels({ events, ranges: [...first.ranges, ...second.ranges], region });
}

function framesOf({ events }: VideoLabels): number[] {
  return events.map(({ frame }) => frame);
}

function eventOn({ events }: VideoLabels, frame: number): EventLabel {
  const event = events.find((candidate) => candidate.frame === frame);
  if (!event) throw new InvalidInputError('no event lies on this frame', { received: frame });
  return event;
}

function inTheMiddle(a: EventLabel, b: EventLabel): EventLabel {
  const frame = Math.floor((a.frame + b.frame) / 2);
  const time = frame === a.frame ? a.time : frame === b.frame ? b.time : undefined;
  const source = a.source === 'person' || b.source === 'person' ? 'person' : 'model';
  return { frame, time, source, class: a.class ?? b.class };
}
