import { InvalidInputError } from '../lib/errors.js';
import { probabilitySteps } from '../lib/evaluation/intervals-from-probability.js';
import { intervalsOfSteps, type ProbabilityInterval } from '../lib/evaluation/probability-steps.js';
import { requireNumber } from '../lib/shape.js';
import type { ProbabilityLineState } from './chart-states.js';
import { LIGHT } from './drawing/colors.js';
import { isDrawable } from './drawing/envelope.js';
import { element } from './drawing/markup.js';
import { drawProbabilityLine, lineSentence } from './drawing/probability-plot.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { withReading } from './reading.js';
import { requireGiven } from './require-given.js';
import { data, integer, list, number, optional, text as words } from './traits.js';
import { probabilitySpec, type VegaLiteSpec } from './vega-lite.js';

/** Options of `probabilityLine`. */
export interface ProbabilityLineOptions {
  /** Probability of something happening, a value for each window or frame. What is no number leaves a gap. */
  readonly probability: ArrayLike<number>;
  /** When each value begins, in seconds, ascending. Default: by `frameRate`, a value a frame. */
  readonly times?: ArrayLike<number>;
  /** Frames a second. With it the figure knows frames, so that a slider can be linked to it. Needed without `times`. */
  readonly frameRate?: number;
  /** When the last value ends: the video's length in seconds. Default: it lasts as long as the one before it. */
  readonly duration?: number;
  /** Least probability of an event. Default 0.5. */
  readonly threshold?: number;
  /** Shorter stretches are no events, in seconds. Default 0. */
  readonly minimumDuration?: number;
  /** Stretches no further apart than this are one, in seconds. Default 0. */
  readonly mergeGap?: number;
  /** Default 'Probability'. */
  readonly title?: string;
  /** What the probability is of, such as 'Slipping probability'. Default 'probability'. */
  readonly yTitle?: string;
}

/** A probability line; `intervals` are the events that its decision rule finds now, `spec` is the same chart after Vega-Lite. */
export type ProbabilityLine = Figure<ProbabilityLineState> & { readonly intervals: ProbabilityInterval[] } & {
  readonly spec: VegaLiteSpec;
};

const share = number({ least: 0, greatest: 1 });
const seconds = number({ least: 0 });

const figure = ownFigure<ProbabilityLineState>({
  kind: 'probabilityLine',
  traits: {
    title: words(),
    yTitle: words(),
    probability: data<readonly number[]>('numbers'),
    times: list(number()),
    duration: seconds,
    frameRate: optional(number({ least: 0 })),
    threshold: share,
    minimumDuration: seconds,
    mergeGap: seconds,
    time: number({ least: -1 }),
    frame: integer({ least: -1 }),
  },
  text: describe,
  remake: probabilityLine,
});

/**
 * A probability over time as steps, each held until the next window and the last to the end, and the events that a decision
 * rule makes of it: least probability, minimum duration and merge gap are sliders.
 *
 * A click goes to that time, arrow keys from value to value, Page Up and Page Down from event to event: `time` and, with a
 * frame rate, `frame` follow, so a linked `frameSlider` shows it. `intervalsFromProbability` is the same rule as
 * plain code.
 *
 * @throws {InvalidInputError} when neither `times` nor `frameRate` are given, times do not ascend, or an option is out of range.
 */
export function probabilityLine(options: ProbabilityLineOptions): ProbabilityLine {
  requireGiven('probabilityLine', '{ probability }', options);
  const {
    frameRate,
    threshold = 0.5,
    minimumDuration = 0,
    mergeGap = 0,
    title = 'Probability',
    yTitle = 'probability',
  } = options;
  requireNumber('threshold', threshold, 0, 1);
  requireNumber('minimumDuration', minimumDuration, 0);
  requireNumber('mergeGap', mergeGap, 0);
  if (frameRate !== undefined && !(frameRate > 0 && Number.isFinite(frameRate))) {
    throw new InvalidInputError('frameRate must be a number above 0', { received: frameRate });
  }
  const { probability, times, duration } = probabilitySteps(options.probability, {
    times: timesOf(options),
    duration: options.duration ?? (options.times === undefined && frameRate ? options.probability.length / frameRate : undefined),
  });
  if (times[0] < 0) throw new InvalidInputError('times must not be before 0', { received: times[0] });
  const state: ProbabilityLineState = {
    title,
    yTitle,
    probability: Array.from(probability, (value) => (isDrawable(value) ? Math.round(value * 1e6) / 1e6 : Number.NaN)),
    times: Array.from(times, (time) => Math.round(time * 1e6) / 1e6),
    duration,
    frameRate,
    threshold,
    minimumDuration,
    mergeGap,
    time: -1,
    frame: -1,
  };
  const line = withReading(figure({ state, page: compose, inputs: () => [options] }), 'intervals', intervalsOf);
  return withReading(line, 'spec', (shown) => probabilitySpec(shown, intervalsOf(shown))) as ProbabilityLine;
}

function timesOf({ times, frameRate, probability }: ProbabilityLineOptions): ArrayLike<number> {
  if (times) return times;
  if (frameRate) return Array.from({ length: probability.length }, (_, frame) => frame / frameRate);
  throw new InvalidInputError('probabilityLine needs to know when its values begin', {
    received: { probability: probability.length },
    accepted: 'times, a second for each value, or frameRate, for a value a frame',
  });
}

function intervalsOf(state: ProbabilityLineState): ProbabilityInterval[] {
  const probability = state.probability.map((value) => value ?? Number.NaN);
  return intervalsOfSteps({ ...state, probability }, state);
}

function describe(state: ProbabilityLineState): string {
  return lineSentence(state, intervalsOf(state));
}

const POSTER_WIDTH = 800;

async function compose(state: ProbabilityLineState): Promise<FigurePage> {
  const { markup, height } = drawProbabilityLine(state, intervalsOf(state), POSTER_WIDTH, LIGHT);
  const overlay = text(16, 22, state.title, LIGHT.ink, 'start', 600) + element('g', { transform: 'translate(0 30)' }, markup);
  const caption = `${describe(state)}.`;
  return { poster: await posterPng({ width: POSTER_WIDTH, height: height + 30, overlay }), alt: caption, caption };
}
