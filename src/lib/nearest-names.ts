import { readdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { NotFoundError } from './errors.js';

/**
 * The names most like `name`, best first, by edit distance without regard to case; of equally near ones the earlier in the
 * alphabet. Default: three.
 */
export function nearestNames(name: string, names: readonly string[], count: number = 3): string[] {
  const wanted = name.toLowerCase();
  return names
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/**
 * The error for a file that is not there: names its folder and the three files in it whose names are nearest.
 *
 * A missing folder is named as missing. `what` completes the sentence: 'the video', 'the label file'.
 */
export async function missingFileError(path: string, what: string = 'the file'): Promise<NotFoundError> {
  const folder = dirname(resolve(path));
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return new NotFoundError(`${what} is not there, nor is its folder ${folder}`, { received: path });
  const visible = names.filter((name) => !name.startsWith('.'));
  return new NotFoundError(`${what} ${basename(path)} is not in ${folder}`, {
    received: path,
    hint:
      visible.length === 0 ? 'The folder is empty' : `Nearest names there: ${nearestNames(basename(path), visible).join(', ')}`,
  });
}
