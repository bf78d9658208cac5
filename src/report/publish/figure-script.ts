import { readdir, readFile } from 'node:fs/promises';
import { NotFoundError } from '../../lib/errors.js';

/** The script that brings a page's figures to life; undefined where there is none of the package's own kinds. */
export type FigureScript = (html: string) => string | undefined;

/** The same path whether this file runs compiled or from source. */
const FOLDER = new URL('../../../dist/widgets/client/page/', import.meta.url);

/**
 * Reads the browser halves of all kinds of figures. A page has what several kinds share once, and of each kind it shows its own.
 *
 * @throws {NotFoundError} when they are not built.
 */
export async function readFigureScripts(): Promise<FigureScript> {
  const scripts = new Map<string, string>();
  try {
    for (const name of await readdir(FOLDER)) scripts.set(kindOf(name), (await readFile(new URL(name, FOLDER), 'utf8')).trim());
  } catch (cause) {
    throw new NotFoundError('the browser half of the figures is not built', { cause, hint: 'Run npm run build' });
  }
  return (html) => {
    // Also those that other figures hold in their state, as JSON in an attribute.
    const kinds = new Set([...html.matchAll(/(?:\bdata-figure="|&quot;kind&quot;:&quot;)(\w+)/g)].map(([, kind]) => kind));
    const used = [...kinds].filter((kind) => kind !== 'shared' && scripts.has(kind)).sort();
    return used.length > 0 ? ['shared', ...used].map((kind) => scripts.get(kind)).join('\n') : undefined;
  };
}

function kindOf(name: string): string {
  return name.replace(/\.js$/, '').replace(/-[a-z]/g, ([, letter]) => letter.toUpperCase());
}
