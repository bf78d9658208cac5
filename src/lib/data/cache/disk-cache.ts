import { createHash } from 'node:crypto';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../write-atomically.js';
import { DamagedEntryError, type Entry, encodeEntry, readEntry } from './entry-file.js';
import { entryName, removeAbandoned, removeOldest } from './entry-folder.js';

/** Where entries are kept, and how much. */
export interface DiskCacheOptions {
  readonly folder: string;
  /** Bytes in all; the entries not used for longest make room. */
  readonly limit: number;
}

/**
 * Results kept on disk between runs, by what they were made of. Nothing that goes wrong with it keeps a caller from its
 * result: a damaged entry is forgotten, a folder that cannot be written is done without, and one warning each says so.
 *
 * Any number of processes may use one folder: entries appear whole or not at all, and two that make the same write the same.
 */
export class DiskCache {
  readonly folder: string;
  readonly limit: number;

  constructor({ folder, limit }: DiskCacheOptions) {
    this.folder = folder;
    this.limit = limit;
  }

  /** The entry for this key, where it is there and sound; it counts as used now. */
  async read(key: unknown): Promise<Entry | undefined> {
    const path = this.pathOf(key);
    try {
      const entry = await readEntry(path);
      const now = new Date();
      await utimes(path, now, now).catch(() => {}); // in a folder that may only be read, the age stays
      return entry;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      if (!(error instanceof DamagedEntryError)) {
        this.warnOnce(`What is kept in ${this.folder} cannot be read: ${(error as Error).message}.`);
        return undefined;
      }
      process.emitWarning(`${path} is damaged: ${error.message}. It is made again.`, 'FramescopeWarning');
      await rm(path, { force: true }).catch(() => {});
      return undefined;
    }
  }

  /** Keeps an entry, then removes the oldest above the limit. `parts` are its bytes, in order. */
  async write(key: unknown, meta: unknown, parts: readonly Uint8Array[]): Promise<void> {
    const pieces = encodeEntry(key, meta, parts);
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (size > this.limit) {
      this.warnOnce(`${size} bytes are not kept in ${this.folder}: they are more than it may hold, ${this.limit}.`);
      return;
    }
    try {
      await writeAtomically(this.pathOf(key), pieces);
      await removeAbandoned(this.folder);
      await removeOldest(this.folder, this.limit);
    } catch (error) {
      const { cause = error } = error as Error;
      this.warnOnce(`Nothing is kept in ${this.folder}: ${(cause as Error).message}. All works, but is made anew each time.`);
    }
  }

  private pathOf(key: unknown): string {
    return join(this.folder, entryName(createHash('sha256').update(JSON.stringify(key)).digest('hex')));
  }

  /** A folder that fails once fails again and again, for each entry. */
  private warnOnce(message: string): void {
    if (warned.has(this.folder)) return;
    warned.add(this.folder);
    process.emitWarning(message, 'FramescopeWarning');
  }
}

/** Folders that were warned of. */
const warned = new Set<string>();
