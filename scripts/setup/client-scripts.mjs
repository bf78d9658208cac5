import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'src/widgets/client');
const out = join(root, 'dist/widgets/client');

/**
 * The browser halves of the figures, each from `src/widgets/client/figures/<name>.ts`, whose default export is an AFM module:
 *
 * - `figures/<name>.js`: all that one kind needs, carried by each of its outputs in a notebook;
 * - `page.json`: the modules of all kinds, and which of them each kind needs; a published page has those of the kinds it shows;
 * - `kit.js`: brings to life what a cell has defined;
 * - `live.js`: the module for anywidget;
 * - `label-page.js`: the page of `framescope label`.
 *
 * Gives the files it wrote.
 */
export async function buildClient() {
  const { build, transform } = await import('esbuild');
  const names = readdirSync(join(folder, 'figures')).map((name) => name.replace(/\.ts$/, ''));
  const scripts = [
    ...names.map((name) => [`figures/${name}.js`, inNotebook(name)]),
    ['kit.js', `import './kit.ts';`],
    ['live.js', `export { default } from './live.ts';`],
    ['label-page.js', `import './label-editor/page.ts';`],
  ];
  const files = scripts.map(async ([name, contents]) => {
    const format = name === 'live.js' ? 'esm' : 'iife';
    await build({ ...bundled(contents), outfile: join(out, name), format, minify: true });
    return join(out, name);
  });
  const page = join(out, 'page.json');
  writeFileSync(page, JSON.stringify(await pageModules(names, { build, transform })));
  return [...(await Promise.all(files)), page];
}

function bundled(contents) {
  return { stdin: { contents, resolveDir: folder }, bundle: true, target: 'es2022', legalComments: 'none', charset: 'utf8' };
}

/** A script that brings figures of a kind to life in a notebook. */
function inNotebook(name) {
  return `import widget from './figures/${name}.ts'; import { mountLive } from './mount-live.ts'; mountLive('${kindOf(name)}', widget);`;
}

/** The same in a published page, which has no kernel. */
function inPage(name) {
  const imports = `import widget from './figures/${name}.ts'; import { mount, whenReady } from './mount.ts';`;
  return `${imports} whenReady(() => mount('${kindOf(name)}', widget));`;
}

/** A kind is named as its file, in camel case. */
function kindOf(name) {
  return name.replace(/-[a-z]/g, ([, letter]) => letter.toUpperCase());
}

/**
 * The modules of all kinds, minified in one scope and cut where one ends, and what each kind needs. In this order, in one scope,
 * the modules of any kinds are a script: nothing has to be exported and imported, and nothing is there twice.
 */
async function pageModules(names, { build, transform }) {
  const { outputFiles, metafile } = await build({
    ...bundled(names.map((name) => `import 'mount:${name}';`).join('\n')),
    ...{ format: 'esm', outfile: 'page.js', write: false, metafile: true, absWorkingDir: root },
    ...{ minifySyntax: true, minifyIdentifiers: true, plugins: [mounts] },
  });
  const codes = { '': '' };
  let name = '';
  for (const line of outputFiles[0].text.split('\n')) {
    // esbuild heads each module with its name.
    if (line.startsWith('// ') && line.slice(3) in metafile.inputs) name = line.slice(3);
    else codes[name] = `${codes[name] ?? ''}${line}\n`;
  }
  for (const name in codes) {
    const { code } = await transform(codes[name], {
      minifyWhitespace: true,
      minifySyntax: true,
      target: 'es2022',
      charset: 'utf8',
    });
    if (code.trim() === '') delete codes[name];
    else codes[name] = code.trim();
  }
  const needed = (name, found = new Set(['', name])) => {
    for (const { path } of metafile.inputs[name].imports) if (!found.has(path)) needed(path, found.add(path));
    return found;
  };
  const namesOf = (name) => [...needed(`mount:${name}`)].filter((name) => name in codes);
  return { modules: codes, kinds: Object.fromEntries(names.map((name) => [kindOf(name), namesOf(name)])) };
}

/** `mount:<name>` mounts figures of a kind. */
const mounts = {
  name: 'mounts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^mount:/ }, ({ path }) => ({ path: path.slice('mount:'.length), namespace: 'mount' }));
    onLoad({ filter: /./, namespace: 'mount' }, ({ path }) => ({ contents: inPage(path), resolveDir: folder }));
  },
};
