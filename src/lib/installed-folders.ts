import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClearOptions, requireNoLink } from './cache-folder.js';

/** Something that was installed for this user into a folder of its own in the cache: an engine, a Python environment. */
export interface InstalledFolder {
  /** 'tensorflow-2.21.0-linux-x64'. */
  readonly name: string;
  readonly path: string;
  /** All its files together. */
  readonly bytes: number;
}

/** The folders below `folder` whose names match, by name. */
export async function listInstalled(folder: string, ours: RegExp): Promise<InstalledFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(noneIfAbsent);
  const names = entries.filter((entry) => entry.isDirectory() && ours.test(entry.name)).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, path: join(folder, name), bytes: await bytesIn(join(folder, name)) })),
  );
}

/**
 * Removes the folders that `listInstalled` gives. Gives what was removed, or with `isDryRun` what would be.
 *
 * @throws {InvalidInputError} when `folder` is a symbolic link: what it points to is not ours.
 */
export async function clearInstalled(
  folder: string,
  ours: RegExp,
  { isDryRun = false }: ClearOptions = {},
): Promise<InstalledFolder[]> {
  await requireNoLink(folder);
  const installed = await listInstalled(folder, ours);
  if (!isDryRun) for (const { path } of installed) await rm(path, { recursive: true, force: true });
  return installed;
}

/** All files below a folder together; links count as themselves, not as what they point to. 0 where there is no such folder. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(noneIfAbsent);
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (path) => (await lstat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function noneIfAbsent(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
