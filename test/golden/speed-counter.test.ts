import type { Tensor2D, Tensor5D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { engine, engineReady } from '../../src/lib/backend/engine.js';
import { crossEntropy } from '../../src/lib/training/losses.js';
import { truncatedNetwork } from '../../src/lib/visualization/truncated-network.js';
import { describeGolden } from './root.js';
import {
  arraysUnder,
  cases,
  check,
  everySecond,
  expectRelative,
  forwardBatch,
  has,
  lastInput,
  lossTolerance,
  modelOf,
  oneHot,
  tooLarge,
  trained,
} from './speed-counter-cases.js';

describeGolden('speed-counter', 'the speed counter agrees with Keras', () => {
  beforeAll(engineReady);
  afterEach(() => engine().disposeVariables());

  describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    test('outputs, and what the last layer reads', async () => {
      const model = await modelOf(golden);
      expect(model.parameterCount).toBe(golden.facts.params.parameters);
      const x = forwardBatch(golden, model);
      check(golden, 'output', model.apply(x));
      check(golden, 'flatten', lastInput(model, x));
    });

    test.skipIf(!has(golden, 'activation/'))('activations', async () => {
      const model = await modelOf(golden);
      const x = forwardBatch(golden, model).slice([0], [1]) as Tensor5D;
      for (const { name, shape } of arraysUnder(golden, 'activation/')) {
        const whole = truncatedNetwork(model, [name.slice('activation/'.length)]).predict(x) as Tensor5D;
        check(golden, name, whole.shape[2] === shape[2] ? whole : everySecond(whole));
      }
    });
  });

  describe.each(trained.map((golden) => [golden.name, golden] as const))('training %s', (_, golden) => {
    test('outputs in training mode, losses and gradients in both modes', async ({ skip }) => {
      const reason = tooLarge(golden);
      if (reason) skip(reason);
      const tf = engine();
      for (const mode of ['infer', 'train'] as const) {
        const model = await modelOf(golden);
        const training = mode === 'train';
        const x = forwardBatch(golden, model);
        const targets = oneHot(golden, model).slice([0], [x.shape[0]]) as Tensor2D;
        const trainable = model.weights().filter(({ isTrainable }) => isTrainable);
        const { value, grads } = tf.variableGrads(
          () => crossEntropy(model.output, model.apply(x, { training }), targets),
          trainable.map(({ variable }) => variable),
        );
        const stated = training ? golden.facts.loss_train : golden.facts.loss_infer;
        expectRelative(value.dataSync()[0], stated, lossTolerance(golden), `loss in mode ${mode}`);
        for (const { name, variable } of trainable) check(golden, `grad_${mode}/${name}`, grads[variable.name]);
        if (training) check(golden, 'output_training', (await modelOf(golden)).apply(x, { training }));
        model.dispose();
      }
    });
  });
});
