import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NotFoundError } from '../lib/errors.js';
import type { VideoModel } from '../lib/models/model.js';
import { loadModel } from '../lib/weights/load-model.js';

/** The counter in a file, or the one that comes along. */
export async function counterModel(file: string | undefined): Promise<VideoModel> {
  if (file !== undefined) return loadModel(file);
  const shipped = fileURLToPath(new URL('../../data/models/speed-counter.safetensors', import.meta.url));
  if (existsSync(shipped)) return loadModel(shipped);
  throw new NotFoundError('this copy comes without weights', {
    hint: 'Train a counter with `framescope train FOLDER -o counter.safetensors`, then give it as --model counter.safetensors',
  });
}
