import { inspect } from 'node:util';
import type { MimeBundle } from '../lib/display.js';
import { stateToJson } from './embedded-state.js';
import { Figure } from './figure.js';
import { hrefOf } from './figure-html.js';
import type { ShownValue } from './interact-states.js';

/** The script that brings a shown figure to life. */
export interface ShownScript {
  readonly kind: string;
  readonly client: string | URL;
}

/** A value ready to be shown in a page, its picture for a poster, and the scripts it needs. */
export interface Shown {
  readonly value: ShownValue;
  readonly png?: Buffer;
  /** Default: none. */
  readonly scripts?: readonly ShownScript[];
}

const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');

/** Lines of a printed value that a page shows. */
const MOST_LINES = 200;

/** Any value as a page shows it: figures alive, what displays itself as picture or HTML, all else printed. */
export async function shownValue(value: unknown): Promise<Shown> {
  if (value instanceof Figure) return shownFigure(value);
  const display: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, JUPYTER_DISPLAY) : undefined;
  if (typeof display === 'function') return shownBundle((await display.call(value)) as MimeBundle);
  const printed = value === undefined ? '' : typeof value === 'string' ? value : inspect(value, { depth: 4 });
  return { value: { type: 'text', text: printed.split('\n').slice(0, MOST_LINES).join('\n') } };
}

async function shownFigure(figure: Figure): Promise<Shown> {
  const { element, page } = await figure.parts();
  const { kind, key, links, state, client } = element;
  const poster = `data:image/png;base64,${page.poster.toString('base64')}`;
  const json = stateToJson({ ...state, ...page.embedded });
  return {
    value: {
      ...{ type: 'figure', kind, key, state: json, poster, alt: page.alt, caption: page.caption },
      ...(links.length > 0 ? { links: JSON.stringify(links) } : {}),
      ...(page.file === undefined ? {} : { file: { href: hrefOf(page.file), words: page.file } }),
    },
    png: page.poster,
    scripts: [{ kind, client }, ...(page.scripts ?? [])],
  };
}

function shownBundle(bundle: MimeBundle): Shown {
  const { 'image/svg+xml': svg, 'text/html': html, 'text/plain': plain } = bundle;
  for (const mime of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
    const base64 = bundle[mime];
    if (typeof base64 !== 'string' || html !== undefined) continue;
    const png = mime === 'image/png' ? Buffer.from(base64, 'base64') : undefined;
    return { value: { type: 'picture', source: `data:${mime};base64,${base64}` }, png };
  }
  if (typeof svg === 'string') {
    return { value: { type: 'picture', source: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` } };
  }
  if (typeof html === 'string') return { value: { type: 'html', html } };
  return { value: { type: 'text', text: String(plain ?? '') } };
}

/** An error as a page shows it. */
export function shownError(error: unknown): ShownValue {
  return { type: 'text', text: error instanceof Error ? `${error.name}: ${error.message}` : String(error), isError: true };
}
