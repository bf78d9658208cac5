import { statSync } from 'node:fs';
import { sep } from 'node:path';
import { PACKAGE_ROOT } from './package-root.js';

/** Compiled code of this package. */
export const OWN_FILES: string = `${PACKAGE_ROOT.replaceAll(sep, '/')}/dist/`;

/** Whether a file comes from an installed package, this one included, which stays as it is while the kernel runs. */
export function isInstalled(path: string): boolean {
  const unified = path.replaceAll(sep, '/');
  return unified.includes('/node_modules/') || unified.startsWith(OWN_FILES);
}

type OnChange = (path: string, kind: number) => void;

/** TypeScript's `FileWatcherEventKind`. */
const CREATED = 0;
const CHANGED = 1;
const DELETED = 2;

/**
 * The files that cells import from beside the notebook: which imports which, and which have changed since they were read.
 *
 * They are looked at when a cell imports something, not watched: what a cell gets is what the files hold at that moment.
 */
export class LocalModules {
  readonly #watched = new Map<string, { stamp: string; onChange: Set<OnChange> }>();
  readonly #imports = new Map<string, readonly string[]>();
  readonly #incomplete = new Set<string>();

  /** Calls `onChange` from `refresh` when the file was written, removed or made since. */
  watch(path: string, onChange: OnChange): void {
    const known = this.#watched.get(path);
    if (known) known.onChange.add(onChange);
    else this.#watched.set(path, { stamp: stampOf(path), onChange: new Set([onChange]) });
  }

  /** Takes down what a file imports; `isComplete` is false while something of it is found nowhere. */
  setImports(path: string, imported: readonly string[], isComplete: boolean): void {
    this.#imports.set(path, imported);
    if (isComplete) this.#incomplete.delete(path);
    else this.#incomplete.add(path);
  }

  /** Whether the imports of a file have to be looked for again. */
  isIncomplete(path: string): boolean {
    return this.#incomplete.has(path);
  }

  /** All that a file imports, directly or not, of the files that `has` accepts; the file itself is the first. */
  closure(path: string, has: (path: string) => boolean): string[] {
    const found = new Set([path]);
    for (const each of found) for (const next of this.#imports.get(each) ?? []) if (has(next)) found.add(next);
    return [...found];
  }

  /** Tells of every file that has changed, and of all that depend on one, that they have to be read again. */
  refresh(): void {
    const stale = this.#changed();
    for (const [path, kind] of stale) {
      for (const [importer, imported] of this.#imports) {
        if (!imported.includes(path)) continue;
        if (kind !== CHANGED) this.#incomplete.add(importer);
        if (this.#watched.has(importer) && !stale.has(importer)) stale.set(importer, CHANGED);
      }
    }
    for (const [path, kind] of stale) for (const onChange of this.#watched.get(path)?.onChange ?? []) onChange(path, kind);
  }

  #changed(): Map<string, number> {
    const changed = new Map<string, number>();
    for (const [path, watched] of this.#watched) {
      const { stamp } = watched;
      watched.stamp = stampOf(path);
      if (watched.stamp !== stamp) changed.set(path, stamp === '' ? CREATED : watched.stamp === '' ? DELETED : CHANGED);
    }
    return changed;
  }
}

/** What a file is by now: another text after each write; empty where there is no file. */
export function stampOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}` : '';
}
