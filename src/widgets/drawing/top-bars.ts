import type { TopClass } from '../chart-states.js';
import { clamp } from './clamp.js';
import { formatShare, formatValue } from './format.js';

/** A score in words: '93.2 %', '−1.25', '–' where there is none. */
export function formatTop(score: number | undefined, isProbability: boolean): string {
  if (score === undefined) return '–';
  if (Math.abs(score) > 1e300) return score > 0 ? '∞' : '−∞';
  return isProbability ? formatShare(score) : formatValue(score);
}

/** From and to which share of the width a score's bar goes: from 0 on, which lies within when there are negative scores. */
export function scoreRange(
  top: readonly TopClass[],
  isProbability: boolean,
): (score: number | undefined) => readonly [number, number] {
  const scores = top.flatMap(({ score }) => (score === undefined || Math.abs(score) > 1e300 ? [] : [score]));
  const low = Math.min(0, ...scores);
  const span = (isProbability ? 1 : Math.max(0, ...scores)) - low || 1;
  const place = (score: number): number => clamp((score - low) / span, 0, 1);
  return (score = 0) => (score < 0 ? [place(score), place(0)] : [place(0), place(score)]);
}
