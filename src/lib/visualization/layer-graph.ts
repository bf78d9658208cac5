import { InvalidInputError } from '../errors.js';
import type { Layer } from '../models/layers/index.js';
import type { VideoModel } from '../models/model.js';

/** Layers that are a non-linearity by their class; others tell by their `activation`. */
const NON_LINEAR = ['ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax'];

/** Whether a layer's output has passed a non-linearity of its own. */
export function isNonLinear(layer: Layer): boolean {
  const { activation } = layer.getConfig();
  return NON_LINEAR.includes(layer.getClassName()) || (typeof activation === 'string' && activation !== 'linear');
}

/** Whether a layer weighs its input with a kernel, so that its channels are filters. */
export function hasKernel(layer: Layer): boolean {
  return layer.weights.some(({ originalName }) => /(^|\/)\w*kernel(_\d+)?$/.test(originalName));
}

/** Layers of the model that a layer takes its input from. */
export function layersBefore(model: VideoModel, layer: Layer): Layer[] {
  return layer.inboundNodes.flatMap(({ inboundLayers }) => inboundLayers).filter((other) => model.network.layers.includes(other));
}

/** Layers of the model that take a layer's output. */
export function layersAfter(model: VideoModel, layer: Layer): Layer[] {
  return layer.outboundNodes.map(({ outboundLayer }) => outboundLayer).filter((other) => model.network.layers.includes(other));
}

/** The layers from the input to a layer, each feeding the next; undefined where the way branches. */
export function chainTo(model: VideoModel, layer: Layer): Layer[] | undefined {
  const way = [layer];
  for (;;) {
    const before = layersBefore(model, way[0]);
    if (before.length === 0) return way;
    if (before.length > 1) return undefined;
    way.unshift(before[0]);
  }
}

/** Throws unless a layer's output is `[batch, frames, height, width, channels]`. */
export function requireFrames({ name, outputShape }: Layer): void {
  if (outputShape.length !== 5) {
    throw new InvalidInputError(`layer ${name} has no frames`, {
      received: `output shape [${outputShape.slice(1).join(', ')}]`,
      accepted: 'layers with output [frames, height, width, channels]',
    });
  }
}
