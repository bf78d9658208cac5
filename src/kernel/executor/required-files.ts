import { isInstalled, stampOf } from './local-modules.js';
import { tslabRequire } from './package-root.js';

/** What each local file was when Node loaded it. */
const stamps = new Map<string, string>();

/** Takes down that Node's own loader is about to load a file: JSON, `.cjs`, and whatever a cell requires. */
export function noteRequired(path: string): void {
  if (!isInstalled(path) && !(path in tslabRequire.cache)) stamps.set(path, stampOf(path));
}

/** Lets Node load those files again that have changed, with all that require them. */
export function forgetChangedFiles(): void {
  const stale = new Set([...stamps].filter(([path, stamp]) => stampOf(path) !== stamp).map(([path]) => path));
  for (const path of stale) {
    for (const [requirer, module] of Object.entries(tslabRequire.cache)) {
      if (module?.children.some(({ filename }) => filename === path)) stale.add(requirer);
    }
    stamps.delete(path);
    delete tslabRequire.cache[path];
  }
}
