import type { ConfusionMatrixState } from '../chart-states.js';
import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { formatShare, plural } from './format.js';
import { element } from './markup.js';
import { text } from './text.js';

/** A confusion matrix in parts, so that labels can stay in sight: SVG markup without the roots, and their sizes. */
export interface ConfusionDrawing {
  /** Pixels of the cells together, to either side. */
  readonly side: number;
  readonly labelWidth: number;
  readonly labelHeight: number;
  readonly cells: string;
  readonly columnLabels: string;
  readonly rowLabels: string;
}

type Matrix = Pick<ConfusionMatrixState, 'classes' | 'matrix' | 'show'>;

/** Smallest cell with a number in it. */
const READABLE = 18;

/** Longest label in characters; all of a name is in the words for a cell. */
const LONGEST = 18;

/** Pixels that the row labels take. */
export function rowLabelWidth(classes: readonly string[]): number {
  return 14 + 7 * Math.min(LONGEST, Math.max(1, ...classes.map(({ length }) => length)));
}

/**
 * Draws the matrix with cells of `cell` pixels. Right ones are blue, wrong ones orange, the stronger the larger their share of
 * their row, or of their column where these shares are shown.
 */
export function drawConfusion({ classes, matrix, show }: Matrix, cell: number, colors: Colors): ConfusionDrawing {
  const side = cell * classes.length;
  const gap = cell > 10 ? 1 : 0;
  const fontSize = clamp(cell * 0.42, 9, 13);
  const cells = [element('rect', { x: 0, y: 0, width: side, height: side, fill: colors.raised })];
  const totals = show === 'columnShares' ? columnTotals(matrix) : matrix.map(sumOf);
  matrix.forEach((row, actual) => {
    row.forEach((count, predicted) => {
      const total = totals[show === 'columnShares' ? predicted : actual];
      const isRight = actual === predicted;
      if (count === 0 && !isRight) return;
      const [x, y] = [predicted * cell, actual * cell];
      const share = total > 0 ? count / total : 0;
      // Half the colour's strength is the most that numbers stay readable on.
      const opacity = count === 0 ? 0 : cell < READABLE ? 0.2 + 0.8 * share : 0.08 + 0.42 * share;
      const box = { x: x + gap / 2, y: y + gap / 2, width: cell - gap, height: cell - gap };
      cells.push(element('rect', { ...box, fill: isRight ? colors.accent : colors.second, 'fill-opacity': opacity }));
      if (isRight && gap > 0) cells.push(element('rect', { ...box, fill: 'none', stroke: colors.accent, 'stroke-opacity': 0.6 }));
      const words = show === 'counts' ? String(count) : String(Math.round(share * 100));
      if (cell < READABLE || total === 0 || words.length * fontSize * 0.62 > cell - 2) return;
      cells.push(label(x + cell / 2, y + cell / 2, words, colors.ink, 'middle', fontSize));
    });
  });
  const names = classes.map((name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name));
  const every = Math.ceil(12 / cell);
  const isTurned = names.some(({ length }) => length * 7 > cell - 4);
  const labelWidth = rowLabelWidth(classes);
  const labelHeight = isTurned ? labelWidth : 26;
  const small = clamp(cell * every - 1, 9, 12);
  const shown = names.map((name, place) => [name, (place + 0.5) * cell] as const).filter((_, place) => place % every === 0);
  const columnLabels = shown.map(([name, at]) =>
    isTurned
      ? element(
          'g',
          { transform: `translate(${at} ${labelHeight - 8}) rotate(-90)` },
          label(0, 0, name, colors.ink, 'start', small),
        )
      : label(at, labelHeight - 12, name, colors.ink, 'middle', small),
  );
  const rowLabels = shown.map(([name, at]) => label(labelWidth - 8, at, name, colors.ink, 'end', small));
  return {
    side,
    labelWidth,
    labelHeight,
    cells: cells.join(''),
    columnLabels: columnLabels.join(''),
    rowLabels: rowLabels.join(''),
  };
}

/** 'Actual jump, predicted step: 7, 58.3 % of 12 samples of it, 20.0 % of 35 predictions of it'. */
export function cellSentence({ classes, matrix }: Omit<Matrix, 'show'>, actual: number, predicted: number): string {
  const count = matrix[actual][predicted];
  const shareOf = (total: number, noun: string): string =>
    total > 0 ? `${formatShare(count / total)} of ${plural(total, noun)} of it` : `there is no ${noun} of it`;
  const shares = [shareOf(sumOf(matrix[actual]), 'sample'), shareOf(columnTotals(matrix)[predicted], 'prediction')];
  return `Actual ${classes[actual]}, predicted ${classes[predicted]}: ${count.toLocaleString('en')}, ${shares.join(', ')}`;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function columnTotals(matrix: Matrix['matrix']): number[] {
  return matrix.map((_, column) => sumOf(matrix.map((row) => row[column])));
}

function label(x: number, y: number, words: string, fill: string, anchor: 'start' | 'middle' | 'end', size: number): string {
  return element('g', { 'font-size': size }, text(x, y + size * 0.36, words, fill, anchor).replace(' font-size="12"', ''));
}
