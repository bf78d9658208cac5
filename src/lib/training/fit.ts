import { engine, engineReady } from '../backend/engine.js';
import type { WindowDataset } from '../data/window-dataset.js';
import { AbortedError, InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { effectiveSignal, type LongCallOptions, yieldToEventLoop } from '../progress.js';
import { createRandom } from '../random.js';
import { requireCount } from '../shape.js';
import type { EpochLog, TrainingCallback, TrainingEnd, TrainingPlan } from './callbacks.js';
import { History } from './history.js';
import { accuracy, crossEntropy } from './losses.js';
import { MetricMeans } from './metric-means.js';
import type { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';
import { batchTensors, trainStep } from './train-step.js';

/** Options of training. */
export interface FitOptions extends LongCallOptions {
  /** Passes over the data. Default 10. */
  readonly epochs?: number;
  /** Windows a step. Default 32. */
  readonly batchSize?: number;
  /** At most so many steps an epoch. Default: all the data. */
  readonly stepsPerEpoch?: number;
  /** Evaluated after every epoch; metrics named `valLoss`, `valAccuracy`. Default: none. */
  readonly validation?: WindowDataset;
  /** Default SGD, rate 0.01, Nesterov momentum 0.9. */
  readonly optimizer?: Optimizer;
  readonly callbacks?: readonly TrainingCallback[];
  /** Seed of order and phase of the windows. Default 7. */
  readonly seed?: number;
  /** Mirror every window left to right by the toss of a coin. Default true: people jump either way round. */
  readonly flip?: boolean;
  /** Windows with and without events equally often; see `BatchesOptions.balance` for what that does to probabilities. Default false. */
  readonly balance?: boolean;
}

/**
 * Trains a model on a dataset's windows and gives the history of its metrics, an entry an epoch.
 *
 * Loss: cross-entropy as the model's output wants it. Epochs cut the videos at a new random phase each time. Yields to
 * the event loop once a batch, so an interrupt arrives within a batch.
 *
 * @throws {InvalidInputError} when an option is out of range, or the data are not what the model reads.
 * @throws {AbortedError} when interrupted; the model keeps what it has learnt until then.
 */
export async function fit(model: VideoModel, train: WindowDataset, options: FitOptions = {}): Promise<History> {
  const {
    epochs = 10,
    batchSize = 32,
    stepsPerEpoch = Infinity,
    validation,
    callbacks = [],
    seed = 7,
    flip = true,
    balance = false,
  } = options;
  requireCount('epochs', epochs);
  requireCount('batchSize', batchSize);
  if (stepsPerEpoch !== Infinity) requireCount('stepsPerEpoch', stepsPerEpoch);
  for (const dataset of validation ? [train, validation] : [train]) requireSamePreprocessing(model, dataset);
  await engineReady();
  const optimizer = options.optimizer ?? sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true });
  const signal = effectiveSignal(options.signal);
  const random = createRandom(seed).fork('training');
  const plan: TrainingPlan = {
    epochs,
    batchSize,
    batchesPerEpoch: Math.min(stepsPerEpoch, Math.ceil(train.length / batchSize)),
    metrics: validation ? ['loss', 'accuracy', 'valLoss', 'valAccuracy'] : ['loss', 'accuracy'],
  };
  const finished: EpochLog[] = [];
  let reason: TrainingEnd['reason'] = 'failed';
  for (const callback of callbacks) await callback.onTrainBegin?.(plan);
  try {
    reason = 'finished';
    for (let epoch = 0; epoch < epochs && reason === 'finished'; epoch++) {
      const started = performance.now();
      const means = new MetricMeans();
      let batch = 0;
      for await (const windows of train.prefetch({ batchSize, shuffle: true, random, flip, balance })) {
        if (batch === stepsPerEpoch) break;
        if (signal?.aborted) throw interruption(epoch, batch, signal);
        const metrics = trainStep(model, optimizer, windows);
        means.add(metrics, windows.size);
        for (const callback of callbacks) await callback.onBatchEnd?.({ epoch, batch, metrics });
        batch++;
        options.onProgress?.({
          done: epoch * plan.batchesPerEpoch + batch,
          total: epochs * plan.batchesPerEpoch,
          unit: 'batch',
          label: `training, epoch ${epoch + 1} of ${epochs}`,
        });
        await yieldToEventLoop();
      }
      const validated = validation ? await evaluateDataset(model, validation, batchSize, signal) : {};
      const log: EpochLog = {
        epoch,
        metrics: { ...means.result(), ...validated },
        seconds: (performance.now() - started) / 1000,
      };
      finished.push(log);
      for (const callback of callbacks) if ((await callback.onEpochEnd?.(log)) === 'stop') reason = 'stopped';
    }
  } catch (error) {
    reason = error instanceof AbortedError ? 'interrupted' : 'failed';
    throw error;
  } finally {
    if (!options.optimizer) optimizer.dispose();
    for (const callback of callbacks) await callback.onTrainEnd?.({ epochs: finished, reason });
  }
  return new History(plan, { epochs: finished, reason });
}

/** Mean loss and accuracy over a dataset's evaluation windows, under the names `valLoss` and `valAccuracy`. */
async function evaluateDataset(
  model: VideoModel,
  dataset: WindowDataset,
  batchSize: number,
  signal: AbortSignal | undefined,
): Promise<Record<string, number>> {
  const means = new MetricMeans();
  for (const windows of dataset.batches({ batchSize, shuffle: false })) {
    if (signal?.aborted)
      throw new AbortedError('Validation was interrupted; the model keeps what it has learnt', { cause: signal.reason });
    const metrics = engine().tidy(() => {
      const [inputs, targets] = batchTensors(model, windows);
      const predictions = model.apply(inputs);
      return {
        valLoss: crossEntropy(model.output, predictions, targets).dataSync()[0],
        valAccuracy: accuracy(model.output, predictions, targets).dataSync()[0],
      };
    });
    means.add(metrics, windows.size);
    await yieldToEventLoop();
  }
  return means.result();
}

function interruption(epoch: number, batch: number, signal: AbortSignal): AbortedError {
  return new AbortedError(
    `Training was interrupted in epoch ${epoch + 1}, after ${batch} of its batches; the model keeps what it has learnt until then`,
    { cause: signal.reason },
  );
}

function requireSamePreprocessing(model: VideoModel, dataset: WindowDataset): void {
  const wanted = model.preprocessing;
  const { window, size, color } = dataset.preprocessing;
  if (window !== wanted.window || size !== wanted.size || color !== wanted.color) {
    throw new InvalidInputError('the dataset is not cut the way this model reads', {
      received: { window, size, color },
      accepted: JSON.stringify(wanted),
    });
  }
}
