import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Workplace } from './framescope.js';

const workplace = new Workplace();
afterAll(() => workplace.close());

test('publish --run executes a copy, writes its page, and prints JSON alone on stdout', async () => {
  workplace.notebook('one.ipynb', ["'a value ' + (40 + 2)"]);
  const { code, out, err } = await workplace.call('publish', 'one.ipynb', '--run', '-o', 'site', '--json');
  expect(code, err).toBe(0);
  const [page] = JSON.parse(out) as { file: string; bytes: number }[];
  expect(page.file).toBe(join('site', 'one.html'));
  const html = readFileSync(join(workplace.folder, page.file), 'utf8');
  expect(Buffer.byteLength(html)).toBe(page.bytes);
  expect(html).toContain('a value 42');
  expect(readFileSync(join(workplace.folder, 'one.ipynb'), 'utf8')).not.toContain('a value 42');
  expect(readdirSync(join(workplace.folder, 'site')).sort()).toEqual(['one.html', 'one.ipynb']);
});

test('without --run saved outputs are shown and nothing is executed; several have an index', async () => {
  workplace.notebook('two.ipynb', ["console.log('has run')"]);
  workplace.notebook('three.ipynb', ['3']);
  const { code, err } = await workplace.call('publish', 'two.ipynb', 'three.ipynb', '-o', 'still');
  expect(code, err).toBe(0);
  expect(readdirSync(join(workplace.folder, 'still')).sort()).toEqual(['index.html', 'three.html', 'two.html']);
  expect(readFileSync(join(workplace.folder, 'still', 'two.html'), 'utf8')).not.toContain('class="output stream');
  expect(readFileSync(join(workplace.folder, 'still', 'index.html'), 'utf8')).toMatch(
    /href="two\.html"[\s\S]*href="three\.html"/,
  );
});

test('a notebook that fails has a page that shows the error, and exit code 1', async () => {
  workplace.notebook('fails.ipynb', ["throw new Error('as seen on the page')", '2']);
  const { code } = await workplace.call('publish', 'fails.ipynb', '--run', '-o', 'failed');
  expect(code).toBe(1);
  expect(readFileSync(join(workplace.folder, 'failed', 'fails.html'), 'utf8')).toContain('as seen on the page');
});

test('Ctrl-C while running ends with 130', async () => {
  workplace.notebook('long.ipynb', ["'kept'", 'await new Promise(() => setInterval(() => {}, 1000))']);
  const { process: child, ended, said } = workplace.start('publish', 'long.ipynb', '--run', '-o', 'stopped');
  await said('cell 1');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(existsSync(join(workplace.folder, 'stopped', 'long.html'))).toBe(true);
});
