import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { InvalidInputError, NotFoundError } from '../../src/lib/errors.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { saveModel } from '../../src/lib/weights/model-file.js';
import { keras2Json, keras3Json, SMALL, sequentialJson, type TestLayer, valueAt, writeKerasH5 } from './keras-files.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-keras-'));
});
afterEach(async () => {
  engine().disposeVariables();
  await rm(folder, { recursive: true });
});

const inFolder = (name: string): string => join(folder, name);

/** Architecture and weights in two files, as the original project saved them. */
async function twoFiles(json: unknown, layers: readonly TestLayer[] = SMALL): Promise<{ architecture: string; weights: string }> {
  const files = { architecture: inFolder('model.json'), weights: inFolder('weights.h5') };
  await writeFile(files.architecture, typeof json === 'string' ? json : JSON.stringify(json));
  await writeKerasH5(files.weights, layers);
  return files;
}

/** The small counter with changes to the layer of this name. */
function changed(name: string, config: Record<string, unknown>, type?: string): TestLayer[] {
  return SMALL.map((layer) =>
    layer.name === name ? { ...layer, type: type ?? layer.type, config: { ...layer.config, ...config } } : layer,
  );
}

describe('a Keras model', () => {
  test.each([
    ['Keras 2, functional', keras2Json(SMALL)],
    ['Keras 3, functional', keras3Json(SMALL)],
    ['Keras 2, sequential', sequentialJson(SMALL)],
    ['Keras 2, sequential, the oldest form', { class_name: 'Sequential', config: sequentialJson(SMALL).config.layers }],
  ])('in two files keeps its names and gets every weight: %s', async (_, json) => {
    const model = await loadModel(await twoFiles(json));
    expect(model.layerNames.slice(1)).toEqual(SMALL.map(({ name }) => name));
    expect(model.preprocessing).toEqual({ window: 4, size: 12, color: 'gray' });
    expect(model.output).toBe('softmax');
    const names = SMALL.flatMap(({ name, weights = [] }) => weights.map(([leaf]) => `${name}/${leaf}`));
    expect(model.weights().map(({ name }) => name)).toEqual(names);
    for (const [k, { name, variable }] of model.weights().entries()) {
      const expected = Array.from({ length: variable.size }, (_, i) => valueAt(k, i));
      expect(Array.from(variable.dataSync()), name).toEqual(expected);
    }
  });

  test('in one file, and saved again as safetensors, gives the same answers', async () => {
    await writeKerasH5(inFolder('model.h5'), SMALL, keras3Json(SMALL));
    const model = await loadModel(inFolder('model.h5'));
    await saveModel(model, inFolder('model.safetensors'));
    const again = await loadModel(inFolder('model.safetensors'));
    const x = engine().randomUniform([3, 4, 12, 12, 1], 0, 1, 'float32', 5) as never;
    const answers = Array.from(model.apply(x).dataSync());
    expect(Array.from(again.apply(x).dataSync())).toEqual(answers);
    expect(new Set(answers).size).toBeGreaterThan(4);
    expect(again.layerNames).toEqual(model.layerNames);
  });

  test('is matched by the order of its layers, as in Keras, where another session numbered them otherwise', async () => {
    const { weights } = await twoFiles(keras2Json(SMALL));
    const renumbered = SMALL.map((layer) => ({ ...layer, name: layer.name.replace('6', '1') }));
    await writeFile(inFolder('other.json'), JSON.stringify(keras2Json(renumbered)));
    const model = await loadModel({ architecture: inFolder('other.json'), weights });
    expect(model.weights()[0].name).toBe('conv3d_1/kernel');
    expect(model.weights()[0].variable.dataSync()[5]).toBe(valueAt(0, 5));
  });

  test.each([
    ['gray', 1],
    ['flow', 2],
    ['rgb', 3],
  ])('of %s frames says so by its channels: %d', async (color, channels) => {
    const [convolution, ...rest] = SMALL;
    const layers = [
      {
        ...convolution,
        weights: [
          ['kernel', [2, 3, 3, channels, 2]],
          ['bias', [2]],
        ] as const,
      },
      ...rest,
    ];
    const model = await loadModel(await twoFiles(keras2Json(layers, [null, 4, 12, 12, channels]), layers));
    expect(model.preprocessing.color).toBe(color);
  });

  test('with open lengths takes them from the options; lengths it states cannot be changed', async () => {
    const files = await twoFiles(keras3Json(SMALL, [null, null, null, null, 1]));
    const model = await loadModel(files, { preprocessing: { window: 4, size: 12 } });
    expect(model.inputShape).toEqual([4, 12, 12, 1]);
    const fixed = await twoFiles(keras3Json(SMALL));
    await expect(loadModel(fixed, { preprocessing: { size: 64 } })).rejects.toThrow('windows of shape [4, 12, 12, 1]');
  });

  test('with a frozen layer keeps it frozen', async () => {
    const model = await loadModel(await twoFiles(keras2Json(changed('conv3d_6', { trainable: false }))));
    expect(
      model
        .weights()
        .filter(({ isTrainable }) => !isTrainable)
        .map(({ name }) => name),
    ).toEqual(['conv3d_6/kernel', 'conv3d_6/bias', 'batch_normalization_6/moving_mean', 'batch_normalization_6/moving_variance']);
  });

  test('leaves only its own weights behind, and nothing where it is refused', async () => {
    const files = await twoFiles(keras2Json(SMALL));
    const before = engine().memory().numTensors;
    const model = await loadModel(files);
    expect(engine().memory().numTensors).toBe(before + model.weights().length);
    model.dispose();
    expect(engine().memory().numTensors).toBe(before);
    for (const layers of [changed('frames', { units: 5 }), changed('flatten_2', {}, 'Reshape')]) {
      await writeFile(files.architecture, JSON.stringify(keras2Json(layers)));
      await expect(loadModel(files)).rejects.toThrow(InvalidInputError);
    }
    expect(engine().memory().numTensors).toBe(before);
  });
});

