import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bindingFolder, engineFolder, hasLibraries } from './engine-folder.js';
import { nativePlatform, TENSORFLOW_VERSION } from './platforms.js';

/** The files of an installed native engine. */
export interface NativeEngine {
  /** Folder with TensorFlow's libraries. */
  readonly folder: string;
  /** The Node-API binding to `require`. */
  readonly binding: string;
  /** TensorFlow's version. */
  readonly version: string;
}

/**
 * The installed native engine, or why there is none.
 *
 * Only looks whether the files are there (below a millisecond); that they load was checked when they were installed.
 */
export function findNativeEngine(): NativeEngine | { readonly missing: string } {
  const platform = nativePlatform();
  if ('missing' in platform) return platform;
  const folder = engineFolder();
  const binding = join(bindingFolder(folder, platform), 'tfjs_binding.node');
  if (hasLibraries(folder, platform) && existsSync(binding)) return { folder, binding, version: TENSORFLOW_VERSION };
  return { missing: "the native engine is not installed: 'framescope backend install' does that (a download of about 270 MB)" };
}
