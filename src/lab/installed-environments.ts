import { type ClearOptions, cacheFolder } from '../lib/cache-folder.js';
import { clearInstalled, type InstalledFolder, listInstalled } from '../lib/installed-folders.js';

/** `makePythonEnvironment` names them so: what for, and a hash of the requirements. */
const OURS = /-[0-9a-f]{12}$/;

/** The Python environments made for this user. */
export function listPythonEnvironments(): Promise<InstalledFolder[]> {
  return listInstalled(cacheFolder('python'), OURS);
}

/**
 * Removes them. Gives what was removed, or with `isDryRun` what would be.
 *
 * @throws {InvalidInputError} when their folder is a symbolic link: what it points to is not ours.
 */
export function clearPythonEnvironments(options: ClearOptions = {}): Promise<InstalledFolder[]> {
  return clearInstalled(cacheFolder('python'), OURS, options);
}
