import { InvalidInputError } from '../lib/errors.js';
import { matchEvents } from '../lib/evaluation/match-events.js';
import { requireCount, requireNumber } from '../lib/shape.js';
import { LIGHT } from './drawing/colors.js';
import { countSentence, scoreSentence } from './drawing/event-sentence.js';
import { drawEventStrip } from './drawing/event-strip.js';
import { plural } from './drawing/format.js';
import { type Events, eventFrames, type TimedEvent } from './event-frames.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import type { EventStripState } from './states.js';
import { data, integer, list, number, optional, text } from './traits.js';

/** Options of `eventStrip`. */
export interface EventStripOptions {
  /** What a model found. */
  readonly predicted: Events;
  /** What is labelled. Default: nothing is known, nothing compared. */
  readonly actual?: Events;
  /** Probability of an event, one value a frame. Default: no curve. */
  readonly probability?: ArrayLike<number>;
  /** Drawn as a line over the probability. Default: none. */
  readonly threshold?: number;
  /** Frames a second, for an axis in seconds. Default: read off events that have times, else the axis counts frames. */
  readonly frameRate?: number;
  /** Frames that a matched pair may be apart. Default 2, the field's habit at 30 fps. */
  readonly tolerance?: number;
  /** Length of the axis in frames. Default: that of `probability`, else up to the last event. */
  readonly frameCount?: number;
  /** Default: none. */
  readonly title?: string;
}

const frames = list(integer({ least: 0 }));
const share = optional(number({ least: 0, greatest: 1 }));

const strip = ownFigure<EventStripState>({
  kind: 'eventStrip',
  traits: {
    title: optional(text()),
    predicted: frames,
    actual: optional(frames),
    pairs: data('a list of pairs of frames'),
    misses: frames,
    falseAlarms: frames,
    precision: share,
    recall: share,
    f1: share,
    tolerance: integer({ least: 0 }),
    frameRate: optional(number({ least: 0 })),
    frameCount: integer({ least: 0 }),
    probability: optional(list(number())),
    threshold: optional(number()),
    frame: integer({ least: -1 }),
  },
  text: describe,
  remake: eventStrip,
});

/**
 * Predicted over actual events as marks on a time axis, hits, misses and false alarms told apart, with precision, recall and F1.
 *
 * Every event keeps a visible mark at any width. Arrow keys go from event to event; the pointer reads values.
 *
 * @throws {InvalidInputError} when an event is no frame index or lies beyond the last frame, or an option is out of range.
 */
export function eventStrip(options: EventStripOptions): Figure<EventStripState> {
  const state = stateOf(options);
  return strip({ state, page: compose, inputs: () => [options] });
}

function stateOf(options: EventStripOptions): EventStripState {
  const { tolerance = 2, threshold, title } = options;
  requireCount('tolerance', tolerance, 0);
  if (threshold !== undefined) requireNumber('threshold', threshold);
  const probability = options.probability && Array.from(options.probability, (value) => Math.round(value * 1e4) / 1e4);
  const frameRate = options.frameRate ?? frameRateOf(options.predicted) ?? frameRateOf(options.actual ?? []);
  if (frameRate !== undefined && !(frameRate > 0 && Number.isFinite(frameRate))) {
    throw new InvalidInputError('frameRate must be a number above 0', { received: frameRate });
  }
  const limit = options.frameCount ?? probability?.length;
  if (limit !== undefined) requireCount('frameCount', limit);
  if (probability && probability.length > (limit ?? 0)) {
    throw new InvalidInputError(`probability has more values than there are frames (${limit})`, { received: probability.length });
  }
  const predicted = eventFrames('predicted events', options.predicted, limit);
  const actual = options.actual && eventFrames('actual events', options.actual, limit);
  const frameCount = limit ?? Math.max(0, ...predicted.slice(-1), ...(actual ?? []).slice(-1)) + 1;
  const match = actual && matchEvents(predicted, actual, tolerance);
  return {
    title,
    predicted,
    actual,
    pairs: match?.pairs ?? [],
    misses: match?.misses ?? [],
    falseAlarms: match?.falseAlarms ?? [],
    precision: match?.precision,
    recall: match?.recall,
    f1: match?.f1,
    tolerance,
    frameRate,
    frameCount,
    probability,
    threshold,
    frame: -1,
  };
}

/** Frames a second, by the last event that has a time. */
function frameRateOf(events: Events): number | undefined {
  const timed = [...events].reverse().find((event): event is TimedEvent => typeof event === 'object' && event.time > 0);
  return timed && timed.frame > 0 ? timed.frame / timed.time : undefined;
}

function describe(state: EventStripState): string {
  const scores = scoreSentence(state);
  return `${state.title ? `${state.title}: ` : ''}${countSentence(state)}${scores ? ` (${scores})` : ''}`;
}

const POSTER_WIDTH = 900;

async function compose(state: EventStripState): Promise<FigurePage> {
  const { markup, width, height } = drawEventStrip(state, POSTER_WIDTH, LIGHT);
  const { misses, falseAlarms, actual } = state;
  const faults = actual ? ` ${misses.length} missed, ${plural(falseAlarms.length, 'false alarm')}.` : '';
  return {
    poster: await posterPng({ width, height, overlay: markup }),
    alt: `${countSentence(state)}, as marks on a time axis`,
    caption: `${describe(state)}.${faults}`,
  };
}
