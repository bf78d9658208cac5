// `npm run gallery [-- FILE]`: writes a page with every kind of figure, alive, on drawn data. Default reports/gallery.html.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { programOf } from './setup/program.mjs';

const INTRODUCTION = `# Figures

Each of these is what a cell of a notebook gives. It is alive in JupyterLab, in the saved notebook and on a published page such as this one, without a kernel and without a network: drag, play, click, or take the keyboard. \`docs/widgets.md\` tells all options and keys, and how to make a figure of your own.`;

const root = fileURLToPath(new URL('..', import.meta.url));
const file = resolve(process.argv[2] ?? join(root, 'reports/gallery.html'));

await build();
const { readFigureScripts } = await import('../dist/report/publish/figure-script.js');
const { notebookPage } = await import('../dist/report/publish/notebook-page.js');
const { galleryFigures } = await load('test/widgets/gallery.ts');
const { GALLERY_WORDS } = await load('test/widgets/gallery-words.ts');

const figures = await galleryFigures();
const cells = [text(INTRODUCTION)];
for (const [heading, kinds] of Object.entries(GALLERY_WORDS)) {
  cells.push(text(`## ${heading}`));
  for (const [kind, { purpose, code }] of Object.entries(kinds)) {
    const data = await figures.get(kind).toMimeBundle();
    cells.push(text(`### ${kind}\n\n${purpose}`), {
      cell_type: 'code',
      source: code,
      metadata: {},
      execution_count: null,
      outputs: [{ output_type: 'display_data', data, metadata: {} }],
    });
  }
}
const { html } = notebookPage(
  { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 },
  {
    name: 'Figures',
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    command: 'npm run gallery',
    figureScript: await readFigureScripts(),
    trust: false,
  },
);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, html);
console.log(file);

function text(source) {
  return { cell_type: 'markdown', source, metadata: {} };
}

async function load(path) {
  const program = await programOf(path);
  try {
    return await import(pathToFileURL(program).href);
  } finally {
    rmSync(program);
  }
}
