import { requireCount, requireNumber } from '../shape.js';

/** Options of a cosine-shaped rate. */
export interface CosineDecayOptions {
  /** Rate of the first step. */
  readonly from: number;
  /** Rate of the last step and of all after it. Default 0. */
  readonly to?: number;
  /** Number of steps from the first to the last: epochs × batches an epoch. */
  readonly steps: number;
}

/**
 * A learning rate that falls along half a cosine: slowly, fast, slowly. What was learnt last is not shaken off again.
 *
 * Source: Loshchilov and Hutter 2017, "SGDR", equation 5 without restarts.
 *
 * @throws {InvalidInputError} when an option is out of range.
 */
export function cosineDecay({ from, to = 0, steps }: CosineDecayOptions): (step: number) => number {
  requireNumber('from', from, 0, 1e6);
  requireNumber('to', to, 0, 1e6);
  requireCount('steps', steps);
  return (step) => to + ((from - to) * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps))) / 2;
}
