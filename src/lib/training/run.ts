import type { VideoModel } from '../models/model.js';
import type { EpochLog, TrainingCallback, TrainingRun } from './callbacks.js';
import type { Fingerprint } from './fingerprint.js';
import { MetricMeans } from './metric-means.js';
import type { Optimizer } from './optimizer.js';
import { copyWeights, putWeights, type TrainingState } from './training-state.js';

/** What a run is made of. */
interface RunInit {
  readonly model: VideoModel;
  readonly optimizer: Optimizer;
  readonly callbacks: readonly TrainingCallback[];
  readonly fingerprint: Fingerprint;
}

/** Where a training stands: the one place that knows what has to be saved, and how to go on from it. */
export class Run implements TrainingRun {
  readonly model: VideoModel;
  readonly optimizer: Optimizer;
  readonly fingerprint: Fingerprint;
  private readonly callbacks: readonly TrainingCallback[];
  private readonly epochLogs: EpochLog[] = [];
  private means = new MetricMeans();
  private batches = 0;
  private began = performance.now();
  /** Whether all callbacks have heard of all that was done. */
  isSettled = true;

  constructor({ model, optimizer, callbacks, fingerprint }: RunInit) {
    this.model = model;
    this.optimizer = optimizer;
    this.callbacks = callbacks;
    this.fingerprint = fingerprint;
  }

  get finished(): readonly EpochLog[] {
    return this.epochLogs;
  }

  /** The epoch it is in, counted from 0. */
  get epoch(): number {
    return this.epochLogs.length;
  }

  /** Batches of this epoch that are done. */
  get batch(): number {
    return this.batches;
  }

  /** Notes a batch that was trained on. */
  endBatch(metrics: Readonly<Record<string, number>>, windows: number): void {
    this.means.add(metrics, windows);
    this.batches++;
    this.isSettled = false;
  }

  /** Notes that an epoch is over, and begins the next. */
  endEpoch(validated: Readonly<Record<string, number>>): EpochLog {
    const log = { epoch: this.epoch, metrics: { ...this.means.result(), ...validated }, seconds: this.seconds() };
    this.epochLogs.push(log);
    this.isSettled = false;
    this.means = new MetricMeans();
    this.batches = 0;
    this.began = performance.now();
    return log;
  }

  snapshot(): TrainingState {
    return {
      fingerprint: this.fingerprint,
      epoch: this.epoch,
      batch: this.batches,
      seconds: this.seconds(),
      means: this.means.state(),
      finished: [...this.epochLogs],
      learningRate: this.optimizer.learningRate,
      weights: copyWeights(this.model),
      optimizer: this.optimizer.state(),
      callbacks: Object.fromEntries(
        [...stateNames(this.callbacks)].map(([callback, name]) => [name, callback.memory?.() ?? { values: {} }]),
      ),
    };
  }

  /** Goes on from a snapshot of the same training. */
  restore(state: TrainingState): void {
    putWeights(this.model, state.weights);
    this.optimizer.restore(state.optimizer);
    this.epochLogs.splice(0, this.epochLogs.length, ...state.finished);
    this.means = new MetricMeans(state.means);
    this.batches = state.batch;
    this.began = performance.now() - state.seconds * 1000;
  }

  /** How long this epoch has taken so far, time before a resume included. */
  private seconds(): number {
    return (performance.now() - this.began) / 1000;
  }
}

/** Under which name each callback's state is kept; the second of a name is 'name 2'. */
export function stateNames(callbacks: readonly TrainingCallback[]): Map<TrainingCallback, string> {
  const names = new Map<TrainingCallback, string>();
  const seen = new Map<string, number>();
  for (const callback of callbacks) {
    if (callback.name === undefined || !callback.memory) continue;
    const count = (seen.get(callback.name) ?? 0) + 1;
    seen.set(callback.name, count);
    names.set(callback, count === 1 ? callback.name : `${callback.name} ${count}`);
  }
  return names;
}
