import { checkedLabels } from './label-edits.js';
import type { EventLabel, VideoLabels } from './video-labels.js';

/**
 * Labels with a model's events put in for correction. Where a label lies already the prediction is left out: what is there was
 * looked at.
 */
export function withPredictions(labels: VideoLabels, predictions: readonly EventLabel[]): VideoLabels {
  const taken = new Set(labels.events.map(({ frame }) => frame));
  const added = predictions.filter(({ frame }) => !taken.has(frame)).map((event) => ({ ...event, source: 'model' as const }));
  return checkedLabels({ ...labels, events: [...labels.events, ...added] });
}
