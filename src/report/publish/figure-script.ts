import { readFile } from 'node:fs/promises';
import { NotFoundError } from '../../lib/errors.js';
import { packScript, unpackingScript } from '../../lib/packed-script.js';
import type { PageScript } from './document.js';

/** The script that brings a page's figures to life; undefined where there is none of the package's own kinds. */
export type FigureScript = (html: string) => PageScript | undefined;

/** What is built: the modules of all kinds, written for one scope and in its order, and those that each kind needs. */
interface PageModules {
  readonly modules: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

/** The same path whether this file runs compiled or from source. */
const FILE = new URL('../../../dist/widgets/client/page.json', import.meta.url);

/**
 * Reads the browser halves of all kinds of figures. A page has the modules that its own kinds need, each once, as one compressed
 * script.
 *
 * @throws {NotFoundError} when they are not built.
 */
export async function readFigureScripts(): Promise<FigureScript> {
  const { modules, kinds } = await readModules();
  const known = new Map(Object.entries(kinds));
  return (html) => {
    // Also those that other figures hold in their state, as JSON in an attribute.
    const shown = [...html.matchAll(/(?:\bdata-figure="|&quot;kind&quot;:&quot;)(\w+)/g)].map(([, kind]) => kind);
    const needed = new Set(shown.flatMap((kind) => known.get(kind) ?? []));
    if (needed.size === 0) return undefined;
    const code = Object.entries(modules).map(([name, text]) => (needed.has(name) ? text : ''));
    const source = `(()=>{${code.join('')}})()`;
    return { loader: unpackingScript([packScript(source)]), source };
  };
}

async function readModules(): Promise<PageModules> {
  try {
    return JSON.parse(await readFile(FILE, 'utf8')) as PageModules;
  } catch (cause) {
    throw new NotFoundError('the browser half of the figures is not built', { cause, hint: 'Run npm run build' });
  }
}
