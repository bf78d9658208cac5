import { engine, engineReady } from '../backend/engine.js';
import type { WindowDataset } from '../data/window-dataset.js';
import { AbortedError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { effectiveSignal, type LongCallOptions, yieldToEventLoop } from '../progress.js';
import { requireCount } from '../shape.js';
import { crossEntropy } from './losses.js';
import { MetricMeans } from './metric-means.js';
import { accuracy, decisions, type FrameDecisions, precisionAndRecall } from './metrics.js';
import { batchTensors, requireSamePreprocessing } from './train-step.js';

/** Options of an evaluation. */
export interface EvaluateOptions extends LongCallOptions {
  /** Windows computed at once. Default 32; the result does not depend on it but for rounding. */
  readonly batchSize?: number;
}

/** How good a model is on a dataset. Everything comes from one pass. */
export interface Evaluation {
  /** Mean cross-entropy, a window weighing the same in every batch. */
  readonly loss: number;
  /** As in training: right frames for 'sigmoid', right windows for 'softmax'. */
  readonly accuracy: number;
  /** Share of the frames marked (above 0.5) that hold an event; NaN when none is marked. */
  readonly precision: number;
  /** Share of the frames that hold an event that are marked; NaN when there are none. */
  readonly recall: number;
  /** Number of windows. */
  readonly windows: number;
}

/**
 * Loss and metrics of a model on all windows of a dataset, from frame 0, without overlap, nothing random.
 *
 * @throws {InvalidInputError} when the data are not cut the way the model reads.
 * @throws {AbortedError} when interrupted.
 */
export async function evaluate(model: VideoModel, dataset: WindowDataset, options: EvaluateOptions = {}): Promise<Evaluation> {
  const { batchSize = 32, onProgress } = options;
  requireCount('batchSize', batchSize);
  requireSamePreprocessing(model, dataset);
  const signal = effectiveSignal(options.signal);
  await engineReady();
  const means = new MetricMeans();
  let counts: FrameDecisions = { hits: 0, falseAlarms: 0, misses: 0 };
  let done = 0;
  for (const windows of dataset.batches({ batchSize, shuffle: false })) {
    if (signal?.aborted) {
      throw new AbortedError(`Evaluation was interrupted after ${done} of ${dataset.length} windows; the model is as it was`, {
        cause: signal.reason,
      });
    }
    const metrics = engine().tidy(() => {
      const [inputs, targets] = batchTensors(model, windows);
      const predictions = model.apply(inputs);
      counts = decisions(predictions, targets, counts);
      return {
        loss: crossEntropy(model.output, predictions, targets).dataSync()[0],
        accuracy: accuracy(model.output, predictions, targets).dataSync()[0],
      };
    });
    means.add(metrics, windows.size);
    done += windows.size;
    onProgress?.({ done, total: dataset.length, unit: 'window', label: 'evaluating' });
    await yieldToEventLoop();
  }
  const { loss, accuracy: share } = means.result();
  return { loss, accuracy: share, ...precisionAndRecall(counts), windows: done };
}
