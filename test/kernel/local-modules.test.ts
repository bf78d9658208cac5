import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notebook, resultText, streamText } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

function write(name: string, text: string): string {
  const path = join(notebook.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

async function value(code: string): Promise<string | undefined> {
  const executed = await notebook.run(code);
  expect(executed.reply.evalue).toBeUndefined();
  return resultText(executed);
}

describe('a local module that has changed', () => {
  test('is read again by the next cell that imports it, with its types', async () => {
    write('one.ts', 'export const n: number = 1;');
    expect(await value(`import { n } from './one'; n`)).toBe('1');
    write('one.ts', `export const n: string = 'two';`);
    expect(await value('n')).toBe('1');
    expect(await value(`import { n } from './one'; n.toUpperCase()`)).toBe(`'TWO'`);
  });

  test('takes along what depends on it, over any number of steps, and nothing else', async () => {
    write('deep/base.ts', 'export const base = 1;');
    write('deep/middle.ts', `import { base } from './base';\nexport const middle = base * 10;`);
    write('top.ts', `import { middle } from './deep/middle';\nconsole.log('top is run');\nexport const top = middle * 10;`);
    write('aside.ts', `console.log('aside is run');\nexport let count = 0;\nexport const more = () => ++count;`);
    const first = await notebook.run(`import { top } from './top'; import { more } from './aside'; [top, more()]`);
    expect([resultText(first), streamText(first)]).toEqual(['[ 100, 1 ]', 'top is run\naside is run\n']);
    write('deep/base.ts', 'export const base = 2;');
    const second = await notebook.run(`import { top } from './top'; import { more } from './aside'; [top, more()]`);
    expect([resultText(second), streamText(second)]).toEqual(['[ 200, 2 ]', 'top is run\n']);
    const third = await notebook.run(`import { top } from './top'; import { more } from './aside'; [top, more()]`);
    expect([resultText(third), streamText(third)]).toEqual(['[ 200, 3 ]', '']);
  });

  test('is the same one for all who import it', async () => {
    write('shared.ts', 'export const marks: string[] = [];');
    write('left.ts', `import { marks } from './shared';\nexport const left = () => marks.push('left');`);
    write('right.ts', `import { marks } from './shared';\nexport const right = () => marks.push('right');`);
    await value(`import { left } from './left'; left()`);
    write('shared.ts', `export const marks: string[] = ['new'];`);
    await value(`import { left } from './left'; left()`);
    expect(await value(`import { right } from './right'; import { marks } from './shared'; right(); marks`)).toBe(
      `[ 'new', 'left', 'right' ]`,
    );
  });

  test('may be JavaScript or JSON', async () => {
    write('plain.js', 'export const kind = "old";');
    write('numbers.json', '{ "list": [1] }');
    expect(await value(`import { kind } from './plain'; import numbers from './numbers.json'; [kind, numbers.list]`)).toBe(
      `[ 'old', [ 1 ] ]`,
    );
    write('plain.js', 'export const kind = 2;');
    write('numbers.json', '{ "list": [2, 3], "more": true }');
    const code = `import { kind } from './plain'; import numbers from './numbers.json'; [kind.toFixed(1), numbers.list, numbers.more]`;
    expect(await value(code)).toBe(`[ '2.0', [ 2, 3 ], true ]`);
  });

  test('may be loaded with require or import()', async () => {
    const name = 'late.cjs';
    write('inner.cjs', 'exports.n = 1;');
    write(name, `exports.n = require('./inner.cjs').n;`);
    expect(await value(`require('./${name}').n`)).toBe('1');
    write('inner.cjs', 'exports.n = 2;');
    expect(await value(`require('./${name}').n`)).toBe('2');
    write('dynamic.ts', 'export const n = 1;');
    expect(await value(`(await import('./dynamic')).n`)).toBe('1');
    write('dynamic.ts', 'export const n = 2;');
    expect(await value(`(await import('./dynamic')).n`)).toBe('2');
  });

  test('may be made and removed', async () => {
    write('outer.ts', `import { n } from './made-later';\nexport const outer = n;`);
    expect((await notebook.run(`import { outer } from './outer'`)).reply.evalue).toContain(`Cannot find module './made-later'`);
    const path = write('made-later.ts', 'export const n = 5;');
    expect(await value(`import { outer } from './outer'; outer`)).toBe('5');
    rmSync(path);
    expect((await notebook.run(`import { outer } from './outer'`)).reply.evalue).toContain(`Cannot find module './made-later'`);
  });

  test('with an error tells its own file and line, and is read again once it is mended', async () => {
    const path = write('mended.ts', 'export const half = (n: number) => n / 2;');
    await value(`import { half } from './mended'; half(4)`);
    write('mended.ts', `export const half = (n: number) => {\n  throw new Error('broken');\n};`);
    const thrown = await notebook.run(`import { half } from './mended'; half(4)`);
    expect(thrown.reply.traceback?.join('\n')).toContain(`at half (${path}:2:9)`);
    write('mended.ts', `export const half = (n: number) => {\n  return n / '2';\n};`);
    expect((await notebook.run(`import { half } from './mended'; half(4)`)).reply.evalue).toMatch(/^mended\.ts:2:14 - /);
    write('mended.ts', `export const half = (n: number) => {\n  return n / ;\n};`);
    expect((await notebook.run(`import { half } from './mended'; half(4)`)).reply.evalue).toMatch(
      /^mended\.ts:2:14 - Expression expected/,
    );
    write('mended.ts', 'export const half = (n: number) => n / 4;');
    expect(await value(`import { half } from './mended'; half(4)`)).toBe('1');
  });
});

describe('a local module above the folder of the notebook', () => {
  test('is imported, reloaded and checked like any other', async () => {
    const inner = new Notebook(join(notebook.folder, 'chapters'));
    await inner.start();
    try {
      const path = write('above.ts', `import { five } from './deep/five';\nexport const twice: number = five * 2;`);
      write('deep/five.ts', 'export const five = 5;');
      expect(resultText(await inner.run(`import { twice } from '../above'; twice`))).toBe('10');
      write('deep/five.ts', `export const five = 6; throw new Error('above');`);
      expect((await inner.run(`import { twice } from '../above'; twice`)).reply.evalue).toBe('above');
      write('above.ts', `export const twice: number = 'x';`);
      expect((await inner.run(`import { twice } from '../above'; twice`)).reply.evalue).toContain(`${path}:1:14 - Type 'string'`);
    } finally {
      await inner.close();
    }
  });
});
