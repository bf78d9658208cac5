import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { decodeNpy } from '../../src/lib/data/npy.js';
import { type Layer, layerFactories } from '../../src/lib/models/layers/index.js';
import { GOLDEN, hasGolden } from './root.js';

/** Keras layers that the counter is made of. Others in the folder wait for the models that use them. */
const DUE = ['Conv3D', 'BatchNormalization', 'MaxPooling3D'];

interface Case {
  params: { layer: string; args: Record<string, unknown> | null; training?: boolean; updates?: number };
  arrays: { name: string; file: string; shape: number[]; atol: number }[];
  weights_in_keras_order?: string[];
}

const isThere = hasGolden('layers');
const cases = isThere
  ? readdirSync(join(GOLDEN, 'layers'))
      .map((name) => ({ name, ...(JSON.parse(readFileSync(join(GOLDEN, 'layers', name, 'case.json'), 'utf8')) as Case) }))
      .filter(({ params }) => DUE.includes(params.layer))
  : [];

describe.skipIf(!isThere)('layers against Keras (golden layers)', () => {
  afterEach(() => engine().disposeVariables());

  test('there are cases of every layer in use', () => {
    expect(new Set(cases.map(({ params }) => params.layer))).toEqual(new Set(DUE));
  });

  test.each(cases.map((golden) => [golden.name, golden] as const))('%s: output, gradients, moving statistics', (name, golden) => {
    const tf = engine();
    const load = (key: string): Tensor => {
      const entry = golden.arrays.find((array) => array.name === key);
      const { data, shape } = decodeNpy(readFileSync(join(GOLDEN, 'layers', name, entry?.file ?? key)), key);
      return tf.tensor(Float32Array.from(data as Float32Array), [...shape]);
    };
    const check = (key: string, got: Tensor): void => {
      const entry = golden.arrays.find((array) => array.name === key);
      if (!entry) return;
      expect(got.shape).toEqual(entry.shape);
      expect(largestDifference(got, load(key)), key).toBeLessThanOrEqual(entry.atol);
    };
    const layer = makeLayer(golden.params);
    const x = load('x');
    layer.apply(x);
    layer.setWeights((golden.weights_in_keras_order ?? []).map((weight) => load(`w/${weight}`)));
    const forward = (input: Tensor): Tensor => layer.call(input, { training: golden.params.training ?? false }) as Tensor;
    const before = layer.getWeights().map((weight) => weight.clone());
    check('y', forward(x));
    layer.setWeights(before);
    check('grad/x', tf.grad((input) => forward(input).mul(load('R')).sum())(x));
    layer.setWeights(before);
    const variables = layer.trainableWeights.map((weight) => weight.read() as ReturnType<typeof tf.variable>);
    if (variables.length > 0) {
      const { grads } = tf.variableGrads(() => forward(x).mul(load('R')).sum(), variables);
      for (const [i, weight] of layer.trainableWeights.entries()) {
        check(`grad/${weight.originalName.split('/').pop()}`, grads[variables[i].name]);
      }
    }
    layer.setWeights(before);
    for (let update = 1; update <= (golden.params.updates ?? 0); update++) {
      forward(update === 1 ? x : load(`x_${update}`));
      check(`after_${update}/moving_mean`, layer.getWeights().slice(-2)[0]);
      check(`after_${update}/moving_variance`, layer.getWeights().slice(-2)[1]);
    }
  });
});

function makeLayer({ layer, args }: Case['params']): Layer {
  const make = layerFactories();
  const options = Object.fromEntries(
    Object.entries(args ?? {}).map(([key, value]) => [key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
  if (layer === 'Conv3D') return make.conv3d(options as never);
  if (layer === 'MaxPooling3D') return make.maxPooling3d(spread(options) as never);
  return make.batchNormalization(options);
}

/** Keras takes one number for all three lengths. */
function spread(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, typeof value === 'number' ? [value, value, value] : value]),
  );
}

function largestDifference(a: Tensor, b: Tensor): number {
  return engine().tidy(() => a.sub(b).abs().max().dataSync()[0]);
}
