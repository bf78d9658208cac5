import type { ClassReportState, ScoreColumn, ScoreRow } from '../chart-states.js';

/** The table's columns, and what stands over them. */
export const SCORE_COLUMNS: readonly (readonly [ScoreColumn, string])[] = [
  ['class', 'Class'],
  ['precision', 'Precision'],
  ['recall', 'Recall'],
  ['f1', 'F1'],
  ['support', 'Support'],
];

/** A share as scores are written: '0.9286', '–' where it is not defined. */
export function formatScore(score: number | undefined): string {
  return score === undefined ? '–' : score.toFixed(4);
}

/** The rows in the order that is wished for; of equal ones the first. What is not defined comes last either way. */
export function sortedRows({ rows, sort, isDescending }: Pick<ClassReportState, 'rows' | 'sort' | 'isDescending'>): ScoreRow[] {
  if (sort === 'class') return isDescending ? [...rows].reverse() : [...rows];
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [a[sort], b[sort]];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    return sign * (left - right);
  });
}

/** Why a row lacks scores; empty where it lacks none. */
export function gapSentence({ precision, recall }: ScoreRow): string {
  const reasons = [
    precision === undefined ? 'never predicted, so precision is not defined' : '',
    recall === undefined ? 'without a sample, so recall is not defined' : '',
  ].filter(Boolean);
  return reasons.join('; ');
}
