import { InvalidInputError } from '../lib/errors.js';
import { classCurve } from '../lib/evaluation/queue-average.js';
import { requireCount } from '../lib/shape.js';
import type { LabelSmoothingState } from './chart-states.js';
import { LIGHT } from './drawing/colors.js';
import { element } from './drawing/markup.js';
import { drawSmoothing, type SmoothedCurve, smoothed, studySentence } from './drawing/smoothing-plot.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { requireGiven } from './require-given.js';
import { EMBEDDING_LIMIT } from './sprite-sheets.js';
import { array, integer, list, number, optional, text as words } from './traits.js';

/** Options of `labelSmoothing`. */
export interface LabelSmoothingOptions {
  /** Class probabilities of each frame, or one number a frame: the probability of the second of two classes. */
  readonly probabilities: readonly ArrayLike<number>[] | ArrayLike<number>;
  /** Names of the classes. Default: 'class 0', 'class 1', …; for one number a frame 'no', 'yes'. */
  readonly classes?: readonly string[];
  /** Predictions that are averaged at first; 1 averages nothing. Default 32, about a second. */
  readonly queue?: number;
  /** Largest queue the slider offers. Default 128, or `queue` where that is larger. */
  readonly longestQueue?: number;
  /** First frames of further videos, where several follow each other: the queue never reaches from one into another. */
  readonly starts?: readonly number[];
  /** Frames a second, for an axis in seconds. Default: the axis counts frames. */
  readonly frameRate?: number;
  /** Default 'Label smoothing'. */
  readonly title?: string;
}

const figure = ownFigure<LabelSmoothingState>({
  kind: 'labelSmoothing',
  traits: {
    title: words(),
    classes: list(words()),
    probabilities: array(Float32Array),
    starts: list(integer({ least: 1 })),
    frameRate: optional(number({ least: 0 })),
    queue: integer({ least: 1 }),
    longestQueue: integer({ least: 1 }),
    frame: integer({ least: -1 }),
  },
  text: describe,
  remake: labelSmoothing,
});

/**
 * Raw labels over labels averaged by a first-in-first-out queue, on one time line, with the queue's size as a slider: what
 * smoothing calms, and how late it makes a label at a cut. The same rule as plain code is `queueAverage`.
 *
 * @throws {InvalidInputError} when frames have not as many probabilities as there are classes, `starts` are no ascending
 * frames, an option is out of range, or the probabilities take more than 5 MB.
 */
export function labelSmoothing(options: LabelSmoothingOptions): Figure<LabelSmoothingState> {
  requireGiven('labelSmoothing', '{ probabilities }', options);
  const { queue = 32, longestQueue = Math.max(128, queue), starts = [], frameRate, title = 'Label smoothing' } = options;
  requireCount('queue', queue);
  requireCount('longestQueue', longestQueue, queue);
  if (frameRate !== undefined && !(frameRate > 0 && Number.isFinite(frameRate))) {
    throw new InvalidInputError('frameRate must be a number above 0', { received: frameRate });
  }
  const isBinary = typeof options.probabilities[0] === 'number';
  const vectors = isBinary
    ? Array.from(options.probabilities as ArrayLike<number>, (value) => [1 - value, value])
    : (options.probabilities as readonly ArrayLike<number>[]);
  const { values, classCount } = classCurve(vectors, starts);
  const classes = options.classes ?? (isBinary ? ['no', 'yes'] : Array.from({ length: classCount }, (_, i) => `class ${i}`));
  if (classes.length !== classCount && vectors.length > 0) {
    throw new InvalidInputError('there must be a name for each class', {
      received: `${classes.length} names, ${classCount} classes`,
    });
  }
  const probabilities = Float32Array.from(values);
  if ((probabilities.byteLength * 4) / 3 > EMBEDDING_LIMIT) {
    throw new InvalidInputError('these are too many probabilities for a page', {
      received: `${vectors.length} frames of ${classCount} classes`,
      accepted: `at most ${Math.floor((EMBEDDING_LIMIT * 3) / 16).toLocaleString('en')} in all`,
      hint: 'Give a part of the video, or fewer classes',
    });
  }
  const state: LabelSmoothingState = { title, classes, probabilities, starts, frameRate, queue, longestQueue, frame: -1 };
  return figure({ state, page: compose, inputs: () => [options] });
}

function curveOf({ probabilities, classes, starts, frameRate }: LabelSmoothingState): SmoothedCurve {
  return { values: probabilities as Float32Array, classCount: classes.length, classes, starts, frameRate };
}

function describe(state: LabelSmoothingState): string {
  const curve = curveOf(state);
  return studySentence(state.title, curve, smoothed(curve, state.queue));
}

const POSTER_WIDTH = 800;

async function compose(state: LabelSmoothingState): Promise<FigurePage> {
  const curve = curveOf(state);
  const { markup, height } = drawSmoothing(curve, smoothed(curve, state.queue), POSTER_WIDTH, LIGHT);
  const overlay = text(16, 22, state.title, LIGHT.ink, 'start', 600) + element('g', { transform: 'translate(0 30)' }, markup);
  const caption = `${describe(state)}.`;
  return { poster: await posterPng({ width: POSTER_WIDTH, height: height + 40, overlay }), alt: caption, caption };
}
