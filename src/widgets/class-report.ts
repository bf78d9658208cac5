import { classificationReport } from '../lib/evaluation/classification-report.js';
import type { Confusion } from '../lib/evaluation/confusion.js';
import type { ClassReportState, ScoreRow } from './chart-states.js';
import { LIGHT } from './drawing/colors.js';
import { formatShare } from './drawing/format.js';
import { element } from './drawing/markup.js';
import { formatScore, gapSentence, SCORE_COLUMNS, sortedRows } from './drawing/score-table.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { requireGiven } from './require-given.js';
import { data, flag, number, oneOf, optional, text as words } from './traits.js';

/** Options of `classReport`. */
export interface ClassReportOptions {
  /** Default 'Scores by class'. */
  readonly title?: string;
}

const row = data<ScoreRow>('scores of a class');

const figure = ownFigure<ClassReportState>({
  kind: 'classReport',
  traits: {
    title: words(),
    rows: data<readonly ScoreRow[]>('scores, a row a class'),
    macro: row,
    weighted: row,
    accuracy: optional(number({ least: 0, greatest: 1 })),
    sort: oneOf('class', 'precision', 'recall', 'f1', 'support'),
    isDescending: flag(),
  },
  text: describe,
  remake: classReport,
});

/**
 * Precision, recall, F1 and support of every class and their averages as a table that can be ordered by any column.
 *
 * A score that is not defined, such as the precision of a class that was never predicted, is a dash, and the table says why.
 * The numbers are those of `classificationReport`, which has them as plain data.
 *
 * @throws {InvalidInputError} when the matrix is not square, holds no counts, or its classes are not named one by one.
 */
export function classReport(
  confusion: Pick<Confusion, 'classes' | 'matrix'>,
  { title = 'Scores by class' }: ClassReportOptions = {},
): Figure<ClassReportState> {
  requireGiven('classReport', 'samples', confusion);
  const { classes, macro, weighted, accuracy } = classificationReport(confusion);
  const state: ClassReportState = {
    title,
    rows: classes.map(({ class: name, ...scores }) => ({ name, ...scores })),
    macro: { name: 'macro average', ...macro },
    weighted: { name: 'weighted average', ...weighted },
    accuracy,
    sort: 'class',
    isDescending: false,
  };
  const { classes: names, matrix } = confusion;
  return figure({ state, page: compose, inputs: () => [{ classes: names, matrix }, { title }] });
}

function describe(state: ClassReportState): string {
  const { title, accuracy, macro } = state;
  const right = accuracy === undefined ? 'no samples' : `accuracy ${formatShare(accuracy)} of ${macro.support}`;
  const lines = [...sortedRows(state), macro, state.weighted].map(
    ({ name, precision, recall, f1, support }) =>
      `${name}: precision ${formatScore(precision)}, recall ${formatScore(recall)}, F1 ${formatScore(f1)}, support ${support}`,
  );
  return [`${title}: ${right}`, ...lines].join('\n');
}

const LINE = 26;
const COLUMN = 92;

async function compose(state: ClassReportState): Promise<FigurePage> {
  const rows = [...sortedRows(state), state.macro, state.weighted];
  const first = 30 + 7.2 * Math.min(40, Math.max(16, ...rows.map(({ name }) => name.length)));
  const width = Math.round(first + 4 * COLUMN + 16);
  const at = (column: number): number => (column === 0 ? 16 : first + column * COLUMN);
  const cells = rows.map(({ name, precision, recall, f1, support }) => [
    name.length > 40 ? `${name.slice(0, 39)}…` : name,
    ...[precision, recall, f1].map(formatScore),
    String(support),
  ]);
  const lines = [SCORE_COLUMNS.map(([, title]) => title), ...cells].map((line, i) => {
    const y = 62 + i * LINE;
    const isHead = i === 0;
    const isAverage = i > state.rows.length;
    const rule = element('line', { x1: 16, x2: width - 16, y1: y + 8, y2: y + 8, stroke: LIGHT.line });
    const texts = line.map((words, column) =>
      text(at(column), y, words, isHead ? LIGHT.muted : LIGHT.ink, column === 0 ? 'start' : 'end', isAverage ? 600 : undefined),
    );
    return rule + texts.join('');
  });
  const overlay = text(16, 26, state.title, LIGHT.ink, 'start', 600) + lines.join('');
  const [head] = describe(state).split('\n');
  const gaps = state.rows.filter((row) => gapSentence(row) !== '').map((row) => `${row.name} is ${gapSentence(row)}`);
  const caption = `${head}.${gaps.length > 0 ? ` ${gaps.join('. ')}.` : ''}`;
  return { poster: await posterPng({ width, height: 62 + rows.length * LINE + 20, overlay }), alt: describe(state), caption };
}
