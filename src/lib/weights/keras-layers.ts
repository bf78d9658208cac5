import { InvalidInputError } from '../errors.js';
import { type Layer, layerFactories } from '../models/layers/index.js';
import { sizeOf } from '../shape.js';
import type { KerasConfig } from './keras-config.js';
import type { KerasLayer } from './keras-json.js';

/** Activations by Keras's name. */
const ACTIVATIONS = ['linear', 'relu', 'sigmoid', 'softmax', 'tanh', 'elu', 'selu', 'relu6', 'softplus', 'softsign'] as const;

/** More weights in one layer (1 GiB of them) are refused before anything is allocated. */
const MOST_WEIGHTS = 2 ** 28;

/** Makes one of our layers from Keras's settings. `inputShape` is without the batch axis. */
type LayerMaker = (config: KerasConfig, name: string, inputShape: readonly number[]) => Layer;

/**
 * The layers that can be read, by Keras's class. Initial values are left at zero, since the file's weights replace them;
 * regularizers and constraints, which act in training alone, are not taken over.
 */
const MAKERS: Readonly<Record<string, LayerMaker>> = {
  Conv3D(config, name, inputShape) {
    config.requireOnly('data_format', 'channels_last');
    config.requireOnly('groups', 1);
    const [filters, kernelSize] = [config.count('filters'), config.extent('kernel_size')];
    requireModest(name, sizeOf(kernelSize) * inputShape[3] * filters);
    return layerFactories().conv3d({
      name,
      filters,
      kernelSize,
      strides: config.extent('strides', [1, 1, 1]),
      padding: config.choice('padding', ['valid', 'same']),
      dilationRate: config.extent('dilation_rate', [1, 1, 1]),
      activation: activationOf(config),
      useBias: config.flag('use_bias', true),
      kernelInitializer: 'zeros',
      trainable: config.flag('trainable', true),
    });
  },
  BatchNormalization(config, name, inputShape) {
    config.requireOnly('axis', -1, [-1], inputShape.length, [inputShape.length]);
    return layerFactories().batchNormalization({
      name,
      momentum: config.number('momentum', 0.99, 0, 1),
      epsilon: config.number('epsilon', 1e-3, 0, 1),
      center: config.flag('center', true),
      scale: config.flag('scale', true),
      trainable: config.flag('trainable', true),
    });
  },
  Activation: (config, name) => layerFactories().activation({ name, activation: activationOf(config) }),
  ReLU(config, name) {
    config.requireOnly('max_value', 6);
    config.requireOnly('negative_slope', 0);
    config.requireOnly('threshold', 0);
    return layerFactories().activation({ name, activation: typeof config.value('max_value') === 'number' ? 'relu6' : 'relu' });
  },
  MaxPooling3D(config, name) {
    config.requireOnly('data_format', 'channels_last');
    const poolSize = config.extent('pool_size', [2, 2, 2]);
    const strides = config.extent('strides', poolSize);
    return layerFactories().maxPooling3d({ name, poolSize, strides, padding: config.choice('padding', ['valid', 'same']) });
  },
  Flatten(config, name) {
    config.requireOnly('data_format', 'channels_last');
    return layerFactories().flatten({ name });
  },
  Dense(config, name, inputShape) {
    const units = config.count('units');
    requireModest(name, inputShape[inputShape.length - 1] * units);
    return layerFactories().dense({
      name,
      units,
      activation: activationOf(config),
      useBias: config.flag('use_bias', true),
      kernelInitializer: 'zeros',
      trainable: config.flag('trainable', true),
    });
  },
};

/**
 * Our layer for one of Keras's, under its name.
 *
 * @param inputShape shape of the layer's input, without the batch axis.
 * @throws {InvalidInputError} when the layer, or one of its settings, is not known.
 */
export function layerFromKeras({ type, name, config }: KerasLayer, inputShape: readonly number[], file: string): Layer {
  if (!Object.hasOwn(MAKERS, type)) {
    throw new InvalidInputError(`${file} has a layer that is not known: ${name}`, {
      received: type,
      accepted: Object.keys(MAKERS).join(', '),
    });
  }
  return MAKERS[type](config, name, inputShape);
}

/** What a layer's outputs pass through; 'linear' where nothing is said. */
export function activationOf(config: KerasConfig): (typeof ACTIVATIONS)[number] {
  return config.choice('activation', ACTIVATIONS);
}

function requireModest(name: string, weights: number): void {
  if (weights > MOST_WEIGHTS) {
    throw new InvalidInputError(`${name} is too large`, {
      received: `${weights} weights`,
      accepted: `up to ${MOST_WEIGHTS} in a layer`,
    });
  }
}
