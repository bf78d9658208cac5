import type { ClearOptions } from '../../cache-folder.js';
import { clearInstalled, type InstalledFolder, listInstalled } from '../../installed-folders.js';
import { enginesFolder } from './engine-folder.js';

/** Engines, and what abandoned installations left. */
const OURS = /^(tensorflow-|\.install-)/;

/** The engines installed for this user, and what abandoned installations left. */
export function listEngines(): Promise<InstalledFolder[]> {
  return listInstalled(enginesFolder(), OURS);
}

/**
 * Removes the installed engines. Gives what was removed, or with `isDryRun` what would be.
 *
 * @throws {InvalidInputError} when their folder is a symbolic link: what it points to is not ours.
 */
export function clearEngines(options: ClearOptions = {}): Promise<InstalledFolder[]> {
  return clearInstalled(enginesFolder(), OURS, options);
}
