import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from './set-up.mjs';

/**
 * A TypeScript file of the repository as a program for Node; gives its path. What it imports from src is taken from dist, what it
 * imports from npm stays outside. The caller removes it.
 */
export async function programOf(file) {
  const { build } = await import('esbuild');
  const folder = join(root, 'node_modules/.cache/framescope/programs');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, `${basename(file, '.ts')}-${process.pid}.mjs`);
  const compiledSources = {
    name: 'compiled sources',
    setup(bundler) {
      bundler.onResolve({ filter: /^(\.\.\/)+src\// }, ({ path }) => ({
        path: join(root, 'dist', path.replace(/^(\.\.\/)+src\//, '')),
        external: true,
      }));
    },
  };
  await build({
    entryPoints: [join(root, file)],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.dirname': JSON.stringify(join(root, dirname(file))) },
    plugins: [compiledSources],
    logLevel: 'warning',
  });
  return program;
}
