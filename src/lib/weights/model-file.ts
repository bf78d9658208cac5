import { basename } from 'node:path';
import { engine, engineReady } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import { layerFactories } from '../models/layers/index.js';
import { type OutputKind, VideoModel } from '../models/model.js';
import { type Preprocessing, preprocessing } from '../preprocessing.js';
import { writeAtomically } from '../write-atomically.js';
import { assignWeights } from './assign-weights.js';
import { readModelFile } from './read-model-file.js';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.js';

/** What stands beside the weights: everything it takes to build the model again. */
interface ModelDescription {
  readonly format: 'framescope-model';
  readonly version: 1;
  readonly name: string;
  readonly output: OutputKind;
  readonly preprocessing: Preprocessing;
  /** Of counting; absent in files that know none. */
  readonly threshold?: number;
  /** The network in Keras's JSON form. */
  readonly architecture: object;
}

/**
 * Saves a model: weights as `….safetensors`, and beside them `….json` with architecture and preprocessing.
 *
 * Both are written under temporary names first; the folder is made if missing, older files of these names are replaced.
 *
 * @returns the two paths.
 * @throws {InvalidInputError} when the name does not end in `.safetensors`.
 */
export async function saveModel(model: VideoModel, path: string): Promise<{ weights: string; description: string }> {
  const descriptionPath = descriptionOf(path);
  await engineReady();
  const description: ModelDescription = {
    format: 'framescope-model',
    version: 1,
    name: model.name,
    output: model.output,
    preprocessing: model.preprocessing,
    threshold: model.threshold,
    architecture: model.network.toJSON(undefined, false) as object,
  };
  const arrays = model.weights().map(({ name, variable }): NamedArray => {
    return { name, shape: variable.shape, data: variable.dataSync() as Float32Array };
  });
  await writeAtomically(path, encodeSafetensors(arrays, { format: 'framescope', architecture: model.name }));
  await writeAtomically(descriptionPath, `${JSON.stringify(description, undefined, 2)}\n`);
  return { weights: path, description: descriptionPath };
}

/**
 * Loads a model that `saveModel` wrote.
 *
 * @throws {NotFoundError} when one of the two files is missing.
 * @throws {InvalidInputError} when a file is damaged, or weights and architecture do not belong together.
 */
export async function loadSavedModel(path: string): Promise<VideoModel> {
  const description = await readDescription(descriptionOf(path));
  const arrays = decodeSafetensors(await readModelFile(path), basename(path));
  const model = await build(description, path);
  try {
    assignWeights(model, arrays, basename(path));
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

function descriptionOf(path: string): string {
  if (!path.endsWith('.safetensors'))
    throw new InvalidInputError("a model file's name must end in .safetensors", { received: path });
  return path.replace(/\.safetensors$/, '.json');
}

async function readDescription(path: string): Promise<ModelDescription> {
  const text = (await readModelFile(path)).toString('utf8');
  let description: Partial<ModelDescription>;
  try {
    description = JSON.parse(text) as Partial<ModelDescription>;
  } catch (cause) {
    throw new InvalidInputError(`${basename(path)} is not JSON`, { cause, hint: 'Save the model again' });
  }
  if (description.format !== 'framescope-model' || description.version !== 1 || typeof description.architecture !== 'object') {
    throw new InvalidInputError(`${basename(path)} does not describe a framescope model`, {
      received: { format: description.format, version: description.version },
      accepted: "format 'framescope-model', version 1",
    });
  }
  return description as ModelDescription;
}

async function build(description: ModelDescription, path: string): Promise<VideoModel> {
  await engineReady();
  layerFactories();
  const tf = engine();
  try {
    const network = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: description.architecture as never }));
    const { name, output, threshold } = description;
    return new VideoModel({ name, network, output, threshold, preprocessing: preprocessing(description.preprocessing) });
  } catch (cause) {
    throw new InvalidInputError(`the architecture beside ${basename(path)} cannot be built`, {
      received: (cause as Error).message,
      cause,
    });
  }
}
