// `npm run gallery [-- FILE]`: writes a page with every kind of figure, alive, on drawn data. Default reports/gallery.html.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { programOf } from './setup/program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = resolve(process.argv[2] ?? join(root, 'reports/gallery.html'));

await build();
const { readFigureScripts } = await import('../dist/report/publish/figure-script.js');
const scriptFor = await readFigureScripts();
const program = await programOf('test/widgets/gallery.ts');
const { galleryFigures } = await import(pathToFileURL(program).href);
const figures = await galleryFigures();
rmSync(program);
const sections = [];
for (const [kind, figure] of figures) {
  const { 'text/html': html } = await figure.toMimeBundle();
  sections.push(`<section><h2>${kind}</h2>${html.replace(/<script>[\s\S]*?<\/script>/g, '')}</section>`);
}
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, page(sections));
console.log(file);

function page(sections) {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>framescope's figures</title>
<style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;background:light-dark(#fbfbfc,#0e1013);color:light-dark(#1b1f27,#e9ebef)}
h2{font-size:1.05rem;margin-top:2.5rem}
[data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:dark}
</style></head>
<body><main><h1>framescope’s figures</h1>
<p><label>Theme <select onchange="document.documentElement.dataset.theme=this.value"><option value="">the system’s</option><option>light</option><option>dark</option></select></label></p>
${sections.join('\n')}
</main><script>${scriptFor(sections.join('\n')).loader}</script></body></html>
`;
}
