import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { VideoModel } from '../models/model.js';

/** The part of a model's network from its input to the named layers; shares the weights, so it is never disposed. */
export function truncatedNetwork(model: VideoModel, layers: readonly string[]): LayersModel {
  const outputs = layers.map((name) => model.layer(name).output as SymbolicTensor);
  return engine().model({ inputs: model.network.inputs, outputs });
}
