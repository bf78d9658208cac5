import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Notebook, resultText, streamText, until } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());
afterEach(async () => {
  expect(resultText(await notebook.run('[1, 2].map((x) => x * 21).join()'))).toBe("'21,42'"); // the next cell works, whatever was done
});

describe('what cannot be looked at, thrown', () => {
  test.each([
    ['throw undefined', 'undefined'],
    ['throw null', 'null'],
    [`throw Object.freeze(new RangeError('cold'))`, 'cold'],
    [`throw Object.freeze({ a: 1 })`, '{ a: 1 }'],
    [`throw new Proxy({}, { get() { throw new Error('get'); }, getPrototypeOf() { throw new Error('prototype'); } })`, '{}'],
    [
      `const odd = new Error('m'); Object.defineProperty(odd, 'message', { get() { throw 1; } }); Object.defineProperty(odd, 'stack', { get() { throw 2; } }); Object.defineProperty(odd, 'name', { get() { throw 3; } }); throw odd`,
      '',
    ],
    [`await Promise.reject(Object.freeze([1]))`, '[ 1 ]'],
    [`throw Symbol('s')`, 'Symbol(s)'],
  ])('%s is an error of its cell', async (code, evalue) => {
    const { reply, outputs } = await notebook.run(code);
    expect([reply.status, reply.evalue]).toEqual(['error', evalue]);
    expect(outputs.filter(({ type }) => type === 'error')).toHaveLength(1);
  });

  test('rejected after the cell has ended is told of that cell', async () => {
    notebook.late.length = 0;
    const { messages } = await notebook.run(`setTimeout(() => Promise.reject(undefined), 20); 0;`);
    await until(() => notebook.late.length > 0);
    expect(notebook.late[0]).toMatchObject({ type: 'error', content: { evalue: 'undefined' }, parentId: messages[0].parentId });
  });
});

describe("a cell that replaces JavaScript's own", () => {
  test.each([
    ['Array.prototype', ['map', 'push', 'join', 'filter'], `() => 'mine'`, `[1].map(String)`, "'mine'"],
    ['JSON', ['stringify', 'parse'], `() => { throw new Error('mine'); }`, `JSON.stringify.toString().includes('mine')`, 'true'],
    ['String.prototype', ['replace', 'split', 'slice'], `() => 'mine'`, `'a'.slice(1)`, "'mine'"],
    ['Map.prototype', ['get', 'has'], '() => undefined', 'new Map([[1, 2]]).get(1) === undefined', 'true'],
    ['Object', ['keys', 'entries', 'fromEntries'], '() => []', 'Object.keys({ a: 1 }).length', '0'],
    ['globalThis', ['Buffer', 'Map', 'setTimeout', 'process'], 'undefined', 'typeof Buffer + typeof Map', "'undefinedundefined'"],
  ])('%s keeps what it has done, and the kernel works on', async (owner, keys, instead, look, seen) => {
    const saved = `saved_${owner.replace('.', '_')}`;
    const replace = keys
      .map((key) => `${saved}.${key} = (${owner} as any).${key}; (${owner} as any).${key} = ${instead};`)
      .join(' ');
    const changed = await notebook.run(`const ${saved}: any = {}; ${replace} console.log('printed'); 0;`);
    expect(changed.reply.evalue).toBeUndefined();
    expect(streamText(changed)).toBe('printed\n');
    expect(resultText(await notebook.run(look))).toBe(seen);
    expect((await notebook.run(`const typed: number = 'x'`)).reply.evalue).toContain("Type 'string' is not assignable");
    expect((await notebook.run(`throw new RangeError('told')`)).reply).toMatchObject({ ename: 'RangeError', evalue: 'told' });
    expect(resultText(await notebook.run(`import { tmpdir } from 'node:os'; ({ kind: typeof tmpdir })`))).toBe(
      "{ kind: 'function' }",
    );
    await notebook.run(`${keys.map((key) => `(${owner} as any).${key} = ${saved}.${key};`).join(' ')} 0;`);
  });

  test('console and streams, keeps its results', async () => {
    const code = `const { log } = console; const { write } = process.stdout; const said: unknown[] = []; console.log = (...all) => { said.push(...all); };
      process.stdout.write = (() => true) as any; console.log('kept'); said`;
    expect(resultText(await notebook.run(code))).toBe("[ 'kept' ]");
    expect((await notebook.run(`console.error('err'); throw new Error('told')`)).reply.evalue).toBe('told');
    await notebook.run('console.log = log; process.stdout.write = write;');
  });
});

describe('a cell that changes the folder', () => {
  test('moves its own paths, not where modules and packages are found', async () => {
    mkdirSync(join(notebook.folder, 'elsewhere'), { recursive: true });
    writeFileSync(join(notebook.folder, 'beside.ts'), 'export const beside = 1;\nexport const wrong: number = 2;');
    const moved = await notebook.run(`process.chdir('elsewhere'); process.cwd()`);
    expect(resultText(moved)).toBe(`'${realpathSync(join(notebook.folder, 'elsewhere'))}'`);
    expect(resultText(await notebook.run(`import { beside } from './beside'; beside`))).toBe('1');
    writeFileSync(join(notebook.folder, 'beside.ts'), `export const beside = 1;\nexport const wrong: number = 'x';`);
    expect((await notebook.run(`import { beside } from './beside'; beside`)).reply.traceback?.join('\n')).toContain(
      `> 2 | export const wrong`,
    );
    const { evalue } = (await notebook.run(`import './nowhere-at-all'`)).reply;
    expect(evalue === undefined || evalue.includes(join(notebook.folder, 'nowhere-at-all'))).toBe(true);
    await notebook.run('process.chdir("..");');
  });
});

describe('a timer that prints without end', () => {
  test('leaves room for the next cells, for interrupts, and in memory', async () => {
    const before = Number(resultText(await notebook.run('process.memoryUsage().rss')));
    await notebook.run(
      `const flood = setInterval(() => { for (let i = 0; i < 2000; i++) console.log('flood', i, 'x'.repeat(50)); }, 0); 0;`,
    );
    expect(resultText(await notebook.run('await new Promise((r) => setTimeout(r, 500)); 1 + 1'))).toBe('2');
    const running = notebook.run('await new Promise(() => {})');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await notebook.session.interrupt();
    expect((await running).reply.ename).toBe('Interrupted');
    const after = Number(resultText(await notebook.run('clearInterval(flood); process.memoryUsage().rss')));
    expect(after - before).toBeLessThan(200 * 2 ** 20);
    expect(notebook.late.some(({ content }) => String(content.text).startsWith('flood'))).toBe(true);
  });
});
