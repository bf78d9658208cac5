import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packScript, unpackingScript } from '../../src/lib/packed-script.js';

const built = fileURLToPath(new URL('../../dist/widgets/client/', import.meta.url));

/** What the browser halves weigh in a published page, in kB (1000 bytes). */
export interface PageSizes {
  /** All kinds, minified. */
  readonly minified: number;
  /** The script element's text of a page that shows every kind. */
  readonly carried: number;
  readonly kinds: Readonly<Record<string, KindSizes>>;
  /** Modules by size, the largest first: 'client/theme.ts 4.3'. */
  largest(kind?: string): string[];
}

/** What one kind weighs. */
export interface KindSizes {
  /** What no other kind needs, minified. */
  readonly own: number;
  /** The script of a page that shows this kind alone, as carried. */
  readonly alone: number;
  /** By how much the script of a page that shows all others grows with it, as carried. */
  readonly added: number;
}

/** Weighs what is built, in a folder that a program bundled elsewhere must name. */
export function pageSizes(client: string = built): PageSizes {
  const { modules, kinds } = JSON.parse(readFileSync(join(client, 'page.json'), 'utf8')) as {
    modules: Record<string, string>;
    kinds: Record<string, string[]>;
  };
  const names = Object.keys(modules);
  const uses = (name: string): number => Object.values(kinds).filter((needed) => needed.includes(name)).length;
  const weight = (some: readonly string[]): number => kilobytes(some.map((name) => modules[name]).join(''));
  const carried = (some: readonly string[]): number =>
    kilobytes(unpackingScript([packScript(names.flatMap((name) => (some.includes(name) ? modules[name] : [])).join(''))]));
  const ownOf = (kind: string): string[] => kinds[kind].filter((name) => uses(name) === 1);
  return {
    minified: weight(names),
    carried: carried(names),
    kinds: Object.fromEntries(
      Object.keys(kinds).map((kind) => {
        const others = names.filter((name) => !ownOf(kind).includes(name));
        return [kind, { own: weight(ownOf(kind)), alone: carried(kinds[kind]), added: carried(names) - carried(others) }];
      }),
    ),
    largest: (kind) =>
      (kind === undefined ? names : ownOf(kind))
        .map((name) => ({ name, size: weight([name]) }))
        .sort((a, b) => b.size - a.size)
        .map(({ name, size }) => `${name.replace(/^src\/(widgets\/)?/, '')} ${size.toFixed(1)}`),
  };
}

/** A built file's size in kB. */
export function builtSize(name: string): number {
  return statSync(join(built, name)).size / 1000;
}

function kilobytes(text: string): number {
  return Buffer.byteLength(text) / 1000;
}
