import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Finds the declarations that an installed package's declarations import by relative paths, without TypeScript's search of all
 * that the name could mean: for a large package a third of the time of its first import. Files there do not come and go.
 */
export class InstalledDeclarations {
  readonly #folders = new Map<string, ReadonlySet<string>>();

  /** The path of the declarations; undefined where it takes more of a search. */
  find(name: string, from: string): string | undefined {
    if (!/^\.\.?\//.test(name) || !from.endsWith('.d.ts')) return undefined;
    const path = join(dirname(from), name).replaceAll('\\', '/');
    const declarations = `${path.replace(/\.js$/, '')}.d.ts`;
    return this.#has(declarations) ? declarations : undefined;
  }

  /** Whether a file is there, and none of another kind that would come first. */
  #has(path: string): boolean {
    const folder = dirname(path);
    const names = this.#folders.get(folder) ?? new Set(namesIn(folder));
    this.#folders.set(folder, names);
    const name = path.slice(folder.length + 1);
    const stem = name.replace(/\.d\.ts$/, '');
    return names.has(name) && !names.has(`${stem}.ts`) && !names.has(`${stem}.tsx`);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
