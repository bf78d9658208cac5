/** What training is about to do. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly batchSize: number;
  /** Names of the metrics that logs carry, such as 'loss', 'accuracy', 'valLoss', 'valAccuracy'. */
  readonly metrics: readonly string[];
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

/** Listens to training. Every method may be asynchronous: training waits for it. */
export interface TrainingCallback {
  onTrainBegin?(plan: TrainingPlan): void | Promise<void>;
  onBatchEnd?(log: BatchLog): void | Promise<void>;
  /** Returning `'stop'` ends training after this epoch. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback without a return value is the normal case
  onEpochEnd?(log: EpochLog): void | 'stop' | Promise<void | 'stop'>;
  onTrainEnd?(end: TrainingEnd): void | Promise<void>;
}
