import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WriteError } from './errors.js';

/**
 * Writes a file under a temporary name in its folder, then renames it: readers see the old content or the new, never half.
 * A list of pieces is written in order. Makes the folder if it is missing; leaves nothing behind on failure.
 *
 * @throws {WriteError} when the disk is full, the folder is read-only, or writing fails otherwise.
 */
export async function writeAtomically(path: string, content: Uint8Array | string | readonly Uint8Array[]): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, content as Uint8Array | string | Iterable<Uint8Array>);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}

/** What the operating system's word for a failed write means to a reader. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  EISDIR: 'a folder of this name is there',
};

/** The error of a write that failed, in words. */
export function writeError(path: string, cause: unknown): WriteError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new WriteError(`cannot write the file: ${REASONS[code] ?? message}`, {
    received: path,
    hint: 'What stood there before is untouched',
    cause,
  });
}