describe('a Keras architecture is refused', () => {
  const branched = keras2Json(SMALL) as { config: { layers: { inbound_nodes: unknown }[] } };
  branched.config.layers[3].inbound_nodes = [[['conv3d_6', 0, 0, {}]]];
  test.each<[string, unknown, string]>([
    ['that is not JSON', '{"class_name":', 'model.json is not JSON'],
    ['that is JSON of something else', { format: 'framescope-model' }, 'model.json describes no Keras model'],
    ['that is a list', [1, 2], 'model.json describes no Keras model'],
    ['without layers', { class_name: 'Model', config: { layers: [] } }, 'model.json describes no Keras model'],
    ['with layers that are none', { class_name: 'Model', config: { layers: [7] } }, 'model.json describes no Keras model'],
    ['whose layers form no chain', branched, 'the layers of model.json form no chain from one input to one output'],
    [
      'with an unknown layer',
      keras3Json(changed('flatten_2', {}, 'GlobalAveragePooling3D')),
      'model.json has a layer that is not known: flatten_2. Received: "GlobalAveragePooling3D". Accepted: Conv3D, BatchNormalization, Activation, ReLU, MaxPooling3D, Flatten, Dense.',
    ],
    [
      'with a layer named like a property of objects',
      keras3Json(changed('flatten_2', {}, 'constructor')),
      'layer that is not known',
    ],
    [
      'with a setting out of range',
      keras2Json(changed('conv3d_6', { filters: -2 })),
      'model.json: conv3d_6 has a filters that is not supported. Received: -2. Accepted: an integer of at least 1.',
    ],
    [
      'with channels first',
      keras2Json(changed('max_pooling3d_6', { data_format: 'channels_first' })),
      'data_format that is not supported',
    ],
    [
      'with an unknown activation',
      keras3Json(changed('activation_6', { activation: 'mish' })),
      'activation that is not supported',
    ],
    [
      'with normalisation over another axis',
      keras2Json(changed('batch_normalization_6', { axis: 1 })),
      'axis that is not supported',
    ],
    ['that ends in no probabilities', keras2Json(changed('frames', { activation: 'linear' })), 'does not end in probabilities'],
    ['with another number of outputs', keras2Json(changed('frames', { units: 10 })), 'does not give one number for every frame'],
    ['that asks for more memory than there is', keras2Json(changed('frames', { units: 1e9 })), 'frames is too large'],
    [
      'with a pool larger than the frames',
      keras2Json(changed('max_pooling3d_6', { pool_size: [1, 20, 20] })),
      'nothing is left after max_pooling3d_6',
    ],
    [
      'with a kernel longer than the window',
      keras2Json(changed('conv3d_6', { kernel_size: [9, 3, 3] })),
      'the kernel of layer conv3d_6 is longer than its input',
    ],
    ['that reads oblong frames', keras2Json(SMALL, [null, 4, 12, 16, 1]), 'does not read windows of square frames'],
    ['that reads single pictures', keras2Json(SMALL, [null, 12, 12, 1]), 'does not read windows of square frames'],
    ['without the shape of its input', keras2Json(SMALL, []), 'model.json does not say the shape of its input'],
  ])('%s', async (_, json, message) => {
    const files = await twoFiles(json);
    await expect(loadModel(files)).rejects.toThrow(InvalidInputError);
    await expect(loadModel(files)).rejects.toThrow(message);
  });
});

