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
  removeOrphans(await buildClient());
  await bundleNative();
  const command = join(root, 'dist/cli/main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
}

/**
 * The browser halves of the figures, each from `src/widgets/client/figures/<name>.ts`, whose default export is an AFM module:
 * a script for each (`figures/<name>.js`, in a notebook's outputs), one for all (`page.js`, in published pages), those too
 * large for every page (`large-figures/<name>.js`), which a page carries with each of its figures only, `kit.js`,
 * which brings to life what a cell has defined, `live.js`, the module for anywidget, and `label-page.js`, the page of
 * `framescope label`. Gives the files it wrote.
 */
export async function buildClient() {
  const folder = join(root, 'src/widgets/client');
  const namesIn = (part) => readdirSync(join(folder, part)).map((name) => name.replace(/\.ts$/, ''));
  const names = namesIn('figures');
  const scripts = {
    ...Object.fromEntries(names.map((name) => [`figures/${name}.js`, mounting([name])])),
    ...Object.fromEntries(
      namesIn('large-figures').map((name) => [`large-figures/${name}.js`, mounting([name], 'large-figures')]),
    ),
    'page.js': mounting(names),
    'kit.js': `import './kit.ts';`,
    'live.js': `export { default } from './live.ts';`,
    'label-page.js': `import './label-editor/page.ts';`,
  };
  const { build: bundle } = await import('esbuild');
  const written = Object.entries(scripts).map(async ([name, contents]) => {
    const outfile = join(root, 'dist/widgets/client', name);
    await bundle({
      stdin: { contents, resolveDir: folder },
      outfile,
      bundle: true,
      minify: true,
      format: name === 'live.js' ? 'esm' : 'iife',
      target: 'es2022',
      legalComments: 'none',
    });
    return outfile;
  });
  return Promise.all(written);
}

/** A script that mounts figures; their kinds are named as their files, in camel case. */
function mounting(names, part = 'figures') {
  const kindOf = (name) => name.replace(/-[a-z]/g, (match) => match[1].toUpperCase());
  const imports = names.map((name) => `import ${kindOf(name)} from './${part}/${name}.ts';`);
  const mounts = names.map((name) => `mount('${kindOf(name)}', ${kindOf(name)});`);
  return `${imports.join('\n')}\nimport { mount, whenReady } from './mount.ts';\nwhenReady(() => { ${mounts.join(' ')} });`;
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
