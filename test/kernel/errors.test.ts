import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notebook, until } from './notebook.js';

const notebook = new Notebook();
beforeAll(() => notebook.start());
afterAll(() => notebook.close());

/** Runs a cell that must fail; its error message and reply must agree. */
async function failure(code: string): Promise<{ ename: string; evalue: string; traceback: string; label: string }> {
  const { reply, outputs } = await notebook.run(code);
  expect(reply.status).toBe('error');
  const { ename, evalue, traceback } = outputs.find(({ type }) => type === 'error')?.content as Record<
    'ename' | 'evalue',
    string
  > & {
    traceback: string[];
  };
  expect(reply).toMatchObject({ ename, evalue, traceback });
  expect(traceback.join('\n')).not.toMatch(/tslab|dist\/kernel|node:vm|evalmachine/);
  return { ename, evalue, traceback: traceback.join('\n'), label: `In[${reply.execution_count}]` };
}

describe('thrown values', () => {
  test('an error has its name, message and position', async () => {
    const { ename, evalue, traceback, label } = await failure(
      `interface Point { x: number }\n\nconst text: string = 'ü';\n  throw new RangeError('too far');`,
    );
    expect([ename, evalue]).toEqual(['RangeError', 'too far']);
    expect(traceback).toContain(`at ${label}:4:9`);
    expect(traceback).toContain(`> 4 |   throw new RangeError('too far');\n    |         ^`);
  });

  test('the position in an awaiting cell, after its first await, is its own', async () => {
    const { traceback, label } = await failure(
      `import { join } from 'node:path';\nawait 0;\ntype A = 1;\nnull as any + (undefined as any).b;`,
    );
    expect(traceback).toContain(`${label}:4:34`);
  });

  test('the position in an earlier cell is that of the earlier cell', async () => {
    const { reply } = await notebook.run(
      `type Box = { inside: { n: number } };\nfunction open(box: Box): number {\n  return box.inside.n;\n}`,
    );
    const { traceback, label } = await failure(`// a remark\nopen({} as Box)`);
    expect(traceback).toContain(`at open (In[${reply.execution_count}]:3:21)\n    at ${label}:2:1`);
    expect(traceback).toContain('> 3 |   return box.inside.n;');
  });

  test.each([
    [`throw 'only text'`, 'Error', 'only text'],
    ['throw undefined', 'Error', 'undefined'],
    ['throw null', 'Error', 'null'],
    ['throw { code: 5 }', 'Error', '{ code: 5 }'],
    [`class MineError extends Error {}; throw new MineError('m')`, 'MineError', 'm'],
    [`await Promise.reject(new TypeError('t'))`, 'TypeError', 't'],
  ])('%s is an error', async (code, ename, evalue) => {
    expect(await failure(code)).toMatchObject({ ename, evalue });
  });

  test('the cause is told', async () => {
    const { traceback } = await failure(`throw new Error('outer', { cause: new Error('inner') })`);
    expect(traceback).toMatch(/Error: outer[\s\S]*\[cause\]: Error: inner/);
  });

  test('a stack that a cell prints has the positions of the cell', async () => {
    const { outputs, reply } = await notebook.run(`\nconsole.log(new Error('e').stack);`);
    expect(outputs[0].content.text).toBe(`Error: e\n    at In[${reply.execution_count}]:2:13\n`);
  });
});

describe('rejections that nobody handles', () => {
  test('fail the cell that caused them, and kill nothing', async () => {
    await notebook.run('let alive = 1');
    expect(await failure(`Promise.reject(new Error('lost')); 0;`)).toMatchObject({ ename: 'Error', evalue: 'lost' });
    expect(
      await failure(`setTimeout(() => { throw new Error('timer') }, 5); await new Promise((r) => setTimeout(r, 50))`),
    ).toMatchObject({
      evalue: 'timer',
    });
    expect((await notebook.run('alive')).reply.status).toBe('ok');
  });

  test('are shown in their cell also when it has ended', async () => {
    notebook.late.length = 0;
    const { messages } = await notebook.run(`setTimeout(() => Promise.reject(new Error('later')), 300); 0;`);
    await notebook.run('1');
    await until(() => notebook.late.length > 0);
    expect(notebook.late).toMatchObject([{ type: 'error', content: { evalue: 'later' }, parentId: messages[0].parentId }]);
  });
});

describe('TypeScript errors', () => {
  test('tell message, position and the line', async () => {
    const { ename, evalue, traceback, label } = await failure(`const fine = 1;\nconst wrong: number = 'text';`);
    expect(ename).toBe('TypeScriptError');
    expect(evalue).toBe(`${label}:2:7 - Type 'string' is not assignable to type 'number'. (TS2322)`);
    expect(traceback).toContain(`> 2 | const wrong: number = 'text';\n    |       ^^^^^`);
  });

  test('message chains are one error', async () => {
    const { traceback } = await failure(`const point: { a: { b: number } } = { a: { b: 'x' } } as { a: { b: string } };`);
    expect(traceback.match(/TS\d+/g)).toHaveLength(1);
    expect(traceback).toContain("Type 'string' is not assignable to type 'number'");
  });

  test('a bracket missing at the end is missed at the end', async () => {
    const { evalue, label } = await failure(`for (;;) {`);
    expect(evalue).toContain(`${label}:1:11 - '}' expected`);
  });
});

describe('modules', () => {
  test('a missing package says what to install and where it was looked for', async () => {
    for (const code of [`import nothing from '@some/no-such-package/sub'`, `require('@some/no-such-package/sub')`]) {
      const { evalue } = await failure(code);
      expect(evalue).toContain(`Cannot find module '@some/no-such-package/sub'`);
      expect(evalue).toContain('npm install @some/no-such-package`');
      expect(evalue).toContain(join(notebook.folder, 'node_modules'));
    }
  });

  test('a missing file says where it was looked for', async () => {
    expect((await failure(`import { a } from './no-such-file'`)).evalue).toContain(join(notebook.folder, 'no-such-file'));
  });

  test('an error in a local module names its file and line', async () => {
    const path = join(notebook.folder, 'local.ts');
    writeFileSync(
      path,
      `interface Unused { a: 1 }\nexport function half(n: number): number {\n  if (n % 2) throw new Error('odd');\n  return n / 2;\n}\n`,
    );
    const { traceback, label } = await failure(`import { half } from './local';\nhalf(3)`);
    expect(traceback).toContain(`at half (${path}:3:20)\n    at ${label}:2:`);
    expect(traceback).toContain(`> 3 |   if (n % 2) throw new Error('odd');`);
  });

  test('a type error in a local module names its file and line', async () => {
    writeFileSync(join(notebook.folder, 'wrong.ts'), `\nexport const n: number = 'x';\n`);
    const { evalue, traceback } = await failure(`import { n } from './wrong'; n`);
    expect(evalue).toContain('wrong.ts:2:14 - ');
    expect(traceback).toContain(`> 2 | export const n: number = 'x';`);
  });
});
