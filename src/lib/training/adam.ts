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

/** Options of Adam; the defaults are Keras's. */
export interface AdamOptions {
  /** Default 0.001. A rule such as `cosineDecay` may change it from step to step. */
  readonly learningRate?: LearningRate;
  /** Decay of the gradient's running mean. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the squared gradient's running mean. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Adam, by Keras's rule: `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`,
 * `w ← w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + epsilon)`.
 *
 * Source: Kingma and Ba 2015, the efficient form at the end of section 2.
 *
 * @throws {InvalidInputError} when an option is out of range.
 */
export function adam({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions = {}): Optimizer {
  requireLearningRate(learningRate);
  requireNumber('beta1', beta1, 0, 1);
  requireNumber('beta2', beta2, 0, 1);
  requireNumber('epsilon', epsilon, 0);
  let moments: readonly [Tensor, Tensor] | undefined;
  let steps = 0;
  return {
    name: 'adam',
    get learningRate() {
      return rateAt(learningRate, steps);
    },
    settings: { beta1, beta2, epsilon },
    step(variables, gradients) {
      const tf = engine();
      const base = rateAt(learningRate, steps);
      steps++;
      tf.tidy(() => {
        const gradient = flatGradient(variables, gradients);
        const m = running(moments?.[0], gradient, beta1);
        const v = running(moments?.[1], gradient.square(), beta2);
        const rate = (base * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
        addInPlace(variables, m.div(v.sqrt().add(epsilon)).mul(-rate));
        for (const moment of moments ?? []) moment.dispose();
        moments = [tf.keep(m), tf.keep(v)];
      });
    },
    state: () => ({ steps, arrays: (moments ?? []).map((moment, i) => namedArray(MOMENTS[i], moment)) }),
    restore(state) {
      for (const moment of moments ?? []) moment.dispose();
      const [m, v] = MOMENTS.map((name) => keptTensor(state, name));
      moments = m && v ? [m, v] : undefined;
      steps = state.steps;
    },
    dispose() {
      for (const moment of moments ?? []) moment.dispose();
      moments = undefined;
    },
  };
}

const MOMENTS = ['first moment', 'second moment'] as const;

/** The running mean after one more value; it starts at zero. */
function running(mean: Tensor | undefined, value: Tensor, decay: number): Tensor {
  const fresh = value.mul(1 - decay);
  return mean ? mean.mul(decay).add(fresh) : fresh;
}
