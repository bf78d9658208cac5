import type { Tensor5D } from '@tensorflow/tfjs';
import { engine, engineReady } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { requireMatchingFrames, scaleBytes } from '../preprocessing.js';
import { sizeOf } from '../shape.js';
import type { Frames } from '../video/frames.js';
import { summarizeChannels } from './channel-summary.js';
import { isNonLinear, requireFrames } from './layer-graph.js';
import { receptiveField } from './receptive-field.js';
import type { Activations, LayerActivation } from './results.js';
import { truncatedNetwork } from './truncated-network.js';

/** Options of looking at activations. */
export interface ActivationsOptions {
  /**
   * Names of layers. Default: every layer with frames that ends a block by its non-linearity (`activation_1` …). Layers come in
   * the model's order, however they are listed.
   */
  readonly layers?: readonly string[];
}

/** Most values to be held at once, half a gigabyte as float32. */
const LARGEST = 2 ** 27;

/**
 * What layers answer to one clip of `[window, height, width, channels]`, in model order: all time slices, a summary a channel
 * with dead ones marked, and where in the clip each cell looks.
 *
 * The clip's bytes are prepared just as in training, by the model's own preprocessing.
 *
 * @throws {InvalidInputError} when a layer does not exist or has no frames, the clip is not one window of the model's, or the
 * layers hold more than 2²⁷ values together.
 */
export async function activations(model: VideoModel, clip: Frames, { layers }: ActivationsOptions = {}): Promise<Activations> {
  requireMatchingFrames(clip.shape, model.preprocessing);
  if (clip.length !== model.preprocessing.window) {
    throw new InvalidInputError(`a clip must have the model's ${model.preprocessing.window} frames`, { received: clip.length });
  }
  const names = chooseLayers(model, layers);
  await engineReady();
  const tf = engine();
  const outputs = tf.tidy(() => {
    const input = tf.tensor5d(scaleBytes(clip.data), [1, ...model.inputShape]);
    const applied = truncatedNetwork(model, names).apply(input) as Tensor5D | Tensor5D[];
    return Array.isArray(applied) ? applied : [applied];
  });
  try {
    const found: LayerActivation[] = [];
    for (const [i, output] of outputs.entries()) {
      const [, frames, height, width, channels] = output.shape;
      const data = (await output.data()) as Float32Array;
      found.push({
        layer: names[i],
        shape: [frames, height, width, channels],
        data,
        channels: summarizeChannels(data, channels),
        field: receptiveField(model, model.layer(names[i])),
      });
    }
    return { input: clip, layers: found };
  } finally {
    tf.dispose(outputs);
  }
}

function chooseLayers(model: VideoModel, wanted?: readonly string[]): string[] {
  const all = model.network.layers;
  for (const name of wanted ?? []) requireFrames(model.layer(name));
  const chosen = wanted
    ? all.filter(({ name }) => wanted.includes(name))
    : all.filter((layer) => layer.outputShape.length === 5 && isNonLinear(layer));
  if (chosen.length === 0) {
    throw new InvalidInputError('layers must name at least one layer', { accepted: model.layerNames.join(', ') });
  }
  const values = chosen.reduce((sum, { outputShape }) => sum + sizeOf(outputShape.slice(1).map(Number)), 0);
  if (values > LARGEST) {
    throw new InvalidInputError(`these layers hold ${Math.round((values * 4) / 2 ** 20)} MiB of values`, {
      received: chosen.map(({ name }) => name),
      hint: 'Look at fewer layers at a time',
    });
  }
  return chosen.map(({ name }) => name);
}
