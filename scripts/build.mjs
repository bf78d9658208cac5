// Compiles src/ to dist/: TypeScript for Node, esbuild for the browser halves of the figures.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClient } from './setup/client-scripts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds everything; throws with the compiler's own words when it fails. */
export async function build() {
  const compiled = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (compiled.status !== 0) throw new Error(`TypeScript found errors:\n${compiled.stdout}${compiled.stderr}`);
  removeOrphans(await buildClient());
  await bundleNative();
  const command = join(root, 'dist/cli/main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
}

/** Takes what was compiled from a source that is gone out of dist; `kept` has no source of its own. */
function removeOrphans(kept) {
  const dist = join(root, 'dist');
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = join(entry.parentPath, entry.name);
    const source = join(root, 'src', relative(dist, file)).replace(/(\.d\.ts|\.js)$/, '');
    if (!existsSync(`${source}.ts`) && !kept.includes(file)) rmSync(file);
  }
}

/**
 * What we take of TensorFlow.js's native package, into `dist/native`: its kernels as one file, and the binding's sources.
 * The package itself is no dependency, since its install script wants a download that fails where only npm is reachable.
 */
export async function bundleNative() {
  const { build: bundle } = await import('esbuild');
  const kernels = `
    require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
    exports.NodeJSKernelBackend = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend').NodeJSKernelBackend;`;
  await bundle({
    stdin: { contents: kernels, resolveDir: root },
    outfile: join(root, 'dist/native/kernels.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // One TensorFlow.js in the process: ours.
    external: ['@tensorflow/tfjs', '@tensorflow/tfjs-core', '@tensorflow/tfjs-core/*'],
    legalComments: 'inline',
  });
  cpSync(join(root, 'node_modules/@tensorflow/tfjs-node-gpu/binding'), join(root, 'dist/native/binding'), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
