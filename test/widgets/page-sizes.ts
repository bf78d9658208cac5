import { readFileSync, statSync } from 'node:fs';
import { packScript, unpackingScript } from '../../src/lib/packed-script.js';

const client = new URL('../../dist/widgets/client/', import.meta.url);

/** What the browser halves weigh in a published page, in kB (1000 bytes). */
export interface PageSizes {
  /** All kinds, minified. */
  readonly total: number;
  /** The script element's text of a page that shows every kind. */
  readonly carried: number;
  /** What two kinds or more need, minified. */
  readonly shared: number;
  /** By kind: what no other kind needs, minified, and the script of a page that shows this kind alone. */
  readonly kinds: Readonly<Record<string, { readonly own: number; readonly alone: number }>>;
  /** Modules by size, the largest first: 'client/theme.ts 4.3'. */
  largest(kind?: string): string[];
}

/** Weighs what is built. */
export function pageSizes(): PageSizes {
  const { modules, kinds } = JSON.parse(readFileSync(new URL('page.json', client), 'utf8')) as {
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
    total: weight(names),
    carried: carried(names),
    shared: weight(names.filter((name) => uses(name) > 1)),
    kinds: Object.fromEntries(
      Object.keys(kinds).map((kind) => [kind, { own: weight(ownOf(kind)), alone: carried(kinds[kind]) }]),
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
  return statSync(new URL(name, client)).size / 1000;
}

function kilobytes(text: string): number {
  return Buffer.byteLength(text) / 1000;
}
