import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attachPictures } from '../../src/report/run/attach-pictures.js';
import { temporaryFolder } from '../video/clips.js';
import { code, notebook, text } from './published-notebook.js';

const folder = temporaryFolder();
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

test('pictures beside a notebook become attachments; others, and code, stay as they are written', () => {
  mkdirSync(join(folder, 'notebooks/figures'), { recursive: true });
  writeFileSync(join(folder, 'notebooks/figures/net work.svg'), SVG);
  writeFileSync(join(folder, 'secret.svg'), SVG);
  const kept = '![far](https://example.org/a.png) ![out](../secret.svg) ![gone](figures/none.png)';
  const made = notebook([text(`![a net](figures/net%20work.svg) ${kept}`), code(1, '// ![a net](figures/net%20work.svg)')]);
  attachPictures(made, join(folder, 'notebooks'));
  expect(made.cells[0]).toMatchObject({
    source: `![a net](attachment:net-work.svg) ${kept}`,
    attachments: { 'net-work.svg': { 'image/svg+xml': Buffer.from(SVG).toString('base64') } },
  });
  expect(made.cells[1].source).toContain('(figures/net%20work.svg)');
});

test('pictures of one name from several folders keep their own, and what was pasted stays', () => {
  const other = SVG.replace('/>', ' id="b"/>');
  for (const [name, content] of Object.entries({ one: SVG, two: other })) {
    mkdirSync(join(folder, 'several', name), { recursive: true });
    writeFileSync(join(folder, 'several', name, 'net.svg'), content);
  }
  const pasted = { 'image/png': 'AAAA' };
  const made = notebook([{ ...text('![](one/net.svg) ![](two/net.svg) ![](one/net.svg)'), attachments: { 'net.svg': pasted } }]);
  attachPictures(made, join(folder, 'several'));
  expect(made.cells[0]).toMatchObject({
    source: '![](attachment:net-2.svg) ![](attachment:net-3.svg) ![](attachment:net-2.svg)',
    attachments: {
      'net.svg': pasted,
      'net-2.svg': { 'image/svg+xml': Buffer.from(SVG).toString('base64') },
      'net-3.svg': { 'image/svg+xml': Buffer.from(other).toString('base64') },
    },
  });
});