describe('a Keras weights file is refused', () => {
  test('of another architecture: another shape, other layers, other weights', async () => {
    const files = await twoFiles(keras2Json(SMALL));
    const [convolution, ...rest] = SMALL;
    await writeKerasH5(files.weights, [
      {
        ...convolution,
        weights: [
          ['kernel', [2, 3, 3, 3, 2]],
          ['bias', [2]],
        ],
      },
      ...rest,
    ]);
    await expect(loadModel(files)).rejects.toThrow('weights.h5: conv3d_6/kernel belongs to another architecture');
    await writeKerasH5(files.weights, rest);
    await expect(loadModel(files)).rejects.toThrow(
      'weights.h5 belongs to another architecture. Received: "weights of 2 layers". Accepted: weights of 3 layers.',
    );
    await writeKerasH5(files.weights, [{ ...convolution, weights: [['kernel', [2, 3, 3, 1, 2]]] }, ...rest]);
    await expect(loadModel(files)).rejects.toThrow('weights.h5 lacks the weight conv3d_6/bias');
    await writeKerasH5(files.weights, [{ ...convolution, weights: [...(convolution.weights ?? []), ['extra', [3]]] }, ...rest]);
    await expect(loadModel(files)).rejects.toThrow(
      'holds weights that this architecture does not have. Received: ["conv3d_6/extra"]',
    );
  });

  test('whose architecture is missing', async () => {
    const { weights } = await twoFiles(keras2Json(SMALL));
    await expect(loadModel(weights)).rejects.toThrow('weights.h5 holds weights without their architecture');
  });

  test('that was truncated, at any length', async () => {
    const files = await twoFiles(keras2Json(SMALL));
    const whole = await readFile(files.weights);
    for (const share of [0.01, 0.2, 0.5, 0.9, 0.999]) {
      const length = Math.floor(whole.length * share);
      await writeFile(files.weights, whole.subarray(0, length));
      const error: Error = await loadModel(files).then(
        () => new Error('loaded'),
        (reason: Error) => reason,
      );
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error.message).toMatch(
        /^weights\.h5 is (damaged|truncated: it has \d+ of its \d+ bytes)\. Copy or download it again\.$/,
      );
    }
  });

  test('that is empty, text, or HDF5 of something else', async () => {
    const files = await twoFiles(keras2Json(SMALL));
    await writeFile(files.weights, '');
    await expect(loadModel(files)).rejects.toThrow('weights.h5 is empty');
    await writeFile(files.weights, 'no weights at all, but a text that is long enough');
    await expect(loadModel(files)).rejects.toThrow('weights.h5 is no HDF5 file');
    const hdf5 = await import('h5wasm');
    const { FS } = await hdf5.ready;
    new hdf5.File('/empty.h5', 'w').close();
    await writeFile(files.weights, FS.readFile('/empty.h5') as Uint8Array);
    await expect(loadModel(files)).rejects.toThrow("weights.h5 holds no weights in the layout of Keras's HDF5 files");
  });

  test('that is not there, naming what is near; or not said to be a model by its name', async () => {
    const files = await twoFiles(keras2Json(SMALL));
    await expect(loadModel(inFolder('weight.h5'))).rejects.toThrow(NotFoundError);
    await expect(loadModel(inFolder('weight.h5'))).rejects.toThrow('the model file weight.h5 is not in');
    await expect(loadModel(inFolder('weight.h5'))).rejects.toThrow('Nearest names there: weights.h5, model.json');
    await expect(loadModel({ ...files, architecture: inFolder('modell.json') })).rejects.toThrow('the architecture modell.json');
    await expect(loadModel(inFolder('model.pt'))).rejects.toThrow("a model file's name must say what it is");
  });
});

test('one flipped byte in a hundred files: loaded or refused, never a fault of another kind', async () => {
  const files = await twoFiles(keras2Json(SMALL));
  const whole = await readFile(files.weights);
  let refused = 0;
  for (let k = 0; k < 100; k++) {
    const bytes = Buffer.from(whole);
    bytes[(k * 7919) % bytes.length] ^= 1 + ((k * 37) % 255);
    await writeFile(files.weights, bytes);
    const error: unknown = await loadModel(files).then(
      (model) => model.dispose(),
      (reason: unknown) => reason,
    );
    if (error !== undefined) refused++;
    expect(error ?? new InvalidInputError('none')).toBeInstanceOf(InvalidInputError);
  }
  expect(refused).toBeGreaterThan(5);
}, 30_000);
