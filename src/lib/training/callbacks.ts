import type { VideoModel } from '../models/model.js';
import type { NamedArray } from '../weights/safetensors.js';
import type { Optimizer } from './optimizer.js';
import type { TrainingState } from './training-state.js';

/** What training is about to do. */
export interface TrainingPlan {
  /** Epochs in all, those done before a resume included. */
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly batchSize: number;
  /** Names of the metrics that logs carry, such as 'loss', 'accuracy', 'valLoss', 'valAccuracy'. */
  readonly metrics: readonly string[];
  /** Where training goes on; undefined when it was not asked to resume. */
  readonly resumed?: ResumePoint;
}

/** Where training goes on that was asked to resume. */
export interface ResumePoint {
  /** The checkpoint's path. */
  readonly path: string;
  /** False: there is no checkpoint yet, so training begins from scratch. */
  readonly isFound: boolean;
  /** The epoch to go on in, counted from 0. */
  readonly epoch: number;
  /** Batches of it that are done. */
  readonly batch: number;
}

/** One batch, finished. Epochs and batches count from 0. */
export interface BatchLog {
  readonly epoch: number;
  readonly batch: number;
  /** Metric values of this batch, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** One epoch, finished. */
export interface EpochLog {
  readonly epoch: number;
  /** Metric values of this epoch, by name, validation included. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Wall time of the epoch, in seconds. */
  readonly seconds: number;
}

/** How training ended. */
export interface TrainingEnd {
  readonly epochs: readonly EpochLog[];
  readonly reason: 'finished' | 'stopped' | 'interrupted' | 'failed';
}

/** The training that a callback listens to. */
export interface TrainingRun {
  readonly model: VideoModel;
  readonly optimizer: Optimizer;
  /** Epochs finished so far, those before a resume included. */
  readonly finished: readonly EpochLog[];
  /** Whether all callbacks have heard of all that was done: only then is a snapshot good to go on from. */
  readonly isSettled: boolean;
  /** A copy of everything it takes to go on from here, other callbacks' states included. */
  snapshot(): TrainingState;
}

/** What a callback wants back when training is resumed. */
export interface CallbackState {
  /** Numbers by name. */
  readonly values: Readonly<Record<string, number>>;
  readonly arrays?: readonly NamedArray[];
}

/**
 * Listens to training. Every method may be asynchronous: training waits for it. What it throws ends training.
 *
 * Order: all callbacks hear of a batch or an epoch before any hears that it is settled.
 */
export interface TrainingCallback {
  /** Under which name a checkpoint keeps this callback's state. Default: it keeps none. */
  readonly name?: string;
  /**
   * `saved` is what `memory` gave when the checkpoint was written that training resumes from. Returning `'stop'` ends
   * training before it begins.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback without a return value is the normal case
  onTrainBegin?(plan: TrainingPlan, run: TrainingRun, saved?: CallbackState): void | 'stop' | Promise<void | 'stop'>;
  /** Called after every batch. */
  onBatchEnd?(log: BatchLog): void | Promise<void>;
  /** Returning `'stop'` ends training after this epoch. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback without a return value is the normal case
  onEpochEnd?(log: EpochLog): void | 'stop' | Promise<void | 'stop'>;
  /** All callbacks have heard of the batch or epoch: the moment when everything agrees and can be saved. */
  onSettled?(after: 'batch' | 'epoch'): void | Promise<void>;
  /** Called however training ends, even when another callback threw. */
  onTrainEnd?(end: TrainingEnd): void | Promise<void>;
  /** What it wants back when training is resumed. */
  memory?(): CallbackState;
}
