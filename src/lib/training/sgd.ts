import type { Tensor } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import { requireNumber } from '../shape.js';
import {
  addInPlace,
  flatGradient,
  keptTensor,
  type LearningRate,
  namedArray,
  type Optimizer,
  rateAt,
  requireLearningRate,
} from './optimizer.js';

/** Options of stochastic gradient descent. */
export interface SgdOptions {
  /** Default 0.01. A rule such as `cosineDecay` may change it from step to step. */
  readonly learningRate?: LearningRate;
  /** Share of the velocity kept from step to step. Default 0: none. */
  readonly momentum?: number;
  /** Looks ahead along the velocity. Default false. */
  readonly nesterov?: boolean;
  /** Time decay: the rate of step n is `learningRate / (1 + decay · n)`. Default 0. */
  readonly decay?: number;
}

/**
 * Stochastic gradient descent with momentum, by Keras's rule: `v ← momentum · v − rate · g`, then `w ← w + v`, or with
 * Nesterov's look-ahead `w ← w + momentum · v − rate · g`. (TensorFlow.js keeps the rate outside its velocity, which
 * differs as soon as the rate changes.)
 *
 * Source: Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".
 *
 * @throws {InvalidInputError} when an option is out of range.
 */
export function sgd({ learningRate = 0.01, momentum = 0, nesterov = false, decay = 0 }: SgdOptions = {}): Optimizer {
  requireLearningRate(learningRate);
  requireNumber('momentum', momentum, 0, 1);
  requireNumber('decay', decay, 0);
  let velocity: Tensor | undefined;
  let steps = 0;
  const rate = (): number => rateAt(learningRate, steps) / (1 + decay * steps);
  return {
    name: 'sgd',
    get learningRate() {
      return rate();
    },
    settings: { momentum, nesterov, decay },
    step(variables, gradients) {
      const tf = engine();
      tf.tidy(() => {
        const descent = flatGradient(variables, gradients).mul(-rate());
        const next = velocity && momentum > 0 ? velocity.mul(momentum).add(descent) : descent;
        addInPlace(variables, nesterov ? next.mul(momentum).add(descent) : next);
        velocity?.dispose();
        velocity = tf.keep(next.clone());
      });
      steps++;
    },
    state: () => ({ steps, arrays: velocity ? [namedArray('velocity', velocity)] : [] }),
    restore(state) {
      velocity?.dispose();
      velocity = keptTensor(state, 'velocity');
      steps = state.steps;
    },
    dispose() {
      velocity?.dispose();
      velocity = undefined;
    },
  };
}
