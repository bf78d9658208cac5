import { engine } from '../backend/engine.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import type { NamedArray } from './safetensors.js';

/**
 * Gives a model the weights of a file, each by its name.
 *
 * @param file what messages call the file.
 * @throws {InvalidInputError} when one is missing, has another shape, or is one too many; the model is then half filled.
 */
export function assignWeights(model: VideoModel, arrays: readonly NamedArray[], file: string): void {
  const byName = new Map(arrays.map((array) => [array.name, array]));
  for (const { name, variable } of model.weights()) {
    const array = byName.get(name);
    if (!array) throw new InvalidInputError(`${file} lacks the weight ${name}: it belongs to another architecture`);
    if (array.shape.join() !== variable.shape.join()) {
      throw new InvalidInputError(`${file}: ${name} belongs to another architecture`, {
        received: array.shape,
        accepted: `[${variable.shape.join(', ')}]`,
      });
    }
    engine().tidy(() => variable.assign(engine().tensor(array.data, variable.shape)));
    byName.delete(name);
  }
  if (byName.size > 0) {
    throw new InvalidInputError(`${file} holds weights that this architecture does not have`, { received: [...byName.keys()] });
  }
}
