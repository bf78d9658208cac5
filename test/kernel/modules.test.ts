import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { display, signal } from '../../src/kernel/index.js';
import type { Session as SessionClass } from '../../src/kernel/session.js';
import { Notebook, resultText } from './notebook.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

describe('a notebook in any folder', () => {
  test('imports framescope/kernel with its types', async () => {
    const { reply } = await notebook.run(
      `import { display, clearOutput, signal } from 'framescope/kernel'; const id: string = display(1).displayId;`,
    );
    expect(reply).toMatchObject({ status: 'ok' });
    const wrong = await notebook.run(`const id: number = display(1).displayId`);
    expect(wrong.reply.evalue).toContain("Type 'string' is not assignable to type 'number'");
  });

  test('imports framescope with its types', async () => {
    expect(resultText(await notebook.run(`import { windowStarts } from 'framescope'; windowStarts(10, { length: 4 })`))).toBe(
      '[ 0, 4 ]',
    );
    const wrong = await notebook.run(`windowStarts('ten')`);
    expect(wrong.reply.evalue).toContain("Argument of type 'string' is not assignable to parameter of type 'number'");
  });

  test('times its code and tells its environment with functions of the library', async () => {
    await notebook.run(`import { time, env } from 'framescope'`);
    expect(resultText(await notebook.run('(await time(() => 6 * 7)).value'))).toBe('42');
    const { outputs } = await notebook.run('await env()');
    const data = outputs[0].content.data as Record<string, string>;
    expect(data['text/plain']).toMatch(/TypeScript {2,}5\.0\.4\n/);
    expect(data['text/markdown']).toContain('| TypeScript | 5.0.4 |');
  });

  test('imports framescope/widgets with its types', async () => {
    expect(resultText(await notebook.run(`import { frameSlider } from 'framescope/widgets'; typeof frameSlider`))).toBe(
      "'function'",
    );
  });

  test('sees Node and its types', async () => {
    const { reply } = await notebook.run(
      `import { join } from 'node:path'; const a: string = join('a', process.version); const b: Buffer = Buffer.from(a); fetch;`,
    );
    expect(reply.evalue).toBeUndefined();
  });

  test('takes its own packages before those of the kernel, but the kernel is its own', async () => {
    for (const name of ['tslab-neighbour', 'framescope', 'semver']) {
      const folder = join(notebook.folder, 'node_modules', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ name, version: '0.0.1', main: 'index.js', types: 'index.d.ts' }),
      );
      writeFileSync(join(folder, 'index.js'), `exports.who = ${JSON.stringify(`${name} of the notebook`)};`);
      writeFileSync(join(folder, 'index.d.ts'), 'export declare const who: string;');
    }
    expect(resultText(await notebook.run(`import { who } from 'semver'; who`))).toBe("'semver of the notebook'");
    expect(resultText(await notebook.run(`import { display as mine } from 'framescope/kernel'; typeof mine`))).toBe("'function'");
  });

  test('imports packages that are described by exports alone, and ES modules', async () => {
    const folder = join(notebook.folder, 'node_modules', 'modern');
    mkdirSync(folder, { recursive: true });
    const exports = { './sub': { types: './types.d.ts', default: './code.js' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'modern', version: '1.0.0', type: 'module', exports }));
    writeFileSync(join(folder, 'code.js'), 'export const five = 5;');
    writeFileSync(join(folder, 'types.d.ts'), 'export declare const five: number;');
    expect(resultText(await notebook.run(`import { five } from 'modern/sub'; const n: number = five; n`))).toBe('5');
  });
});

describe('an installed kernel', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-installed-')));
  const installed = join(folder, 'node_modules', 'framescope');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('gives notebooks elsewhere the package that it is part of', async () => {
    mkdirSync(installed, { recursive: true });
    cpSync(join(root, 'package.json'), join(installed, 'package.json'));
    cpSync(join(root, 'dist/kernel'), join(installed, 'dist/kernel'), { recursive: true });
    symlinkSync(dirname(createRequire(import.meta.url).resolve('tslab/package.json')), join(folder, 'node_modules', 'tslab'));
    const module = (await import(pathToFileURL(join(installed, 'dist/kernel/session.js')).href)) as {
      Session: typeof SessionClass;
    };
    const session = await module.Session.start({ cwd: tmpdir() });
    try {
      const { status, evalue } = await session.execute(
        `import { display } from 'framescope/kernel'; const where: string = require.resolve('framescope/kernel'); if (where !== ${JSON.stringify(join(installed, 'dist/kernel/index.js'))}) throw new Error(where); display(1).displayId;`,
      );
      expect(evalue).toBeUndefined();
      expect(status).toBe('ok');
    } finally {
      await session.shutdown();
    }
  });
});

describe('framescope/kernel outside a notebook', () => {
  test('says where it works', () => {
    expect(() => display(1)).toThrow(/works only in a cell/);
    expect(() => signal.aborted).toThrow(/works only in a cell/);
  });
});
