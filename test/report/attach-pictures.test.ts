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
