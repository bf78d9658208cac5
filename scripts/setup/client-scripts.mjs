import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'src/widgets/client');
const out = join(root, 'dist/widgets/client');

/**
 * The browser halves of the figures, each from `src/widgets/client/figures/<name>.ts`, whose default export is an AFM module:
 *
 * - `figures/<name>.js`: all that one kind needs, carried by each of its outputs in a notebook;
 * - `page/shared.js` and `page/<name>.js`: what several kinds need, and what one needs beyond; a published page has those it uses;
 * - `kit.js`: brings to life what a cell has defined;
 * - `live.js`: the module for anywidget;
 * - `label-page.js`: the page of `framescope label`.
 *
 * Gives the files it wrote.
 */
export async function buildClient() {
  const { build } = await import('esbuild');
  const names = readdirSync(join(folder, 'figures')).map((name) => name.replace(/\.ts$/, ''));
  const shared = await sharedModules(build, names);
  const scripts = [
    ...names.map((name) => [`figures/${name}.js`, mounting(name)]),
    ...names.map((name) => [`page/${name}.js`, mounting(name), [takenFrom(shared)]]),
    ['page/shared.js', sharing(shared)],
    ['kit.js', `import './kit.ts';`],
    ['live.js', `export { default } from './live.ts';`],
    ['label-page.js', `import './label-editor/page.ts';`],
  ];
  return Promise.all(
    scripts.map(async ([name, contents, plugins = []]) => {
      const format = name === 'live.js' ? 'esm' : 'iife';
      await build({ ...bundled(contents), outfile: join(out, name), format, plugins, minify: true });
      return join(out, name);
    }),
  );
}

function bundled(contents) {
  return { stdin: { contents, resolveDir: folder }, bundle: true, target: 'es2022', legalComments: 'none' };
}

/** A script that mounts figures of a kind, which is named as its file, in camel case. */
function mounting(name) {
  const kind = name.replace(/-[a-z]/g, (match) => match[1].toUpperCase());
  const imports = `import widget from './figures/${name}.ts';\nimport { mount, whenReady } from './mount.ts';`;
  return `${imports}\nwhenReady(() => mount('${kind}', widget));`;
}

/** The modules that two kinds or more need: their paths and what they export. */
async function sharedModules(build, names) {
  const metadata = { bundle: true, write: false, metafile: true };
  const counts = new Map();
  for (const name of names) {
    const { metafile } = await build({ ...bundled(mounting(name)), ...metadata, outfile: 'x.js' });
    const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    for (const input of inputs) counts.set(input, (counts.get(input) ?? 0) + 1);
  }
  const files = [...counts].filter(([file, count]) => count > 1 && file !== '<stdin>').map(([file]) => resolve(file));
  const { metafile } = await build({ ...metadata, entryPoints: files, format: 'esm', outdir: 'x' });
  const exported = new Map(Object.values(metafile.outputs).map(({ entryPoint, exports }) => [resolve(entryPoint), exports]));
  return files.map((file) => ({ file, exports: exported.get(file) }));
}

const PLACE = `globalThis[Symbol.for('framescope.shared')]`;

/** Lays the shared modules down by their numbers. */
function sharing(modules) {
  const imports = modules.map(({ file }, i) => `import * as m${i} from ${JSON.stringify(`./${relative(folder, file)}`)};`);
  return `${imports.join('\n')}\n${PLACE} = [${modules.map((_, i) => `m${i}`).join(',')}];`;
}

/** Takes from the shared modules, where `sharing` has laid them, what is used. */
function takenFrom(modules) {
  return {
    name: 'shared',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path).replace(/\.js$/, '.ts');
        const number = modules.findIndex((module) => module.file === file);
        return number < 0 ? undefined : { path: String(number), namespace: 'shared' };
      });
      onResolve({ filter: /^take$/ }, ({ path }) => ({ path, namespace: 'take' }));
      onLoad({ filter: /./, namespace: 'take' }, () => ({ contents: `export default (n, name) => ${PLACE}[n][name];` }));
      onLoad({ filter: /./, namespace: 'shared' }, ({ path }) => {
        const taken = modules[path].exports.map((name) => `export const ${name} = /* @__PURE__ */ take(${path}, '${name}');`);
        return { contents: `import take from 'take';\n${taken.join('\n')}` };
      });
    },
  };
}
