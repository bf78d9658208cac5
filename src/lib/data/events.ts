import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { missingFileError } from '../nearest-names.js';
import { decodeNpy } from './npy.js';

/**
 * Reads event labels: frame indices, counted from 0, ascending.
 *
 * From `.npy`, one-dimensional, of any integer type (or floats without fractions).
 *
 * @throws {NotFoundError} when the file is missing; the message names the nearest names in its folder.
 * @throws {InvalidInputError} when it holds no ascending frame indices.
 */
export async function loadEvents(path: string): Promise<number[]> {
  const name = basename(path);
  if (extname(path).toLowerCase() !== '.npy') {
    throw new InvalidInputError('labels come as .npy files', {
      received: name,
      accepted: 'NumPy arrays of frame indices, such as jumper-1.npy',
    });
  }
  const bytes = await readFile(path).catch(async () => {
    throw await missingFileError(path, 'the label file');
  });
  const { shape, data } = decodeNpy(bytes, name);
  if (shape.length !== 1)
    throw new InvalidInputError(`${name} must be one-dimensional`, { received: `shape [${shape.join(', ')}]` });
  return checkedEvents(Array.from(data as Iterable<number | bigint>, Number), name);
}

/** Throws unless every event lies within a video of `frameCount` frames. */
export function requireEventsWithin(events: readonly number[], frameCount: number, labels: string, video: string): void {
  const last = events[events.length - 1];
  if (last !== undefined && last >= frameCount) {
    throw new InvalidInputError(`${labels} has labels beyond the last frame of ${video}`, {
      received: `label ${last}, the video has frames 0 to ${frameCount - 1}`,
      hint: 'Check that labels and video belong together, and that frames are counted from 0',
    });
  }
}

function checkedEvents(events: number[], name: string): number[] {
  const bad = events.findIndex((frame, i) => !Number.isSafeInteger(frame) || frame < 0 || (i > 0 && frame <= events[i - 1]));
  if (bad >= 0) {
    throw new InvalidInputError(`${name} must hold frame indices from 0 on, each larger than the one before`, {
      received: events.slice(Math.max(0, bad - 1), bad + 2),
    });
  }
  return events;
}
