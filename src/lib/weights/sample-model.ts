import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotFoundError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import { loadSavedModel } from './model-file.js';

/** Where the package keeps its models, from `src/lib/weights` as from `dist/lib/weights`. */
const MODELS = fileURLToPath(new URL('../../../data/models', import.meta.url));

/**
 * A model that comes with the package, trained on synthetic videos alone: 'speed-counter' counts jumps.
 *
 * @throws {NotFoundError} when there is none of this name; the message lists those there are.
 */
export async function sampleModel(name: string): Promise<VideoModel> {
  const files = await readdir(MODELS).catch(() => []);
  const names = files.filter((file) => file.endsWith('.safetensors')).map((file) => file.slice(0, -'.safetensors'.length));
  if (!names.includes(name)) {
    throw new NotFoundError('no model of this name comes with the package', {
      received: name,
      accepted: names.length > 0 ? names.sort().join(', ') : 'none: this copy of the package has no models',
    });
  }
  return loadSavedModel(join(MODELS, `${name}.safetensors`));
}
