import { checkedLabels } from './label-edits.js';
import type { EventLabel, VideoLabels } from './video-labels.js';

/** Frames that a prediction and a label may be apart and mean the same event. */
const NEAR = 2;

/**
 * Labels with a model's events put in for correction. Where a label lies within two frames already the prediction is left out, one
 * for each label: what is there was looked at.
 */
export function withPredictions(labels: VideoLabels, predictions: readonly EventLabel[]): VideoLabels {
  const labelled = new Set(labels.events.map(({ frame }) => frame));
  const predicted = new Set(predictions.map(({ frame }) => frame));
  // Those that nothing was predicted for on their very frame, so that pairing the others never leaves two on one.
  const free = [...labelled].filter((frame) => !predicted.has(frame));
  const left = predictions.filter(({ frame }) => !labelled.has(frame)).sort((a, b) => a.frame - b.frame);
  let next = 0;
  const added = left.filter(({ frame }) => {
    while (free[next] < frame - NEAR) next++;
    const isLabelled = free[next] <= frame + NEAR;
    if (isLabelled) next++;
    return !isLabelled;
  });
  const events = [...labels.events, ...added.map((event) => ({ ...event, source: 'model' as const }))];
  return checkedLabels({ ...labels, events });
}
