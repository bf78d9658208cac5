import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClearOptions, requireNoLink } from '../../cache-folder.js';
import { type EntryHeader, readEntryHeader } from './entry-file.js';

/** A file of a cache's folder. */
export interface EntryFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was read or written last. */
  readonly lastUsed: Date;
}

/** An entry as `framescope cache list` shows it. */
export interface ListedEntry extends EntryFile {
  /** What it says of itself; undefined where it is damaged. */
  readonly header: EntryHeader | undefined;
}

const ENTRY = /^[0-9a-f]{64}\.entry$/;

/** What `writeAtomically` writes to before it renames; left over only where a process was killed. */
const UNFINISHED = /^\.[0-9a-f]{64}\.entry\.[0-9a-f]+\.tmp$/;

/** After this no process is still writing. */
const HOUR = 60 * 60 * 1000;

/** File name of the entry with this key. */
export function entryName(hash: string): string {
  return `${hash}.entry`;
}

/** The entries of a folder with what they say of themselves, latest used first. A folder that is not there has none. */
export async function listEntries(folder: string): Promise<ListedEntry[]> {
  const files = (await filesOf(folder, ENTRY)).sort((a, b) => b.lastUsed.getTime() - a.lastUsed.getTime());
  return Promise.all(files.map(async (file) => ({ ...file, header: await readEntryHeader(file.path).catch(() => undefined) })));
}

/**
 * Removes all entries of a folder, and what killed processes left behind; other files stay. Gives what was removed, or with
 * `isDryRun` what would be.
 *
 * @throws {InvalidInputError} when the folder is a symbolic link: what it points to is not the cache's.
 */
export async function clearEntries(folder: string, { isDryRun = false }: ClearOptions = {}): Promise<EntryFile[]> {
  await requireNoLink(folder);
  const files = [...(await filesOf(folder, ENTRY)), ...(await filesOf(folder, UNFINISHED))];
  if (!isDryRun) for (const { path } of files) await rm(path, { force: true });
  return files;
}

/** Removes the entries not used for longest until the rest are at most `limit` bytes. */
export async function removeOldest(folder: string, limit: number): Promise<void> {
  const files = (await filesOf(folder, ENTRY)).sort((a, b) => a.lastUsed.getTime() - b.lastUsed.getTime());
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of files) {
    if (total <= limit) return;
    await rm(path, { force: true }).catch(() => {}); // on Windows not while another process reads it
    total -= bytes;
  }
}

/** Removes what killed processes left behind. */
export async function removeAbandoned(folder: string): Promise<void> {
  const files = await filesOf(folder, UNFINISHED);
  for (const { path, lastUsed } of files) if (Date.now() - lastUsed.getTime() > HOUR) await rm(path, { force: true });
}

/** The plain files of a folder whose names fit; symbolic links are none. */
async function filesOf(folder: string, pattern: RegExp): Promise<EntryFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const paths = entries.filter((entry) => entry.isFile() && pattern.test(entry.name)).map(({ name }) => join(folder, name));
  const files = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => undefined); // another process may have removed it meanwhile
      return found ? [{ path, bytes: found.size, lastUsed: found.mtime }] : [];
    }),
  );
  return files.flat();
}
