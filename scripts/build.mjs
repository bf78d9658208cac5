// Compiles src/ to dist/: TypeScript for Node, esbuild for the browser halves of the figures.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds everything; throws with the compiler's own words when it fails. */
export async function build() {
  const compiled = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (compiled.status !== 0) throw new Error(`TypeScript found errors:\n${compiled.stdout}${compiled.stderr}`);
  await buildClient();
  removeOrphans();
  await bundleNative();
  const command = join(root, 'dist/cli/main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
}

/** Every `src/widgets/client/*.entry.ts` becomes a script of its own, `dist/widgets/client/*.js`. */
export async function buildClient() {
  const { build: bundle } = await import('esbuild');
  const folder = join(root, 'src/widgets/client');
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder).filter((name) => name.endsWith('.entry.ts'));
  if (entries.length === 0) return;
  await bundle({
    entryPoints: entries.map((name) => ({ in: join(folder, name), out: name.replace(/\.entry\.ts$/, '') })),
    outdir: join(root, 'dist/widgets/client'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
  });
}

/** Takes what was compiled from a source that is gone out of dist. */
function removeOrphans() {
  const dist = join(root, 'dist');
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = join(entry.parentPath, entry.name);
    const source = join(root, 'src', relative(dist, file)).replace(/(\.d\.ts|\.js)$/, '');
    if (!existsSync(`${source}.ts`) && !existsSync(`${source}.entry.ts`)) rmSync(file);
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
