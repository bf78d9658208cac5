import { writeFile } from 'node:fs/promises';

/** A layer as a test describes it: Keras's class, its own settings, its weights by leaf name. */
export interface TestLayer {
  readonly type: string;
  readonly name: string;
  readonly config?: Record<string, unknown>;
  readonly weights?: readonly (readonly [leaf: string, shape: readonly number[]])[];
}

/** A small counter: windows of 4 gray frames of 12×12, one convolution, 182 weights. */
export const SMALL: readonly TestLayer[] = [
  {
    type: 'Conv3D',
    name: 'conv3d_6',
    config: { filters: 2, kernel_size: [2, 3, 3], strides: [1, 1, 1], padding: 'valid', activation: 'linear', use_bias: true },
    weights: [
      ['kernel', [2, 3, 3, 1, 2]],
      ['bias', [2]],
    ],
  },
  {
    type: 'BatchNormalization',
    name: 'batch_normalization_6',
    config: { axis: -1, momentum: 0.99, epsilon: 0.001, center: true, scale: true },
    weights: [
      ['gamma', [2]],
      ['beta', [2]],
      ['moving_mean', [2]],
      ['moving_variance', [2]],
    ],
  },
  { type: 'Activation', name: 'activation_6', config: { activation: 'relu' } },
  {
    type: 'MaxPooling3D',
    name: 'max_pooling3d_6',
    config: { pool_size: [1, 5, 5], strides: [1, 5, 5], padding: 'valid', data_format: 'channels_last' },
  },
  { type: 'Flatten', name: 'flatten_2', config: { data_format: 'channels_last' } },
  {
    type: 'Dense',
    name: 'frames',
    config: { units: 4, activation: 'softmax', use_bias: true },
    weights: [
      ['kernel', [24, 4]],
      ['bias', [4]],
    ],
  },
];

export const INPUT: readonly (number | null)[] = [null, 4, 12, 12, 1];

/** A functional model as Keras 2 writes it. */
export function keras2Json(layers: readonly TestLayer[], input: readonly (number | null)[] = INPUT): object {
  const all: TestLayer[] = [{ type: 'InputLayer', name: 'video', config: { batch_input_shape: input } }, ...layers];
  return {
    class_name: 'Model',
    keras_version: '2.2.4',
    backend: 'tensorflow',
    config: {
      name: 'model_4',
      layers: all.map(({ type, name, config }, i) => ({
        class_name: type,
        name,
        config: { name, trainable: true, ...config },
        inbound_nodes: i === 0 ? [] : [[[all[i - 1].name, 0, 0, {}]]],
      })),
      input_layers: [['video', 0, 0]],
      output_layers: [[all[all.length - 1].name, 0, 0]],
    },
  };
}

/** A functional model as Keras 3 writes it. */
export function keras3Json(layers: readonly TestLayer[], input: readonly (number | null)[] = INPUT): object {
  const all: TestLayer[] = [{ type: 'InputLayer', name: 'video', config: { batch_shape: input } }, ...layers];
  const dtype = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    registered_name: 'Functional',
    config: {
      name: 'speed_counter',
      layers: all.map(({ type, name, config }, i) => ({
        module: 'keras.layers',
        class_name: type,
        registered_name: null,
        name,
        config: { name, trainable: true, dtype, ...config },
        inbound_nodes:
          i === 0
            ? []
            : [{ args: [{ class_name: '__keras_tensor__', config: { keras_history: [all[i - 1].name, 0, 0] } }], kwargs: {} }],
      })),
      input_layers: ['video', 0, 0],
      output_layers: [all[all.length - 1].name, 0, 0],
    },
  };
}

/** A sequential model as Keras 2 writes it: the input's shape stands in the first layer. */
export function sequentialJson(
  layers: readonly TestLayer[],
  input: readonly (number | null)[] = INPUT,
): { class_name: string; config: { name: string; layers: object[] } } {
  return {
    class_name: 'Sequential',
    config: {
      name: 'sequential_1',
      layers: layers.map(({ type, name, config }, i) => ({
        class_name: type,
        config: { name, ...config, ...(i === 0 ? { batch_input_shape: input } : {}) },
      })),
    },
  };
}

/** The value that `writeKerasH5` gives the `i`-th number of the `k`-th array of a file: different everywhere. */
export function valueAt(k: number, i: number): number {
  return Math.fround(Math.abs(Math.sin(1 + k + i * 0.7)));
}

/** Writes a legacy Keras file: a whole model where there is a `json`, else weights alone, named in the manner of Keras 2. */
export async function writeKerasH5(path: string, layers: readonly TestLayer[], json?: object): Promise<void> {
  const hdf5 = await import('h5wasm');
  const { FS } = await hdf5.ready;
  const file = new hdf5.File('/written.h5', 'w');
  if (json) file.create_attribute('model_config', JSON.stringify(json));
  const root = json ? file.create_group('model_weights') : file;
  root.create_attribute('layer_names', ['video', ...layers.map(({ name }) => name)]);
  let k = 0;
  for (const { name, weights = [] } of layers) {
    const group = root.create_group(name);
    if (weights.length === 0) continue;
    group.create_attribute(
      'weight_names',
      weights.map(([leaf]) => `${name}_3/${leaf}:0`),
    );
    const inner = group.create_group(`${name}_3`);
    for (const [leaf, shape] of weights) {
      const size = shape.reduce((product, length) => product * length, 1);
      const data = Float32Array.from({ length: size }, (_, i) => valueAt(k, i));
      inner.create_dataset({ name: `${leaf}:0`, data, shape: [...shape] });
      k++;
    }
  }
  file.close();
  await writeFile(path, FS.readFile('/written.h5') as Uint8Array);
  FS.unlink('/written.h5');
}
