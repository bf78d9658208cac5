import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Compiles `src` to `dist` when a source, a setting or a package changed since. */
export const buildStep = {
  name: 'build',
  async run(say, root) {
    const record = join(root, 'node_modules/.cache/framescope/build.json');
    const hash = hashOfSources(root);
    const isBuilt = existsSync(join(root, 'dist/lib/index.js')) && existsSync(record);
    if (isBuilt && JSON.parse(readFileSync(record, 'utf8')).hash === hash) return 'up to date';
    say('compiling src to dist');
    const { build } = await import('../build.mjs');
    await build();
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, JSON.stringify({ hash }));
  },
};

/** A hash of everything the build reads. */
export function hashOfSources(root) {
  const hash = createHash('sha256');
  const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.client.json', 'scripts/build.mjs'];
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length));
  for (const file of [...settings, ...sources.sort()]) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
