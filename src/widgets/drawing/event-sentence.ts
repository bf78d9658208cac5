import type { EventStripState } from '../states.js';
import { formatPosition, formatShare, formatValue, plural } from './format.js';

/** 'predicted 41, actual 42, matched 40 within ±2 frames'; without labels 'predicted 41'. */
export function countSentence({ predicted, actual, pairs, tolerance }: EventStripState): string {
  if (!actual) return `predicted ${plural(predicted.length, 'event')}`;
  return `predicted ${predicted.length}, actual ${actual.length}, matched ${pairs.length} within ±${plural(tolerance, 'frame')}`;
}

/** 'precision 97.6 %, recall 95.2 %, F1 96.4 %'; empty without labels. */
export function scoreSentence({ precision, recall, f1 }: EventStripState): string {
  if (precision === undefined || recall === undefined || f1 === undefined) return '';
  return `precision ${formatShare(precision)}, recall ${formatShare(recall)}, F1 ${formatShare(f1)}`;
}

/** What a frame is, in words: 'frame 98 · 0:03.267 · hit: predicted 98, actual 97 (+1) · probability 0.87'. */
export function frameSentence(state: EventStripState, frame: number): string {
  const parts = [`frame ${frame}`];
  if (state.frameRate !== undefined) parts.push(formatPosition(frame / state.frameRate));
  const pair = state.pairs.find(([predicted, actual]) => predicted === frame || actual === frame);
  if (pair) {
    const difference = pair[0] - pair[1];
    parts.push(
      `hit: predicted ${pair[0]}, actual ${pair[1]} (${difference > 0 ? '+' : difference < 0 ? '−' : '±'}${Math.abs(difference)})`,
    );
  }
  if (state.misses.includes(frame)) parts.push('miss: actual, not predicted');
  if (state.falseAlarms.includes(frame)) parts.push('false alarm: predicted, not actual');
  if (!state.actual && state.predicted.includes(frame)) parts.push('predicted event');
  const probability = state.probability?.[frame];
  if (probability !== undefined) parts.push(`probability ${formatValue(probability)}`);
  return parts.join(' · ');
}
