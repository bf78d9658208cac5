import type { Tensor } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { NamedVariable } from '../models/model.js';
import { requireNumber } from '../shape.js';

/** Turns gradients into new weights, a step at a time. Holds state (velocities, step count): one for each training. */
export interface Optimizer {
  readonly name: string;
  /** Rate of the next step. */
  readonly learningRate: number;
  /** Updates the variables in place; gradients by variable name. */
  step(variables: readonly NamedVariable[], gradients: Readonly<Record<string, Tensor>>): void;
  /** Frees the state. */
  dispose(): void;
}

/** Options of stochastic gradient descent. */
export interface SgdOptions {
  /** Default 0.01. */
  readonly learningRate?: number;
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
  requireNumber('learningRate', learningRate, 0, 1e6);
  requireNumber('momentum', momentum, 0, 1);
  requireNumber('decay', decay, 0);
  let velocity: Tensor | undefined;
  let steps = 0;
  const rate = (): number => learningRate / (1 + decay * steps);
  return {
    name: 'sgd',
    get learningRate() {
      return rate();
    },
    step(variables, gradients) {
      const tf = engine();
      // All weights travel as one vector: a handful of operations a step instead of five a variable.
      tf.tidy(() => {
        const gradient = tf.concat1d(variables.map(({ variable }) => gradients[variable.name].flatten()));
        const descent = gradient.mul(-rate());
        const next = velocity && momentum > 0 ? velocity.mul(momentum).add(descent) : descent;
        addInPlace(variables, nesterov ? next.mul(momentum).add(descent) : next);
        velocity?.dispose();
        velocity = tf.keep(next.clone());
      });
      steps++;
    },
    dispose() {
      velocity?.dispose();
      velocity = undefined;
    },
  };
}

/** Adds consecutive parts of the vector `updates` to the variables. */
function addInPlace(variables: readonly NamedVariable[], updates: Tensor): void {
  const parts = engine().split(
    updates,
    variables.map(({ variable }) => variable.size),
  );
  variables.forEach(({ variable }, i) => {
    variable.assign(variable.add(parts[i].reshape(variable.shape)));
  });
}
