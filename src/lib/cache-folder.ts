import { lstat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { InvalidInputError } from './errors.js';

/** What is kept for this user between runs, a folder each. */
export type CacheKind = 'code' | 'engines' | 'frames' | 'history' | 'python';

/**
 * Where one kind of things is kept for this user, whether it is there or not: `~/.cache/framescope/frames`.
 *
 * `FRAMESCOPE_CACHE` names another folder than `~/.cache/framescope`. It lies outside `node_modules`, so that a fresh
 * `npm ci` keeps it.
 */
export function cacheFolder(kind: CacheKind): string {
  const configured = process.env.FRAMESCOPE_CACHE;
  return join(configured ? resolve(configured) : join(userCacheFolder(), 'framescope'), kind);
}

/** `$XDG_CACHE_HOME` where it is an absolute path, as its specification demands, else `~/.cache`. */
export function userCacheFolder(): string {
  const configured = process.env.XDG_CACHE_HOME;
  return configured && isAbsolute(configured) ? configured : join(homedir(), '.cache');
}

/** How a cache is emptied. */
export interface ClearOptions {
  /** Say what would be removed, and remove nothing. Default false. */
  readonly isDryRun?: boolean;
}

/**
 * Throws where a cache's folder is a symbolic link: what it points to may be anything, and is not deleted.
 *
 * @throws {InvalidInputError} when it is one.
 */
export async function requireNoLink(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isSymbolicLink()) return;
  throw new InvalidInputError('this folder is a symbolic link, and nothing is deleted through it', {
    received: folder,
    hint: 'Delete what it points to by hand, or set FRAMESCOPE_CACHE to the folder itself',
  });
}
