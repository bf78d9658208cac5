import { engine } from '../backend/engine.js';
import type { VideoModel } from '../models/model.js';
import type { NamedArray } from '../weights/safetensors.js';
import type { CallbackState, EpochLog } from './callbacks.js';
import type { Fingerprint } from './fingerprint.js';
import type { RunningMeans } from './metric-means.js';
import type { OptimizerState } from './optimizer.js';

/**
 * Everything it takes to go on with a training.
 *
 * No random generator is in it: each epoch has its own, forked from the seed by the epoch's number.
 */
export interface TrainingState {
  /** Which training this is. */
  readonly fingerprint: Fingerprint;
  /** Epoch to go on in, counted from 0. */
  readonly epoch: number;
  /** Batches of that epoch that are done. */
  readonly batch: number;
  /** Seconds that epoch has taken so far. */
  readonly seconds: number;
  /** Its metrics so far. */
  readonly means: RunningMeans;
  /** Epochs that are finished. */
  readonly finished: readonly EpochLog[];
  /** Rate of the next step. */
  readonly learningRate: number;
  /** The model's weights in their order, moving statistics included. */
  readonly weights: readonly NamedArray[];
  readonly optimizer: OptimizerState;
  /** States of callbacks, by name. */
  readonly callbacks: Readonly<Record<string, CallbackState>>;
}

/** A copy of a model's weights in their order, moving statistics included. */
export function copyWeights(model: VideoModel): NamedArray[] {
  return model.weights().map(({ name, variable }) => {
    return { name, shape: variable.shape, data: Float32Array.from(variable.dataSync()) };
  });
}

/** Puts weights that `copyWeights` took of a model of the same architecture into a model, by their order. */
export function putWeights(model: VideoModel, weights: readonly NamedArray[]): void {
  const tf = engine();
  for (const [i, { variable }] of model.weights().entries()) {
    tf.tidy(() => variable.assign(tf.tensor(weights[i].data, variable.shape)));
  }
}
