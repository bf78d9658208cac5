import { readFileSync } from 'node:fs';

/** The version of framescope. */
export function ownVersion(): string {
  const file = new URL('../../package.json', import.meta.url); // the same path whether this file runs compiled or from source
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
