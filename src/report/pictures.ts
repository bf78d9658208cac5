import { readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, relative, resolve, sep } from 'node:path';
import type { PictureSource } from './publish/sanitize.js';

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.svg': 'image/svg+xml',
};

/** Larger pictures would make the page too large to open with pleasure. */
const LARGEST = 4 * 1024 * 1024;

/** Pictures beside a notebook, as data URIs: only from its own folder and below, so that no page carries other files away. */
export function picturesOf(folder: string): PictureSource {
  return (src) => {
    const type = TYPES[extname(src.replace(/[?#].*$/, '')).toLowerCase()];
    if (type === undefined || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(src)) return undefined;
    try {
      const root = realpathSync(folder);
      const file = realpathSync(resolve(root, decodeURIComponent(src.replace(/[?#].*$/, ''))));
      const path = relative(root, file);
      if (path === '..' || path.startsWith(`..${sep}`) || resolve(root, path) !== file) return undefined;
      return statSync(file).size > LARGEST ? undefined : `data:${type};base64,${readFileSync(file).toString('base64')}`;
    } catch {
      return undefined;
    }
  };
}
