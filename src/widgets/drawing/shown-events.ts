import { type EventMatch, pairEvents } from '../../lib/evaluation/event-pairs.js';
import { eventsOfPeaks, leastHeight, type Peak, peaksOf } from '../../lib/evaluation/probability-peaks.js';
import type { EventStripState } from '../states.js';

/** A probability curve and its peaks, which no threshold changes. */
export interface StripCurve {
  readonly values: Float32Array;
  /** The highest first; none where the rule behind the predicted events is not known. */
  readonly peaks: readonly Peak[];
}

/** What a strip shows at its threshold. */
export interface ShownEvents extends Omit<EventStripState, 'probability'> {
  readonly curve: StripCurve | undefined;
  /** The height from which on peaks are events; undefined where the threshold is just a line. */
  readonly least: number | undefined;
  readonly match: EventMatch | undefined;
}

/** A strip's curve; `values` are those of its state. */
export function curveOf({ minimumGap }: Pick<EventStripState, 'minimumGap'>, values: Float32Array): StripCurve {
  return { values, peaks: minimumGap === undefined ? [] : peaksOf(values, minimumGap) };
}

/** The events at the state's threshold, by the rule of `eventsFromProbability`, and how they stand against the actual ones. */
export function shownEvents(state: EventStripState, curve: StripCurve | undefined): ShownEvents {
  const { threshold, givenThreshold, minimumGap, actual, tolerance } = state;
  const peaks = minimumGap === undefined || threshold === undefined ? undefined : curve?.peaks;
  const predicted =
    peaks && threshold !== undefined && threshold !== givenThreshold ? eventsOfPeaks(peaks, threshold) : state.predicted;
  return {
    ...state,
    predicted,
    curve,
    least: peaks && threshold !== undefined ? leastHeight(peaks, threshold) : undefined,
    match: actual && pairEvents(predicted, actual, tolerance),
  };
}
