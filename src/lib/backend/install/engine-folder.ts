import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../cache-folder.js';
import { type NativePlatform, platformKey, TENSORFLOW_VERSION } from './platforms.js';

/** The package's root, from `src/lib/backend/install` as from `dist/lib/backend/install`. */
const PACKAGE_ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The recipe's own sources, whose content decides whether an installed binding is still the right one. */
const RECIPE = ['quiet_load.c', 'recipe.json'] as const;

/** The folder of this platform's engine, whether it is there or not: `…/framescope/engines/tensorflow-2.21.0-linux-x64`. */
export function engineFolder(): string {
  return join(enginesFolder(), `tensorflow-${TENSORFLOW_VERSION}-${platformKey()}`);
}

/** Where engines of this user are kept, outside `node_modules` so that a fresh `npm ci` keeps them. */
export function enginesFolder(): string {
  return cacheFolder('engines');
}

/** True when TensorFlow's libraries of this platform lie in the folder. */
export function hasLibraries(folder: string, platform: NativePlatform): boolean {
  return platform.libraries.every(({ file }) => existsSync(join(folder, file)));
}

/** The folder of the binding inside an engine's folder; its name changes with the binding, the libraries stay. */
export function bindingFolder(engine: string, platform: NativePlatform): string {
  const { prebuilt } = platform;
  const files = prebuilt ? [join(prebuiltFolder(prebuilt), 'SHA256SUMS')] : RECIPE.map(nativeFile);
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return join(engine, `binding-${hash.digest('hex').slice(0, 12)}`);
}

/** The folder of a binding that the package ships. */
export function prebuiltFolder(name: string): string {
  return nativeFile(join('prebuilt', name));
}

/** A file of the package's `native` folder. */
export function nativeFile(name: string): string {
  return join(PACKAGE_ROOT, 'native', name);
}

/** TensorFlow.js's sources of the binding, as scripts/build.mjs put them into the package. */
export function bindingSources(): string {
  return join(PACKAGE_ROOT, 'dist', 'native', 'binding');
}
