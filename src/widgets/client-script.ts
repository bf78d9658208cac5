import { readFile } from 'node:fs/promises';
import { InvalidInputError, NotFoundError } from '../lib/errors.js';
import { packScript, unpackingScript } from '../lib/packed-script.js';

const KIT = new URL('../../dist/widgets/client/kit.js', import.meta.url);

/** The package's own scripts, packed; a user's module is read each time, since it is still being written. */
const packed = new Map<string, Promise<string>>();

/**
 * The script element of a figure: unpacks what wakes the figure up and runs it.
 *
 * What wakes it is compressed, since a notebook carries it with every figure: less than half the bytes (docs/decisions/015).
 * One with `data-own` brings a kind of the user's, which no published page has a script for.
 */
export async function clientScript(kind: string, client: string | URL): Promise<string> {
  if (client instanceof URL && isOwn(client)) {
    return `<script>${unpackingScript([await remembered(client)])}</script>`;
  }
  const source = client instanceof URL ? await readModule(kind, client) : client;
  const parts = [await remembered(KIT), packScript(ownModule(kind, source), 'module')];
  return `<script data-own>${unpackingScript(parts)}</script>`;
}

function isOwn({ href }: URL): boolean {
  return href.startsWith(new URL('.', KIT).href);
}

/** A script of the package, packed once. */
function remembered(file: URL): Promise<string> {
  const known = packed.get(file.href);
  if (known) return known;
  const made = readBuilt(file).then((script) => packScript(script));
  made.catch(() => packed.delete(file.href));
  packed.set(file.href, made);
  return made;
}

/** A user's module as an inline one, which cannot be imported: its default export is handed to the kit instead. */
function ownModule(kind: string, source: string): string {
  const exports = [...source.matchAll(/^[ \t]*export\b.*$/gm)].map(([line]) => line.trim());
  const isDefault = (line: string): boolean => /^export\s+default\b|^export\s*\{\s*[\w$]+\s+as\s+default\s*\};?$/.test(line);
  if (exports.length !== 1 || !isDefault(exports[0])) {
    throw new InvalidInputError(`the browser half of ${kind} must have one export, the default one`, {
      received: exports.join('; ') || 'none',
      accepted: 'export default { render({ model, el }) { … } }',
    });
  }
  const module = source
    .replace(/^[ \t]*export\s+default\b/m, 'const framescope$widget =')
    .replace(/^[ \t]*export\s*\{\s*([\w$]+)\s+as\s+default\s*\};?/m, 'const framescope$widget = $1;');
  return `${module}\n;globalThis[Symbol.for('framescope.kit')](${JSON.stringify(kind)}, framescope$widget);`;
}

async function readBuilt(file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new NotFoundError('the browser half of the figures is not built', {
      received: file.pathname,
      cause,
      hint: 'Run npm run build',
    });
  }
}

async function readModule(kind: string, file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new NotFoundError(`the browser half of ${kind} cannot be read`, { received: file.pathname, cause });
  }
}
