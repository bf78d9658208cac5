import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { NamedVariable } from '../models/model.js';
import { requireNumber } from '../shape.js';
import type { NamedArray } from '../weights/safetensors.js';

/** Turns gradients into new weights, a step at a time. Holds state (velocities, step count): one for each training. */
export interface Optimizer {
  readonly name: string;
  /** Rate of the next step. */
  readonly learningRate: number;
  /** What it was made with, its rate left out: momentum, decay, … */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** Updates the variables in place; gradients by variable name. */
  step(variables: readonly NamedVariable[], gradients: Readonly<Record<string, Tensor>>): void;
  /** A copy of the state: what it takes to go on from here. */
  state(): OptimizerState;
  /** Takes over a state that an optimizer of the same settings gave; the one before is freed. */
  restore(state: OptimizerState): void;
  /** Frees the state. */
  dispose(): void;
}

/** What an optimizer has gathered. */
export interface OptimizerState {
  /** Steps done. */
  readonly steps: number;
  /** Velocities or moments by name; none before the first step. */
  readonly arrays: readonly NamedArray[];
}

/** A rate, or a rule that gives the rate of each step, counted from 0. */
export type LearningRate = number | ((step: number) => number);

/** The rate of a step. */
export function rateAt(learningRate: LearningRate, step: number): number {
  return typeof learningRate === 'number' ? learningRate : learningRate(step);
}

/** Throws unless the rate of the first step is a positive number. */
export function requireLearningRate(learningRate: LearningRate): void {
  requireNumber('learningRate', rateAt(learningRate, 0), 0, 1e6);
}

/** All gradients as one vector, in the order of the variables: a handful of operations a step instead of five a variable. */
export function flatGradient(variables: readonly NamedVariable[], gradients: Readonly<Record<string, Tensor>>): Tensor1D {
  return engine().concat1d(variables.map(({ variable }) => gradients[variable.name].flatten() as Tensor1D));
}

/** Adds consecutive parts of the vector `updates` to the variables. */
export function addInPlace(variables: readonly NamedVariable[], updates: Tensor): void {
  const parts = engine().split(
    updates,
    variables.map(({ variable }) => variable.size),
  );
  variables.forEach(({ variable }, i) => {
    variable.assign(variable.add(parts[i].reshape(variable.shape)));
  });
}

/** A tensor's values under a name, copied. */
export function namedArray(name: string, tensor: Tensor): NamedArray {
  return { name, shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) };
}

/** The tensor of this name among a state's arrays, kept until it is disposed; undefined where the state has none. */
export function keptTensor({ arrays }: OptimizerState, name: string): Tensor | undefined {
  const array = arrays.find((candidate) => candidate.name === name);
  return array && engine().keep(engine().tensor(array.data, [...array.shape]));
}
