import type { Tensor5D } from '@tensorflow/tfjs';
import { engine, engineReady } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { requireMatchingFrames, scaleBytes } from '../preprocessing.js';
import type { Frames } from '../video/frames.js';
import type { Activations, LayerActivation } from './results.js';
import { truncatedNetwork } from './truncated-network.js';

/** Options of looking at activations. */
export interface ActivationsOptions {
  /** Names of layers; default: every activation layer, so values after the non-linearity. */
  readonly layers?: readonly string[];
}

/**
 * What layers answer to one clip of `[window, height, width, channels]`, in model order.
 *
 * @throws {InvalidInputError} when a layer does not exist or has no frames, or the clip is not one window of the model's.
 */
export async function activations(model: VideoModel, clip: Frames, { layers }: ActivationsOptions = {}): Promise<Activations> {
  requireMatchingFrames(clip.shape, model.preprocessing);
  if (clip.length !== model.preprocessing.window) {
    throw new InvalidInputError(`a clip must have the model's ${model.preprocessing.window} frames`, { received: clip.length });
  }
  const wanted = layers ?? model.layerNames.filter((name) => name.startsWith('activation'));
  if (wanted.length === 0)
    throw new InvalidInputError('layers must name at least one layer', { accepted: model.layerNames.join(', ') });
  const names = model.layerNames.filter((name) => wanted.includes(name));
  for (const name of wanted) requireFrames(model, name);
  await engineReady();
  const tf = engine();
  const found: LayerActivation[] = [];
  tf.tidy(() => {
    const input = tf.tensor5d(scaleBytes(clip.data), [1, ...model.inputShape]);
    const outputs = truncatedNetwork(model, names).apply(input) as Tensor5D | Tensor5D[];
    for (const [i, output] of (Array.isArray(outputs) ? outputs : [outputs]).entries()) {
      const [, frames, height, width, channels] = output.shape;
      found.push({ layer: names[i], shape: [frames, height, width, channels], data: output.dataSync() as Float32Array });
    }
  });
  return { input: clip, layers: found };
}

function requireFrames(model: VideoModel, name: string): void {
  const shape = model.layer(name).outputShape;
  if (shape.length !== 5) {
    throw new InvalidInputError(`layer ${name} has no frames to look at`, {
      received: `output shape [${shape.slice(1).join(', ')}]`,
      accepted: 'layers with output [frames, height, width, channels]',
    });
  }
}
