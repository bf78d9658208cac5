import { InvalidInputError } from '../errors.js';
import { requireCount } from '../shape.js';

/** What the original prints before training. */
export interface SampleTotals {
  readonly frames: number;
  readonly samples: number;
}

/**
 * The original's totals of frames and samples, which it takes from where the labels end: frames = (sum over videos of the last
 * label's frame number) + 1, samples = frames / window without the remainder. Neither is what it trains on; the
 * correct numbers are those of a `WindowDataset`.
 *
 * @param labels the event frames of each video, ascending.
 * @throws {InvalidInputError} when a video has no label, where the original fails as well.
 */
export function sampleTotals(labels: readonly (readonly number[])[], window: number = 4): SampleTotals {
  requireCount('window', window);
  const unlabelled = labels.findIndex((events) => events.length === 0);
  if (unlabelled >= 0) throw new InvalidInputError('sample totals need a label in every video', { received: labels[unlabelled] });
  const frames = labels.reduce((sum, events) => sum + events[events.length - 1], 0) + 1;
  return { frames, samples: Math.floor(frames / window) };
}
