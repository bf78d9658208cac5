import type { WindowDataset } from '../data/window-dataset.js';
import type { VideoModel } from '../models/model.js';
import { speedCounter } from '../models/speed-counter.js';
import type { LongCallOptions } from '../progress.js';
import { checkpoint } from '../training/callbacks/checkpoint.js';
import type { TrainingCallback } from '../training/callbacks.js';
import { fit } from '../training/fit.js';
import type { History } from '../training/history.js';
import { chooseThreshold } from './choose-threshold.js';
import { type CounterRecipeOptions, counterRecipe } from './counter-recipe.js';

/** Options of training a counter. */
export interface TrainCounterOptions extends LongCallOptions, CounterRecipeOptions {
  /** Evaluated after every epoch; nothing is learnt from it, nor the threshold chosen on it. Default: none. */
  readonly validation?: WindowDataset;
  readonly callbacks?: readonly TrainingCallback[];
  /**
   * A file, ending in `.safetensors`, that keeps every finished epoch; where it exists, training goes on from there and ends
   * as if it had never been stopped. It stays when training is done. Default: none.
   */
  readonly checkpoint?: string;
  /** Frames from one window to the next when the threshold is chosen. Default 1. */
  readonly stride?: number;
}

/** A counter and how it came about. */
export interface TrainedCounter {
  /** Counts with the threshold that was chosen: `model.threshold`. */
  readonly model: VideoModel;
  readonly history: History;
  /** Mean F1 on the training videos with that threshold, which says little of other videos. */
  readonly trainingF1: number;
}

/**
 * Trains a counter from nothing by the recipe: `speedCounter({ input: 'motion' })`, `counterRecipe`, then the threshold that
 * counts the training videos best.
 *
 * The same seed gives the same weights on the same engine.
 *
 * @throws {InvalidInputError} when an option is out of range.
 * @throws {CheckpointError} when the checkpoint is damaged, of another training, or written by another run.
 * @throws {AbortedError} when interrupted; what was learnt is kept in the checkpoint, if one is given.
 */
export async function trainCounter(train: WindowDataset, options: TrainCounterOptions = {}): Promise<TrainedCounter> {
  const { validation, checkpoint: file, stride, signal, onProgress, ...recipeOptions } = options;
  const callbacks = [...(options.callbacks ?? []), ...(file === undefined ? [] : [checkpoint(file)])];
  const { window, size, color } = train.preprocessing;
  const recipe = counterRecipe(train, recipeOptions);
  const model = speedCounter({ window, size, channels: color === 'rgb' ? 3 : 1, seed: recipe.seed, input: 'motion' });
  try {
    const history = await fit(model, train, { ...recipe, validation, callbacks, resume: file, signal, onProgress });
    const { threshold, f1 } = await chooseThreshold(model, train, { stride, signal, onProgress });
    model.threshold = threshold;
    return { model, history, trainingF1: f1 };
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    recipe.optimizer.dispose();
  }
}
