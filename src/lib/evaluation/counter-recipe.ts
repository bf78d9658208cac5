import type { WindowDataset } from '../data/window-dataset.js';
import type { FitOptions } from '../training/fit.js';
import { cosineDecay } from '../training/schedules.js';
import { sgd } from '../training/sgd.js';

/** What may differ from the recipe. */
export interface CounterRecipeOptions {
  /** Passes over the training videos. Default 12. */
  readonly epochs?: number;
  /** Windows a step. Default 32. */
  readonly batchSize?: number;
  /** At most so many steps an epoch. Default: all the data. */
  readonly stepsPerEpoch?: number;
  /** Seed of order and phase of the windows. Default 7. */
  readonly seed?: number;
}

/** The rate at the beginning, and the share of it that is left at the end. */
const [FIRST_RATE, LAST_SHARE] = [0.02, 0.01];

/**
 * How a counter is trained here, as options of `fit`: SGD with Nesterov momentum 0.9 at a rate that falls from 0.02 to a
 * hundredth of it along half a cosine, windows mirrored at random. What the command `train`, leaving one out and the first
 * chapter use.
 *
 * The optimizer holds state: take a new recipe for each training, and dispose its optimizer afterwards.
 *
 * @throws {InvalidInputError} when an option is out of range.
 */
export function counterRecipe(
  train: WindowDataset,
  options: CounterRecipeOptions = {},
): FitOptions & Required<Pick<FitOptions, 'epochs' | 'optimizer'>> {
  const { epochs, batchSize, stepsPerEpoch, seed } = withDefaults(options);
  const steps = epochs * Math.min(stepsPerEpoch, Math.ceil(train.length / batchSize));
  const learningRate = cosineDecay({ from: FIRST_RATE, to: FIRST_RATE * LAST_SHARE, steps });
  const optimizer = sgd({ learningRate, momentum: 0.9, nesterov: true });
  return { epochs, batchSize, stepsPerEpoch, seed, flip: true, optimizer };
}

/** All that decides what the recipe makes of given data, in one line: results of one recipe are not mixed with another's. */
export function describeRecipe(options: CounterRecipeOptions): string {
  const { epochs, batchSize, stepsPerEpoch, seed } = withDefaults(options);
  const steps = stepsPerEpoch === Infinity ? '' : ` of at most ${stepsPerEpoch} steps`;
  const rate = `SGD from ${FIRST_RATE} to ${FIRST_RATE * LAST_SHARE} along a cosine, Nesterov 0.9`;
  return `${epochs} epochs${steps}, batches of ${batchSize}, seed ${seed}; motion, ${rate}, mirrored`;
}

function withDefaults({
  epochs = 12,
  batchSize = 32,
  stepsPerEpoch = Infinity,
  seed = 7,
}: CounterRecipeOptions): Required<CounterRecipeOptions> {
  return { epochs, batchSize, stepsPerEpoch, seed };
}
