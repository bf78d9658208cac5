import { engine } from '../backend/engine.js';
import { FramescopeError, InvalidInputError } from '../errors.js';
import type { Layer } from '../models/layers/index.js';
import { type OutputKind, VideoModel } from '../models/model.js';
import { channelsOf, type InputColor, type Preprocessing, preprocessing } from '../preprocessing.js';
import { sizeOf } from '../shape.js';
import type { KerasArchitecture } from './keras-json.js';
import { activationOf, layerFromKeras } from './keras-layers.js';

/** More values in one window (1 GiB of them) are refused. */
const MOST_VALUES = 2 ** 28;

/**
 * Our model of a Keras architecture, all weights zero. Layers keep their names.
 *
 * @param format what replaces, or fills in, the preprocessing that the input's shape implies.
 * @param file what the message calls the file.
 * @throws {InvalidInputError} when the model is no video network with one output for every frame, or a layer is unknown.
 */
export function modelFromKeras(architecture: KerasArchitecture, format: Partial<Preprocessing>, file: string): VideoModel {
  const tf = engine();
  const input = preprocessingOf(architecture, format, file);
  const output = outputKind(architecture, file);
  const shape = [input.window, input.size, input.size, channelsOf(input.color)];
  if (sizeOf(shape) > MOST_VALUES) throw new InvalidInputError(`${file} reads windows that are too large`, { received: shape });
  const built: Layer[] = [];
  try {
    const inputs = tf.input({ shape, name: architecture.input.name });
    let outputs = inputs;
    for (const description of architecture.layers) {
      const layer = layerFromKeras(description, outputs.shape.slice(1).map(Number), file);
      outputs = layer.apply(outputs) as typeof inputs;
      built.push(layer);
      if (outputs.shape.slice(1).some((length) => Number(length) < 1)) {
        throw new InvalidInputError(`${file}: nothing is left after ${description.name}`, { received: outputs.shape.slice(1) });
      }
    }
    if (outputs.shape.length !== 2 || outputs.shape[1] !== input.window) {
      throw new InvalidInputError(`${file} does not give one number for every frame`, {
        received: `outputs of shape [${outputs.shape.slice(1).join(', ')}]`,
        accepted: `[${input.window}], the window's frames`,
      });
    }
    const network = tf.model({ inputs, outputs, name: architecture.name });
    return new VideoModel({ name: architecture.name, network, output, preprocessing: input });
  } catch (error) {
    for (const layer of built) layer.dispose();
    if (error instanceof FramescopeError) throw error;
    throw new InvalidInputError(`${file} describes a network that cannot be built`, {
      received: (error as Error).message,
      cause: error,
    });
  }
}

/** The input's shape, `[window, size, size, channels]`, as preprocessing. */
function preprocessingOf({ input }: KerasArchitecture, format: Partial<Preprocessing>, file: string): Preprocessing {
  const [frames, height, width, channels] = input.shape;
  const colors: Readonly<Record<number, InputColor>> = { 1: 'gray', 2: 'flow', 3: 'rgb' };
  if (input.shape.length !== 4 || height !== width || !channels || !colors[channels]) {
    throw new InvalidInputError(`${file} does not read windows of square frames`, {
      received: `input of shape [${input.shape.map((length) => length ?? 'any').join(', ')}]`,
      accepted: '[frames, size, size, 1 (gray), 2 (flow) or 3 (colour)]',
    });
  }
  const inferred = { ...(frames && { window: frames }), ...(height && { size: height }), color: colors[channels] };
  const full = preprocessing({ ...inferred, ...format });
  const fits = [full.window, full.size, full.size, channelsOf(full.color)];
  if (input.shape.some((length, axis) => length !== null && length !== fits[axis])) {
    throw new InvalidInputError(`${file} reads other windows than the preprocessing makes`, {
      received: JSON.stringify(format),
      accepted: `windows of shape [${input.shape.map((length) => length ?? 'any').join(', ')}]`,
    });
  }
  return full;
}

/** What the last layer's activation makes of the outputs. */
function outputKind({ layers }: KerasArchitecture, file: string): OutputKind {
  const last = layers[layers.length - 1];
  const activation = last && (last.type === 'Dense' || last.type === 'Activation') ? activationOf(last.config) : 'none';
  if (activation === 'softmax' || activation === 'sigmoid') return activation;
  throw new InvalidInputError(`${file} does not end in probabilities`, {
    received: activation,
    accepted: "'softmax', 'sigmoid'",
  });
}
