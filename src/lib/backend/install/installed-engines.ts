import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClearOptions, requireNoLink } from '../../cache-folder.js';
import { enginesFolder } from './engine-folder.js';

/** An engine that lies on this user's disk. */
export interface InstalledEngine {
  /** 'tensorflow-2.21.0-linux-x64'. */
  readonly name: string;
  readonly path: string;
  /** All its files together. */
  readonly bytes: number;
}

/** The engines installed for this user, and what abandoned installations left. */
export async function listEngines(): Promise<InstalledEngine[]> {
  const folder = enginesFolder();
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isDirectory() && OURS.test(entry.name)).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, path: join(folder, name), bytes: await bytesIn(join(folder, name)) })),
  );
}

/**
 * Removes the installed engines. Gives what was removed, or with `isDryRun` what would be.
 *
 * @throws {InvalidInputError} when their folder is a symbolic link: what it points to is not ours.
 */
export async function clearEngines({ isDryRun = false }: ClearOptions = {}): Promise<InstalledEngine[]> {
  await requireNoLink(enginesFolder());
  const engines = await listEngines();
  if (!isDryRun) for (const { path } of engines) await rm(path, { recursive: true, force: true });
  return engines;
}

const OURS = /^(tensorflow-|\.install-)/;

/** Links count as themselves, not as what they point to. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (path) => (await lstat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
