import type { Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { engine, engineReady } from '../../src/lib/backend/engine.js';
import { type Layer, layerFactories } from '../../src/lib/models/layers/index.js';
import { describeGolden, type GoldenCase, goldenArray, goldenCases, waitingCases } from './root.js';

/** A layer as the cases name it; 'sequence' is several, one after the other, 'wrap' a layer inside. */
interface LayerSpec {
  readonly layer?: string;
  readonly args?: Readonly<Record<string, unknown>> | null;
  readonly sequence?: readonly LayerSpec[];
}

interface Facts {
  readonly params: LayerSpec & { readonly training?: boolean; readonly updates?: number };
  readonly weights_in_keras_order?: readonly string[];
}

type LayerOptions = Record<string, unknown>;

/** Our layer for each of Keras's that is in use. */
const MAKERS: Readonly<Record<string, (options: LayerOptions) => Layer>> = {
  Conv3D: (options) => layerFactories().conv3d(options as never),
  BatchNormalization: (options) => layerFactories().batchNormalization(options),
  MaxPooling3D: (options) => layerFactories().maxPooling3d(options),
  Activation: (options) => layerFactories().activation(options as never),
  ReLU: () => layerFactories().activation({ activation: 'relu' }),
  Flatten: () => layerFactories().flatten({}),
  Dense: (options) => layerFactories().dense(options as never),
};

const cases = goldenCases<Facts>('layers');

describeGolden('layers', 'layers agree with Keras', () => {
  beforeAll(engineReady);
  afterEach(() => engine().disposeVariables());

  test('what waits needs a layer that is not there', () => {
    const runnable = waitingCases<Facts>('layers').filter(({ facts }) => typesOf(facts.params).every((type) => type in MAKERS));
    expect(runnable.map(({ name }) => name)).toEqual([]);
  });

  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const tf = engine();
    const { params, weights_in_keras_order: names = [] } = golden.facts;
    const load = (key: string): Tensor => loadTensor(golden, key);
    const check = (key: string, got: Tensor): void => checkArray(golden, key, got);
    const layers = specsOf(params).map(makeLayer);
    const training = params.training ?? false;
    const forward = (input: Tensor): Tensor => layers.reduce((x, layer) => layer.call(x, { training }) as Tensor, input);
    const x = load('x');
    layers.reduce((input, layer) => layer.apply(input) as Tensor, x); // makes the weights
    const weights = layers.flatMap((layer) => layer.weights);
    expect(weights).toHaveLength(names.length);
    const reset = (): void => weights.forEach((weight, i) => void weight.write(load(`w/${names[i]}`)));

    reset();
    check('y', forward(x));
    reset();
    check('grad/x', tf.grad((input) => forward(input).mul(load('R')).sum())(x));
    reset();
    const trainable = weights.filter((weight) => weight.trainable);
    if (trainable.length > 0) {
      const variables = trainable.map((weight) => weight.read() as ReturnType<typeof tf.variable>);
      const { grads } = tf.variableGrads(() => forward(x).mul(load('R')).sum(), variables);
      for (const [i, weight] of trainable.entries()) check(`grad/${names[weights.indexOf(weight)]}`, grads[variables[i].name]);
    }
    reset();
    for (let update = 1; training && update <= (params.updates ?? 1); update++) {
      forward(update === 1 ? x : load(`x_${update}`));
      for (const [i, weight] of weights.entries()) if (!weight.trainable) check(`after_${update}/${names[i]}`, weight.read());
    }
  });
});

function specsOf(spec: LayerSpec): readonly LayerSpec[] {
  return spec.sequence ?? [spec];
}

function typesOf(spec: LayerSpec): string[] {
  return specsOf(spec).map(({ layer }) => layer ?? '');
}

function makeLayer({ layer = '', args }: LayerSpec): Layer {
  const make = MAKERS[layer];
  if (!make) throw new Error(`no layer ${layer}: make it, or list the case in waiting.ts`);
  return make(Object.fromEntries(Object.entries(args ?? {}).map(([key, value]) => option(key, value))));
}

/** Keras writes snake_case, and one number for three equal lengths. */
function option(key: string, value: unknown): [string, unknown] {
  const name = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const isLength = ['kernelSize', 'strides', 'poolSize'].includes(name) && typeof value === 'number';
  return [name, isLength ? [value, value, value] : value];
}

function loadTensor(golden: GoldenCase<Facts>, key: string): Tensor {
  const { data, shape } = goldenArray(golden, key);
  return engine().tensor(Float32Array.from(data as Float32Array), [...shape]);
}

/** Every array that is compared must be there. */
function checkArray(golden: GoldenCase<Facts>, key: string, got: Tensor): void {
  const entry = golden.facts.arrays.find(({ name }) => name === key);
  if (!entry) throw new Error(`${golden.name} has no ${key}`);
  expect(got.shape, key).toEqual(entry.shape);
  const difference = engine().tidy(() => got.sub(loadTensor(golden, key)).abs().max().dataSync()[0]);
  expect(difference, key).toBeLessThanOrEqual(entry.atol);
}
