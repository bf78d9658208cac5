import { NotFoundError } from '../lib/errors.js';
import type { VideoModel } from '../lib/models/model.js';
import { loadModel } from '../lib/weights/load-model.js';
import { sampleModel } from '../lib/weights/sample-model.js';

/** The counter in a file, or the one that comes along. */
export async function counterModel(file: string | undefined): Promise<VideoModel> {
  if (file !== undefined) return loadModel(file);
  try {
    return await sampleModel('speed-counter');
  } catch (cause) {
    if (!(cause instanceof NotFoundError)) throw cause;
    throw new NotFoundError('this copy comes without weights of a counter', {
      hint: 'Train one with `framescope train FOLDER -o counter.safetensors`, then give it as --model counter.safetensors',
      cause,
    });
  }
}
