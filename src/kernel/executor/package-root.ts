import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package that this kernel is part of: a checkout, or installed under some `node_modules`. */
export const PACKAGE_ROOT: string = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** The notebook's folder, wherever cells go from there with `process.chdir`. */
export const NOTEBOOK_FOLDER: string = process.cwd();

const tslabPackage = createRequire(import.meta.url).resolve('tslab/package.json');

/** Resolves as tslab does. */
export const tslabRequire: NodeJS.Require = createRequire(tslabPackage);

/** Code whose frames say nothing to the user, the executor's and tslab's, as paths and as URLs. */
export const KERNEL_FOLDERS: readonly string[] = [
  fileURLToPath(new URL('.', import.meta.url)),
  new URL('.', import.meta.url).href,
  join(dirname(tslabPackage), 'dist') + sep,
];
