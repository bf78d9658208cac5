import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { missingFileError } from '../nearest-names.js';

/** Files larger than this (1 GiB) are refused: they would be held in memory, twice. */
const LARGEST = 2 ** 30;

/**
 * The bytes of a model file, or of the description beside it.
 *
 * @throws {NotFoundError} when it is not there; the message says which names are near.
 * @throws {InvalidInputError} when it is no file, or larger than 1 GiB.
 */
export async function readModelFile(path: string, what: string = 'the model file'): Promise<Buffer> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts) throw await missingFileError(path, what);
  if (!facts.isFile()) throw new InvalidInputError(`${what} ${basename(path)} is no file`, { received: path });
  if (facts.size > LARGEST) {
    throw new InvalidInputError(`${what} ${basename(path)} is too large`, {
      received: facts.size,
      accepted: `up to ${LARGEST} bytes`,
    });
  }
  return readFile(path);
}
