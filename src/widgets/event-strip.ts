import { InvalidInputError } from '../lib/errors.js';
import type { EventMatch } from '../lib/evaluation/event-pairs.js';
import { eventsFromProbability } from '../lib/evaluation/events-from-probability.js';
import { shortestGap } from '../lib/evaluation/probability-peaks.js';
import { requireCount, requireNumber } from '../lib/shape.js';
import { LIGHT } from './drawing/colors.js';
import { countSentence, stripCaption, stripSentence } from './drawing/event-sentence.js';
import { drawEventStrip } from './drawing/event-strip.js';
import { curveOf, type ShownEvents, shownEvents } from './drawing/shown-events.js';
import { type Events, eventFrames, type TimedEvent } from './event-frames.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { withReading } from './reading.js';
import { requireGiven } from './require-given.js';
import type { EventStripState } from './states.js';
import { array, integer, list, number, optional, text } from './traits.js';

/** Options of `eventStrip`. */
export interface EventStripOptions {
  /** What a model found. Default: the events of `probability` at `threshold`. */
  readonly predicted?: Events;
  /** What is labelled. Default: nothing is known, nothing compared. */
  readonly actual?: Events;
  /** Probability of an event, one value a frame. Default: no curve. */
  readonly probability?: ArrayLike<number>;
  /**
   * The threshold behind `predicted`, a share of the height of the video's clear peaks as in `eventsFromProbability`; a reader
   * can drag it. Default: none; without `predicted` 0.5.
   */
  readonly threshold?: number;
  /** The other half of the rule: frames between two events at least. Default 0.1 s, as in `countEvents`; 3 without a frame rate. */
  readonly minimumGap?: number;
  /** Frames a second, for an axis in seconds. Default: read off events that have times, else the axis counts frames. */
  readonly frameRate?: number;
  /** Frames that a matched pair may be apart. Default 2, the field's habit at 30 fps. */
  readonly tolerance?: number;
  /** Length of the axis in frames. Default: that of `probability`, else up to the last event. */
  readonly frameCount?: number;
  /** Default: none. */
  readonly title?: string;
}

/** An event strip. `events` are what is predicted at its threshold, `match` how they stand against the actual ones. */
export type EventStrip = Figure<EventStripState> & { readonly events: readonly number[] } & {
  readonly match: EventMatch | undefined;
};

const frames = list(integer({ least: 0 }));

const strip = ownFigure<EventStripState>({
  kind: 'eventStrip',
  traits: {
    title: optional(text()),
    predicted: frames,
    actual: optional(frames),
    tolerance: integer({ least: 0 }),
    frameRate: optional(number({ least: 0 })),
    frameCount: integer({ least: 0 }),
    probability: optional(array(Float32Array)),
    threshold: optional(number()),
    givenThreshold: optional(number()),
    minimumGap: optional(integer({ least: 1 })),
    frame: integer({ least: -1 }),
  },
  text: (state) => stripSentence(shown(state)),
  check: ({ threshold, givenThreshold, minimumGap }) => {
    if (threshold === givenThreshold) return;
    if (minimumGap === undefined) {
      throw new InvalidInputError('the threshold stays as it is: the predicted events are not known to be those of the curve', {
        received: threshold,
        hint: 'Give eventStrip the probability, and the threshold and minimumGap that the events were counted with',
      });
    }
    requireNumber('threshold', threshold ?? Number.NaN, 0, 1);
  },
  remake: eventStrip,
});

/**
 * Predicted over actual events as marks on a time axis, hits, misses and false alarms told apart, with precision, recall and F1.
 *
 * Every event keeps a visible mark at any width. Arrow keys go from event to event; the pointer reads values. Over the curve a
 * reader drags the threshold, and the events follow by the rule of `eventsFromProbability`, without a kernel too; where the
 * predicted events are not the curve's at the given threshold, it is a line that stays, and the figure says so.
 *
 * @throws {InvalidInputError} when an event is no frame index or lies beyond the last frame, an option is out of range, or
 * there is neither `predicted` nor `probability`.
 */
export function eventStrip(options: EventStripOptions): EventStrip {
  requireGiven('eventStrip', '{ predicted }', options);
  const figure = strip({ state: stateOf(options), page: compose, inputs: () => [options] });
  return withReading(
    withReading(figure, 'events', (state) => shown(state).predicted),
    'match',
    (state) => shown(state).match,
  ) as EventStrip;
}

function stateOf(options: EventStripOptions): EventStripState {
  const { tolerance = 2, title } = options;
  requireCount('tolerance', tolerance, 0);
  const probability = options.probability && Float32Array.from(options.probability);
  const frameRate = options.frameRate ?? frameRateOf(options.predicted ?? []) ?? frameRateOf(options.actual ?? []);
  if (frameRate !== undefined && !(frameRate > 0 && Number.isFinite(frameRate))) {
    throw new InvalidInputError('frameRate must be a number above 0', { received: frameRate });
  }
  const limit = options.frameCount ?? probability?.length;
  if (limit !== undefined) requireCount('frameCount', limit);
  if (probability && probability.length > (limit ?? 0)) {
    throw new InvalidInputError(`probability has more values than there are frames (${limit})`, { received: probability.length });
  }
  const { minimumGap = frameRate === undefined ? 3 : shortestGap(frameRate) } = options;
  const threshold = options.threshold ?? (options.predicted ? undefined : 0.5);
  if (threshold !== undefined) requireNumber('threshold', threshold);
  const counted =
    probability && threshold !== undefined && threshold >= 0 && threshold <= 1
      ? eventsFromProbability(probability, { threshold, minimumGap })
      : undefined;
  const given = options.predicted && eventFrames('predicted events', options.predicted, limit);
  const predicted = given ?? counted;
  if (!predicted) {
    throw new InvalidInputError('eventStrip needs predicted events, or a probability to read them off', {
      received: Object.keys(options),
      accepted: 'predicted, or probability with a threshold from 0 to 1',
    });
  }
  const actual = options.actual && eventFrames('actual events', options.actual, limit);
  // Beside an infinite peak no other has a height.
  const isBounded = !probability?.some((value) => Math.abs(value) === Infinity);
  const isRuleKnown = isBounded && counted !== undefined && counted.join() === predicted.join();
  return {
    title,
    predicted,
    actual,
    tolerance,
    frameRate,
    frameCount: limit ?? Math.max(0, ...predicted.slice(-1), ...(actual ?? []).slice(-1)) + 1,
    probability,
    threshold,
    givenThreshold: threshold,
    minimumGap: isRuleKnown ? minimumGap : undefined,
    frame: -1,
  };
}

function shown(state: EventStripState): ShownEvents {
  const { probability } = state;
  return shownEvents(state, probability && curveOf(state, probability as Float32Array));
}

/** Frames a second, by the last event that has a time. */
function frameRateOf(events: Events): number | undefined {
  const timed = [...events].reverse().find((event): event is TimedEvent => typeof event === 'object' && event.time > 0);
  return timed && timed.frame > 0 ? timed.frame / timed.time : undefined;
}

const POSTER_WIDTH = 900;

async function compose(state: EventStripState): Promise<FigurePage> {
  const events = shown(state);
  const { markup, width, height } = drawEventStrip(events, POSTER_WIDTH, LIGHT);
  return {
    poster: await posterPng({ width, height, overlay: markup }),
    alt: `${countSentence(events)}, as marks on a time axis`,
    caption: stripCaption(events),
  };
}
