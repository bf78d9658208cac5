import { basename, extname } from 'node:path';
import { engineReady } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import type { Preprocessing } from '../preprocessing.js';
import { assignWeights } from './assign-weights.js';
import { readHdf5 } from './hdf5.js';
import { kerasJsonOf, kerasWeights } from './keras-h5.js';
import { parseKerasJson } from './keras-json.js';
import { modelFromKeras } from './keras-model.js';
import { loadSavedModel } from './model-file.js';
import { readModelFile } from './read-model-file.js';

/** A Keras model in two files: `model.to_json()` and `model.save_weights()`. */
export interface KerasFiles {
  /** Path of the architecture, `.json`. */
  readonly architecture: string;
  /** Path of the weights, `.h5`. */
  readonly weights: string;
}

/** Options of loading a model. */
export interface LoadModelOptions {
  /**
   * What a Keras model's input is made from, where its shape does not say it. Default: window, size and colour as the
   * shape `[window, size, size, channels]` has them.
   */
  readonly preprocessing?: Partial<Preprocessing>;
}

/**
 * Loads a model with its weights.
 *
 * - `model.safetensors`, with `model.json` beside it: what `saveModel` wrote.
 * - `model.h5`: a whole Keras model, of Keras 2 or 3.
 * - `{ architecture: 'model.json', weights: 'weights.h5' }`: a Keras model in two files.
 *
 * Keras's layer names are kept; the last activation, softmax or sigmoid, says what the outputs mean.
 *
 * @throws {NotFoundError} when a file is missing.
 * @throws {InvalidInputError} when a file is damaged, holds a layer that is not known, or belongs to another architecture.
 */
export async function loadModel(source: string | KerasFiles, options: LoadModelOptions = {}): Promise<VideoModel> {
  if (typeof source !== 'string') return loadKeras(source.weights, source.architecture, options);
  const extension = extname(source).toLowerCase();
  if (extension === '.h5' || extension === '.hdf5') return loadKeras(source, undefined, options);
  if (extension !== '.safetensors') {
    throw new InvalidInputError("a model file's name must say what it is", {
      received: source,
      accepted: '.safetensors, .h5, .hdf5, or { architecture: "….json", weights: "….h5" }',
    });
  }
  if (options.preprocessing) {
    throw new InvalidInputError('a model that saveModel wrote carries its preprocessing', { received: options.preprocessing });
  }
  return loadSavedModel(source);
}

async function loadKeras(weights: string, architecture: string | undefined, options: LoadModelOptions): Promise<VideoModel> {
  const json = architecture === undefined ? undefined : (await readModelFile(architecture, 'the architecture')).toString('utf8');
  const bytes = await readModelFile(weights);
  const name = basename(weights);
  await engineReady();
  return readHdf5(bytes, name, (file) => {
    const text = json ?? kerasJsonOf(file);
    if (text === undefined) {
      throw new InvalidInputError(`${name} holds weights without their architecture`, {
        hint: `Give both: loadModel({ architecture: 'model.json', weights: '${name}' })`,
      });
    }
    const source = architecture === undefined ? name : basename(architecture);
    const model = modelFromKeras(parseKerasJson(text, source), options.preprocessing ?? {}, source);
    try {
      assignWeights(model, kerasWeights(file, model, name), name);
    } catch (error) {
      model.dispose();
      throw error;
    }
    return model;
  });
}
