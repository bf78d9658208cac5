import { engineReady } from '../backend/engine.js';
import type { WindowBatch, WindowDataset } from '../data/window-dataset.js';
import { AbortedError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { effectiveSignal, type LongCallOptions, yieldToEventLoop } from '../progress.js';
import { createRandom } from '../random.js';
import { requireCount } from '../shape.js';
import type { TrainingCallback, TrainingEnd, TrainingPlan } from './callbacks.js';
import { evaluate } from './evaluate.js';
import { fingerprintOf } from './fingerprint.js';
import { History } from './history.js';
import { Listeners } from './listeners.js';
import type { Optimizer } from './optimizer.js';
import { resumeFrom } from './resume.js';
import { Run } from './run.js';
import { sgd } from './sgd.js';
import { requireSamePreprocessing, trainStep } from './train-step.js';

/** Options of training. */
export interface FitOptions extends LongCallOptions {
  /** Passes over the data in all, those done before a resume included. Default 10. */
  readonly epochs?: number;
  /** Windows a step. Default 32. */
  readonly batchSize?: number;
  /** At most so many steps an epoch. Default: all the data. */
  readonly stepsPerEpoch?: number;
  /** Evaluated after every epoch; metrics named `valLoss`, `valAccuracy`. Default: none. */
  readonly validation?: WindowDataset;
  /** Default SGD, rate 0.01, Nesterov momentum 0.9. */
  readonly optimizer?: Optimizer;
  /** Told of every batch and epoch, in this order. */
  readonly callbacks?: readonly TrainingCallback[];
  /** Seed of order and phase of the windows. Default 7. */
  readonly seed?: number;
  /** Mirror every window left to right by the toss of a coin. Default true: people jump either way round. */
  readonly flip?: boolean;
  /** Windows with and without events equally often; see `BatchesOptions.balance` for what that does to probabilities. Default false. */
  readonly balance?: boolean;
  /**
   * The file that the `checkpoint` callback writes: training goes on where it was written, and ends as if it had never
   * been stopped. While there is no such file, training begins from scratch, so one command can be given again and again.
   * Default: from scratch.
   */
  readonly resume?: string;
}

/**
 * Trains a model on a dataset's windows and gives the history of its metrics, an entry an epoch.
 *
 * Loss: cross-entropy as the model's output wants it. Epochs cut the videos at a new random phase each time; an epoch's
 * order depends on the seed and its number alone. Yields to the event loop once a batch, so an interrupt arrives within a
 * batch.
 *
 * @throws {InvalidInputError} when an option is out of range, or the data are not what the model reads.
 * @throws {CheckpointError} when the checkpoint to resume from is damaged, or of other data, model or settings.
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
  const signal = effectiveSignal(options.signal);
  const optimizer = options.optimizer ?? sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true });
  const settings = { batchSize, stepsPerEpoch: String(stepsPerEpoch), seed, flip, balance };
  const run = new Run({
    model,
    optimizer,
    callbacks,
    fingerprint: fingerprintOf({ model, train, validation, optimizer, settings }),
  });
  const listeners = new Listeners(callbacks, run);
  const random = createRandom(seed).fork('training');
  let reason: TrainingEnd['reason'] = 'failed';
  try {
    const saved = options.resume === undefined ? undefined : await resumeFrom(options.resume, run, epochs);
    const plan: TrainingPlan = {
      epochs,
      batchSize,
      batchesPerEpoch: Math.min(stepsPerEpoch, Math.ceil(train.length / batchSize)),
      metrics: validation ? ['loss', 'accuracy', 'valLoss', 'valAccuracy'] : ['loss', 'accuracy'],
      ...(saved ? { resumed: saved.point } : {}),
    };
    let isStopped = await listeners.begin(plan, saved?.state);
    while (run.epoch < epochs && !isStopped) {
      const order = { batchSize, shuffle: true, random: random.fork(`epoch ${run.epoch}`), flip, balance, skip: run.batch };
      await trainEpoch({ run, plan, listeners, batches: train.prefetch(order), signal, onProgress: options.onProgress });
      const log = run.endEpoch(validation ? await validate(model, validation, batchSize, signal) : {});
      isStopped = await listeners.endEpoch(log);
    }
    reason = isStopped ? 'stopped' : 'finished';
    return new History(plan, { epochs: run.finished, reason });
  } catch (error) {
    if (error instanceof AbortedError) reason = 'interrupted';
    throw error;
  } finally {
    try {
      await listeners.end({ epochs: run.finished, reason });
    } finally {
      if (!options.optimizer) optimizer.dispose();
    }
  }
}

/** What an epoch works with. */
interface EpochWork extends Pick<FitOptions, 'onProgress'> {
  readonly run: Run;
  readonly plan: TrainingPlan;
  readonly listeners: Listeners;
  readonly batches: AsyncIterable<WindowBatch>;
  readonly signal: AbortSignal | undefined;
}

/** Trains on the batches that are left of the run's epoch. */
async function trainEpoch({ run, plan, listeners, batches, signal, onProgress }: EpochWork): Promise<void> {
  const { epoch } = run;
  for await (const windows of batches) {
    const { batch } = run;
    if (batch === plan.batchesPerEpoch) break;
    if (signal?.aborted) throw interruption(epoch, batch, signal);
    const metrics = trainStep(run.model, run.optimizer, windows);
    run.endBatch(metrics, windows.size);
    await listeners.endBatch({ epoch, batch, metrics });
    onProgress?.({
      done: epoch * plan.batchesPerEpoch + batch + 1,
      total: plan.epochs * plan.batchesPerEpoch,
      unit: 'batch',
      label: `training, epoch ${epoch + 1} of ${plan.epochs}`,
    });
    await yieldToEventLoop();
  }
}

async function validate(
  model: VideoModel,
  dataset: WindowDataset,
  batchSize: number,
  signal: AbortSignal | undefined,
): Promise<Record<string, number>> {
  const { loss, accuracy } = await evaluate(model, dataset, { batchSize, ...(signal ? { signal } : {}) });
  return { valLoss: loss, valAccuracy: accuracy };
}

function interruption(epoch: number, batch: number, signal: AbortSignal): AbortedError {
  return new AbortedError(
    `Training was interrupted in epoch ${epoch + 1}, after ${batch} of its batches; the model keeps what it has learnt until then`,
    { cause: signal.reason },
  );
}
