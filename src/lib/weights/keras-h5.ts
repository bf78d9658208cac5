import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import type { Hdf5Reader } from './hdf5.js';
import type { NamedArray } from './safetensors.js';

/** The architecture inside a whole model's file; undefined where the file holds weights alone. */
export function kerasJsonOf(file: Hdf5Reader): string | undefined {
  return file.text('', 'model_config');
}

/**
 * The weights of a legacy Keras file, named as this model names them, such as `conv3d_6/kernel`. Values are read when
 * `data` is asked for.
 *
 * Layers with weights are matched in their order, as Keras does: a file keeps the names of the session that wrote it.
 *
 * @param name what the message calls the file.
 * @throws {InvalidInputError} when the file holds no weights of this kind, or those of another architecture.
 */
export function kerasWeights(file: Hdf5Reader, model: VideoModel, name: string): NamedArray[] {
  const stored = storedLayers(file, name).filter(({ weights }) => weights.length > 0);
  const layers = model.network.layers.filter((layer) => layer.weights.length > 0);
  if (stored.length !== layers.length) {
    throw new InvalidInputError(`${name} belongs to another architecture`, {
      received: `weights of ${stored.length} layers`,
      accepted: `weights of ${layers.length} layers`,
    });
  }
  return stored.flatMap(({ path, weights }, i) =>
    weights.map((weight): NamedArray => {
      const array = file.array(`${path}/${weight}`);
      if (!array) throw new InvalidInputError(`${name} names a weight that it does not hold`, { received: weight });
      const leaf = weight.slice(weight.lastIndexOf('/') + 1).replace(/:\d+$/, '');
      return {
        name: `${layers[i].name}/${leaf}`,
        shape: array.shape,
        get data() {
          return array.values();
        },
      };
    }),
  );
}

/** A layer's place in the file, and the paths of its weights below that. */
interface StoredLayer {
  readonly path: string;
  readonly weights: readonly string[];
}

/** Layers in the order of `layer_names`; in a whole model they lie below `model_weights`. */
function storedLayers(file: Hdf5Reader, name: string): StoredLayer[] {
  const root = file.hasGroup('model_weights') ? 'model_weights' : '';
  const layers = listOf(file, root, 'layer_names');
  if (!layers) {
    throw new InvalidInputError(`${name} holds no weights in the layout of Keras's HDF5 files`, {
      hint: "Write it in Keras with model.save('model.h5'), or in Keras 2 with model.save_weights('weights.h5')",
    });
  }
  return layers.map((layer) => {
    const path = root === '' ? layer : `${root}/${layer}`;
    return { path, weights: listOf(file, path, 'weight_names') ?? [] };
  });
}

/** A list of names; Keras cuts one that is longer than 64 KB into attributes numbered from 0. */
function listOf(file: Hdf5Reader, path: string, attribute: string): string[] | undefined {
  const whole = file.texts(path, attribute);
  if (whole) return whole;
  const parts: string[][] = [];
  for (let part = file.texts(path, `${attribute}0`); part; part = file.texts(path, `${attribute}${parts.length}`)) {
    parts.push(part);
  }
  return parts.length > 0 ? parts.flat() : undefined;
}
