import { formatPosition, formatShare, formatValue, plural } from './format.js';
import { gapSentence } from './gaps.js';
import type { ShownEvents } from './shown-events.js';

/** 'predicted 41, actual 42, matched 40 within ±2 frames'; without labels 'predicted 41'. */
export function countSentence({ predicted, actual, match, tolerance }: ShownEvents): string {
  if (!actual || !match) return `predicted ${plural(predicted.length, 'event')}`;
  return `predicted ${predicted.length}, actual ${actual.length}, matched ${match.pairs.length} within ±${plural(tolerance, 'frame')}`;
}

/** 'precision 97.6 %, recall 95.2 %, F1 96.4 %'; empty without labels. */
export function scoreSentence({ match }: ShownEvents): string {
  if (!match) return '';
  const { precision, recall, f1 } = match;
  return `precision ${formatShare(precision)}, recall ${formatShare(recall)}, F1 ${formatShare(f1)}`;
}

/** Everything in a line: 'Jumps: predicted 41, actual 42, matched 40 within ±2 frames (precision …)'. */
export function stripSentence(shown: ShownEvents): string {
  const scores = scoreSentence(shown);
  return `${shown.title ? `${shown.title}: ` : ''}${countSentence(shown)}${scores ? ` (${scores})` : ''}`;
}

/** The line under the figure: the same, with what went wrong. */
export function stripCaption(shown: ShownEvents): string {
  const { match } = shown;
  const faults = match ? ` ${match.misses.length} missed, ${plural(match.falseAlarms.length, 'false alarm')}.` : '';
  const missing = shown.curve ? gapSentence(shown.curve.values, (frame) => `frame ${frame}`) : '';
  return `${stripSentence(shown)}.${faults}${missing && ` The probability is ${missing}.`}`;
}

/** What the threshold is and does: '0.50: predicted 41, …, F1 96.4 %'. */
export function thresholdSentence(shown: ShownEvents): string {
  return [`${formatValue(shown.threshold)}: ${countSentence(shown)}`, scoreSentence(shown)].filter(Boolean).join(', ');
}

/** What a frame is, in words: 'frame 98 · 0:03.267 · hit: predicted 98, actual 97 (+1) · probability 0.87'. */
export function frameSentence({ frameRate, match, predicted, curve }: ShownEvents, frame: number): string {
  const parts = [`frame ${frame}`];
  if (frameRate !== undefined) parts.push(formatPosition(frame / frameRate));
  const pair = match?.pairs.find((both) => both.includes(frame));
  if (pair) {
    const difference = pair[0] - pair[1];
    parts.push(
      `hit: predicted ${pair[0]}, actual ${pair[1]} (${difference > 0 ? '+' : difference < 0 ? '−' : '±'}${Math.abs(difference)})`,
    );
  }
  if (match?.misses.includes(frame)) parts.push('miss: actual, not predicted');
  if (match?.falseAlarms.includes(frame)) parts.push('false alarm: predicted, not actual');
  if (!match && predicted.includes(frame)) parts.push('predicted event');
  const probability = curve?.values[frame];
  if (probability !== undefined) parts.push(`probability ${formatValue(probability)}`);
  const peak = curve?.peaks.find((other) => other.frame === frame);
  if (peak) parts.push(`peak of height ${formatValue(peak.height)}`);
  return parts.join(' · ');
}
