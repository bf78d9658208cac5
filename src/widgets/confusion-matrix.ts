import { InvalidInputError } from '../lib/errors.js';
import { accuracyOf, type ClassLabels, type Confusion, confusionOf, requireConfusion } from '../lib/evaluation/confusion.js';
import { requireOneOf } from '../lib/shape.js';
import type { ConfusionMatrixState } from './chart-states.js';
import { LIGHT } from './drawing/colors.js';
import { drawConfusion, rowLabelWidth } from './drawing/confusion-grid.js';
import { formatShare, plural } from './drawing/format.js';
import { element } from './drawing/markup.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { requireGiven } from './require-given.js';
import { data, integer, list, oneOf, text as words } from './traits.js';

/** Classes of samples, actual and predicted, both from one pass over them. */
export interface LabelledSamples {
  readonly actual: ClassLabels;
  readonly predicted: ClassLabels;
  /** Names of the classes, in the order they are shown. Default: see `confusionOf`. */
  readonly classes?: readonly string[];
}

/** Options of `confusionMatrix`. */
export interface ConfusionMatrixOptions {
  /** Default 'Confusion matrix'. */
  readonly title?: string;
  /**
   * What stands in the cells: 'counts'; 'shares', what percentage each is of its row, so that the diagonal is recall; or
   * 'columnShares', of its column, so that it is precision. Default 'counts'.
   */
  readonly show?: 'counts' | 'shares' | 'columnShares';
  /** What stands over the columns. Default 'Predicted'. */
  readonly xTitle?: string;
  /** What stands beside the rows. Default 'Actual'. */
  readonly yTitle?: string;
}

const figure = ownFigure<ConfusionMatrixState>({
  kind: 'confusionMatrix',
  traits: {
    title: words(),
    classes: list(words()),
    matrix: data<Confusion['matrix']>('counts, a row for each actual class'),
    xTitle: words(),
    yTitle: words(),
    show: oneOf('counts', 'shares', 'columnShares'),
    actual: integer({ least: -1 }),
    predicted: integer({ least: -1 }),
  },
  text: describe,
  check: (state) => {
    requireConfusion(state);
    for (const place of [state.actual, state.predicted]) {
      if (place >= state.classes.length) {
        throw new InvalidInputError('there is no such class', {
          received: place,
          accepted: `places from 0 to ${state.classes.length - 1}, −1 for none`,
        });
      }
    }
  },
  remake: confusionMatrix,
});

/**
 * How often each class was taken for each other one: rows actual, columns predicted, counts or shares of the row in the cells.
 *
 * Pointing at a cell says it in words, arrow keys go from cell to cell. Many classes scroll, their labels staying in sight, and
 * can be made smaller until all fit. Takes samples, or what `confusionOf` gives.
 *
 * @throws {InvalidInputError} when samples do not belong together, or the matrix is not square or holds no counts.
 */
export function confusionMatrix(
  confusion: LabelledSamples | Pick<Confusion, 'classes' | 'matrix'>,
  options: ConfusionMatrixOptions = {},
): Figure<ConfusionMatrixState> {
  requireGiven('confusionMatrix', 'samples', confusion);
  const { title = 'Confusion matrix', show = 'counts', xTitle = 'Predicted', yTitle = 'Actual' } = options;
  requireOneOf('show', show, ['counts', 'shares', 'columnShares']);
  const { classes, matrix } =
    'matrix' in confusion ? confusion : confusionOf(confusion.actual, confusion.predicted, confusion.classes);
  const state: ConfusionMatrixState = { title, classes, matrix, xTitle, yTitle, show, actual: -1, predicted: -1 };
  return figure({ state, page: compose, inputs: () => [{ classes, matrix }, options] });
}

function describe({ title, classes, matrix }: ConfusionMatrixState): string {
  const samples = matrix.flat().reduce((sum, count) => sum + count, 0);
  const accuracy = accuracyOf(matrix);
  const right = accuracy === undefined ? '' : `, accuracy ${formatShare(accuracy)}`;
  const classCount = `${classes.length} class${classes.length === 1 ? '' : 'es'}`;
  return `${title}: ${classCount}, ${plural(samples, 'sample')}${right}${mistake(classes, matrix)}`;
}

/** The most frequent mistake. */
function mistake(classes: readonly string[], matrix: Confusion['matrix']): string {
  const mistakes = matrix.flatMap((row, actual) =>
    row.map((count, predicted) => ({ count: actual === predicted ? 0 : count, actual, predicted })),
  );
  const worst = mistakes.reduce((a, b) => (b.count > a.count ? b : a), { count: 0, actual: 0, predicted: 0 });
  if (worst.count === 0) return '';
  return `; most often ${classes[worst.actual]} was taken for ${classes[worst.predicted]}: ${worst.count}`;
}

const POSTER_WIDTH = 760;

async function compose(state: ConfusionMatrixState): Promise<FigurePage> {
  const { classes, title, xTitle, yTitle } = state;
  const cell = Math.min(56, Math.max(5, Math.floor((POSTER_WIDTH - 40 - rowLabelWidth(classes)) / Math.max(1, classes.length))));
  const { side, labelWidth, labelHeight, cells, columnLabels, rowLabels } = drawConfusion(state, cell, LIGHT);
  const at = (x: number, y: number, markup: string): string => element('g', { transform: `translate(${x} ${y})` }, markup);
  const [left, top] = [24 + labelWidth, 52 + labelHeight];
  const upright = element(
    'g',
    { transform: `translate(18 ${top + side / 2}) rotate(-90)` },
    text(0, 0, yTitle, LIGHT.muted, 'middle'),
  );
  const overlay = [
    text(16, 22, title, LIGHT.ink, 'start', 600),
    text(left + side / 2, 46, xTitle, LIGHT.muted, 'middle'),
    upright,
    at(left, 52, columnLabels),
    at(24, top, rowLabels),
    at(left, top, cells),
  ].join('');
  const caption = `${describe(state)}.`;
  return { poster: await posterPng({ width: left + side + 16, height: top + side + 16, overlay }), alt: caption, caption };
}
