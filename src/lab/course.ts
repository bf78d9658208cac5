import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { PACKAGE_ROOT } from '../kernel/executor/package-root.js';
import { writeError } from '../lib/write-atomically.js';

/** The course as it lies beside the user. */
export interface CopiedCourse {
  /** Its chapters, by name. */
  readonly chapters: readonly string[];
  /** How many files were copied now. */
  readonly copied: number;
  /** How many were there already; they stay as they are. */
  readonly kept: number;
}

/**
 * Copies the chapters that come along, with their pictures, into a folder. Files that are there are never overwritten.
 *
 * @param source Default: the package's own `notebooks`.
 * @throws {WriteError} when the folder cannot be written or the disk is full.
 */
export async function copyCourse(folder: string, source: string = join(PACKAGE_ROOT, 'notebooks')): Promise<CopiedCourse> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('.ipynb_checkpoints'))
    .sort();
  let copied = 0;
  for (const file of files) if (await isCopied(join(source, file), join(folder, file))) copied++;
  return { chapters: files.filter((file) => /^[^/\\]+\.ipynb$/.test(file)), copied, kept: files.length - copied };
}

async function isCopied(from: string, to: string): Promise<boolean> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === 'copyfile' && (error as NodeJS.ErrnoException).code === 'EEXIST')
      return false;
    throw writeError(to, error);
  }
}
