import type { layers } from '@tensorflow/tfjs';
import { engine } from '../../backend/engine.js';
import { type ActivationOptions, defineActivation } from './activation.js';
import { type BatchNormalizationOptions, defineBatchNormalization } from './batch-normalization.js';
import { type Conv3DOptions, conv3d } from './conv-3d.js';
import type { Layer } from './layer.js';
import { defineMaxPooling3D, type MaxPooling3DOptions } from './max-pooling-3d.js';
import { defineTemporalDeviation, type TemporalDeviationOptions } from './temporal-deviation.js';

export type { Layer, LayerVariable } from './layer.js';

/** The layers that architectures are built from: TensorFlow.js's where they are right, ours where they are not. */
export interface LayerFactories {
  conv3d(options: Conv3DOptions): Layer;
  batchNormalization(options: BatchNormalizationOptions): Layer;
  activation(options: ActivationOptions): Layer;
  maxPooling3d(options: MaxPooling3DOptions): Layer;
  temporalDeviation(options: TemporalDeviationOptions): Layer;
  flatten(options: Parameters<typeof layers.flatten>[0]): Layer;
  dense(options: Parameters<typeof layers.dense>[0]): Layer;
}

let factories: LayerFactories | undefined;

/** The layers, defined on the engine's TensorFlow.js at the first call. */
export function layerFactories(): LayerFactories {
  if (factories) return factories;
  const tf = engine();
  const Activation = defineActivation(tf);
  const BatchNormalization = defineBatchNormalization(tf);
  const MaxPooling3D = defineMaxPooling3D(tf);
  const TemporalDeviation = defineTemporalDeviation(tf);
  factories = {
    conv3d: (options) => conv3d(tf, options),
    batchNormalization: (options) => new BatchNormalization(options),
    activation: (options) => new Activation(options),
    maxPooling3d: (options) => new MaxPooling3D(options),
    temporalDeviation: (options) => new TemporalDeviation(options),
    flatten: tf.layers.flatten,
    dense: tf.layers.dense,
  };
  return factories;
}
