import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { NOTEBOOK_FOLDER, PACKAGE_ROOT } from './package-root.js';

/** What to install for a module that is not there, and where it was looked for. */
export function missingModuleHint(specifier: string, folder: string = NOTEBOOK_FOLDER): string {
  if (specifier.startsWith('.') || isAbsolute(specifier))
    return `Looked for ${resolve(folder, specifier)}, with .ts, .tsx, .js and .json too.`;
  if (specifier.startsWith('framescope/')) return `The package offers ${entries().join(', ')}.`;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return `Install it with \`npm install ${name}\` in ${folder}. Looked in ${[...moduleFolders(folder), PACKAGE_ROOT].join(', ')}.`;
}

/** What can be imported of this package. */
function entries(): string[] {
  const { exports } = createRequire(import.meta.url)(join(PACKAGE_ROOT, 'package.json')) as { exports: Record<string, unknown> };
  return Object.keys(exports).flatMap((path) => (path.endsWith('.json') ? [] : `'framescope${path.slice(1)}'`));
}

function moduleFolders(folder: string): string[] {
  const parent = dirname(folder);
  return [join(folder, 'node_modules'), ...(parent === folder ? [] : moduleFolders(parent))];
}
