import { readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, resolve, sep } from 'node:path';
import type { PictureSource } from './sanitize.js';

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};

/** Larger pictures stay out of the page; their description is shown. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Pictures that lie in a notebook's folder or below, as data URIs; nothing outside of it can be reached. */
export function picturesBelow(folder: string): PictureSource {
  const root = realpathSync(folder) + sep;
  return (src) => {
    const type = TYPES[extname(src).toLowerCase()];
    if (type === undefined || /^[a-z][a-z0-9+.-]*:/i.test(src)) return undefined;
    try {
      const path = realpathSync(resolve(root, decodeURIComponent(src)));
      if (!path.startsWith(root) || statSync(path).size > MAX_BYTES) return undefined;
      return `data:${type};base64,${readFileSync(path).toString('base64')}`;
    } catch {
      return undefined;
    }
  };
}
