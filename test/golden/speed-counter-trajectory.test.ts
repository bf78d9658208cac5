import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { normalizeBatch } from '../../src/lib/backend/batch-norm.js';
import { engine, engineReady } from '../../src/lib/backend/engine.js';
import { sgd } from '../../src/lib/training/sgd.js';
import { trainStep } from '../../src/lib/training/train-step.js';
import { describeGolden } from './root.js';
import {
  arraysUnder,
  check,
  expectRelative,
  type Golden,
  modelOf,
  tooLarge,
  trained,
  trajectoryTolerance,
  weightOf,
  wholeBatch,
} from './speed-counter-cases.js';

/** Orders in which batch normalisation is worked out: the engine's fused operation, and Keras's own formula in two passes. */
const ORDERS = ['engine', 'two passes'] as const;

/**
 * The order in use. A step of training switches where two cells of a pooling window are all but equal, and the next steps amplify
 * the switch: the same code with the engine's plain and with its fast kernels ends up to 80 tolerances apart after two steps of one
 * case (docs/decisions/010). So the weights must be the reference's in one of the orders; losses must be in the engine's own.
 */
const chosen = vi.hoisted(() => ({ order: 'engine' as 'engine' | 'two passes' }));

vi.mock('../../src/lib/backend/batch-norm.js', async (original) => {
  const ours = await original<{ normalizeBatch: typeof normalizeBatch }>();
  const byFormula: typeof normalizeBatch = (x, gamma, beta, epsilon, observe) => {
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const mean = x.mean(axes);
    const spread = x.sub(mean).square().mean(axes);
    observe?.(mean as never, spread as never);
    return x.sub(mean).mul(spread.add(epsilon).rsqrt().mul(gamma)).add(beta);
  };
  const normalize: typeof normalizeBatch = (...args) =>
    chosen.order === 'engine' ? ours.normalizeBatch(...args) : byFormula(...args);
  return { ...ours, normalizeBatch: normalize };
});

describeGolden('speed-counter', 'training the speed counter agrees with Keras step by step', () => {
  beforeAll(engineReady);
  afterEach(() => {
    chosen.order = 'engine';
    engine().disposeVariables();
  });

  describe.each(trained.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    test("losses of every step, in the engine's own order", async ({ skip }) => {
      const reason = tooLarge(golden);
      if (reason) skip(reason);
      await follow(golden, { withWeights: false });
    });

    test('weights and moving statistics after two steps and after the last, in one of the orders', async ({ skip }) => {
      const reason = tooLarge(golden);
      if (reason) skip(reason);
      const failures: string[] = [];
      for (const order of ORDERS) {
        chosen.order = order;
        try {
          await follow(golden, { withWeights: true });
          return;
        } catch (error) {
          failures.push(`${order}: ${(error as Error).message}`);
        }
      }
      expect(failures).toEqual([]);
    });
  });
});

/** Trains as the case did; compares the loss of every step, and the weights where the case holds them. */
async function follow(golden: Golden, { withWeights }: { readonly withWeights: boolean }): Promise<void> {
  const { training } = golden.facts.params;
  if (!training) throw new Error(`${golden.name} holds no training`);
  const model = await modelOf(golden);
  const batch = wholeBatch(golden, model);
  const optimizer = sgd({ learningRate: training.lr, momentum: training.momentum, nesterov: training.nesterov });
  let compared = 0;
  for (let step = 1; step <= training.steps; step++) {
    const { loss } = trainStep(model, optimizer, batch);
    const stated = golden.facts.trajectory.loss_reported_by_the_step[step - 1];
    expectRelative(loss, stated, trajectoryTolerance(golden, step), `loss of step ${step}`);
    for (const tag of [`after_${step}/`, ...(step === training.steps ? ['final/'] : [])]) {
      for (const { name } of withWeights ? arraysUnder(golden, tag) : []) {
        check(golden, name, weightOf(model, name.slice(tag.length)));
        compared++;
      }
    }
  }
  optimizer.dispose();
  if (withWeights) expect(compared).toBeGreaterThanOrEqual(2 * model.weights().length);
}
