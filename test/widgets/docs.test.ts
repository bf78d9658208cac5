import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { GALLERY } from './gallery.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('docs/widgets.md has a row for every kind of figure, and every option of it', () => {
  const rows = readFileSync(join(root, 'docs/widgets.md'), 'utf8').split('\n');
  const rowOf = (kind: string): string => rows.find((line) => line.startsWith(`| \`${kind}(`)) ?? '';
  expect(Object.keys(GALLERY).filter((kind) => rowOf(kind) === '')).toEqual([]);
  const folder = join(root, 'src/widgets');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const source = readFileSync(join(folder, file), 'utf8');
    const kind = file.replace(/\.ts$/, '').replace(/-[a-z]/g, (match) => match[1].toUpperCase());
    const [, body = ''] = /^export interface \w+Options\b[^{]*\{\n([\s\S]*?)^\}/m.exec(source) ?? [];
    if (!(kind in GALLERY)) continue;
    const options = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name).filter((name) => name !== 'title');
    expect(
      options.filter((name) => !new RegExp(`\\b${name}\\b`).test(rowOf(kind))),
      `options of ${kind} that docs/widgets.md does not name`,
    ).toEqual([]);
  }
});
