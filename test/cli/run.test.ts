import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CodeCell, Notebook } from '../../src/report/notebook.js';
import { isAlive, until } from '../kernel/notebook.js';
import { Workplace } from './framescope.js';

const workplace = new Workplace();
afterAll(() => workplace.close());

const read = (name: string): Notebook => JSON.parse(readFileSync(join(workplace.folder, name), 'utf8')) as Notebook;
const codeCells = (name: string): CodeCell[] => read(name).cells as CodeCell[];
const plainResult = (cell: CodeCell): string => {
  const result = cell.outputs.find((output) => output.output_type === 'execute_result');
  return [(result && 'data' in result ? result.data['text/plain'] : undefined) ?? []].flat().join('');
};

describe('framescope run', () => {
  test('executes in order, writes a copy beside the caller, leaves the original as it was', async () => {
    const name = workplace.notebook('sum.ipynb', ['const a = 20;', "console.log('one');\nconsole.log('two');", 'a + 1']);
    const before = readFileSync(join(workplace.folder, name), 'utf8');
    const { code, out, err } = await workplace.call('run', name);
    expect(code).toBe(0);
    expect(out).toBe('');
    expect(err).toMatch(/\[1\/3\] const a = 20;.*\[2\/3\].*\[3\/3\] a \+ 1 +\d+\.\d s/s);
    const cells = codeCells('sum.executed.ipynb');
    expect(cells[1].outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: ['one\n', 'two\n'] }]);
    expect(plainResult(cells[2])).toBe('21');
    expect(cells.map((cell) => cell.execution_count)).toEqual([1, 2, 3]);
    expect(cells.map((cell) => cell.id)).toEqual(['cell-0', 'cell-1', 'cell-2']);
    for (const { metadata } of cells) {
      const times = metadata.execution as Record<string, string>;
      expect(Date.parse(times['shell.execute_reply'])).toBeGreaterThanOrEqual(Date.parse(times['iopub.execute_input']));
    }
    expect(readFileSync(join(workplace.folder, name), 'utf8')).toBe(before);
  });

  test('parameters take the place of defaults, typed; a second run replaces those of the first', async () => {
    const name = workplace.notebook('parameters.ipynb', [
      { source: "let epochs = 1;\nlet title = 'none';\nlet sizes = [1];", tags: ['parameters'] },
      'JSON.stringify([epochs + 1, title, sizes.length])',
    ]);
    const first = await workplace.call('run', name, '-p', 'epochs=3', '-p', 'title=3d', '-p', 'sizes=[4,5]', '-o', 'first.ipynb');
    expect(first.code, first.err).toBe(0);
    expect(plainResult(codeCells('first.ipynb')[2])).toContain('[4,"3d",2]');
    const second = await workplace.call('run', 'first.ipynb', '-p', 'epochs=8', '-o', 'second.ipynb');
    expect(second.code, second.err).toBe(0);
    expect(codeCells('second.ipynb')).toHaveLength(3);
    expect(plainResult(codeCells('second.ipynb')[2])).toContain('[9,"none",1]');
  });

  test('an unknown parameter is told with those there are, before anything runs', async () => {
    const name = workplace.notebook('few.ipynb', [{ source: 'let epochs = 1;', tags: ['parameters'] }]);
    const { code, err } = await workplace.call('run', name, '-p', 'epoch=2');
    expect(code).toBe(1);
    expect(err).toMatch(/"epoch".*epochs/);
    expect(existsSync(join(workplace.folder, 'few.executed.ipynb'))).toBe(false);
  });

  test('the first error ends it with 1, the cell, the traceback; what ran is saved; JSON alone is on stdout', async () => {
    const name = workplace.notebook('fails.ipynb', ["'before'", "throw new RangeError('too far')", "'after'"]);
    const { code, out, err } = await workplace.call('run', name, '--json');
    expect(code).toBe(1);
    expect(err).toMatch(/^RangeError: too far\n {4}at In\[2\]:1:7\nCell 2 of 3 failed: RangeError: too far/m);
    expect(JSON.parse(out)).toMatchObject([
      { status: 'error', executed: 2, total: 3, failure: { cell: 2, ename: 'RangeError' } },
    ]);
    const cells = codeCells('fails.executed.ipynb');
    expect(plainResult(cells[0])).toBe("'before'");
    expect(cells[1].outputs).toMatchObject([{ output_type: 'error', ename: 'RangeError', evalue: 'too far' }]);
    expect(JSON.stringify(cells[1].outputs)).toContain('\\u001b[1;31mRangeError'); // in colours, as JupyterLab keeps it
    expect(cells[2]).toMatchObject({ outputs: [], execution_count: null });
  });

  test('expected errors go on, skipped cells are left alone, a cell that takes too long ends the run', async () => {
    const name = workplace.notebook('tags.ipynb', []);
    const cell = (source: string, metadata: object) => ({
      cell_type: 'code',
      source,
      metadata,
      outputs: [],
      execution_count: null,
    });
    const cells = [
      cell("throw new Error('wanted')", { tags: ['raises-exception'] }),
      cell("throw new Error('never run')", { tags: ['skip-execution'] }),
      cell('await new Promise((resolve) => setTimeout(resolve, 60_000))', { timeout: 1 }),
    ];
    writeFileSync(join(workplace.folder, name), JSON.stringify({ ...read(name), cells }));
    const { code, err } = await workplace.call('run', name);
    expect(code).toBe(1);
    expect(err).toMatch(/Cell 2 of 2 failed: TimeoutError/);
    expect(codeCells('tags.executed.ipynb')[0].outputs).toMatchObject([{ output_type: 'error', evalue: 'wanted' }]);
    expect(codeCells('tags.executed.ipynb')[1].outputs).toEqual([]);
  });

  test.each([
    'SIGINT',
    'SIGTERM',
  ] as const)('%s interrupts the running cell, saves what ran, says so, ends with 130', async (signal) => {
    const name = workplace.notebook('long.ipynb', ["'kept'", "console.log('begun');\nwhile (true) {}", "'never'"]);
    const { process: child, ended, said } = workplace.start('run', name);
    await said('[1/3]');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill(signal);
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toMatch(/Interrupted after 2 of 3 cells/);
    const cells = codeCells('long.executed.ipynb');
    expect(plainResult(cells[0])).toBe("'kept'");
    expect(cells[2].execution_count).toBeNull();
    expect(readdirSync(workplace.folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  test('Ctrl-C twice ends it at once, and leaves no process', async () => {
    const name = workplace.notebook('stubborn.ipynb', [
      'console.log(1); const pids = [process.ppid, process.pid]; JSON.stringify(pids)',
      "await 0;\nconst end = Date.now() + 60_000;\nrequire('node:fs').writeFileSync('begun', '');\nwhile (Date.now() < end) {}",
    ]);
    const { process: child, ended } = workplace.start('run', name);
    await until(() => existsSync(join(workplace.folder, 'begun')), 40_000);
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const pids = JSON.parse(plainResult(codeCells('stubborn.executed.ipynb')[0]).replaceAll("'", '')) as number[];
    await until(() => !pids.some(isAlive));
  });

  test('run again, a notebook gives the same bytes but for the times; without times, the same bytes', async () => {
    const cells = [
      "for (const done of [1, 50, 100]) { process.stdout.write('\\r' + done + ' %'); await new Promise((r) => setTimeout(r, 60)); }",
      "import { display } from 'framescope/kernel';\nconst shown = display('first');\nconsole.error('beside');",
      "shown.update('second');\n[{ a: 1 }, { a: 2 }]",
    ];
    const name = workplace.notebook('stable.ipynb', cells);
    const text = readFileSync(join(workplace.folder, name), 'utf8').replaceAll(/"id":"[^"]+",/g, ''); // as older notebooks are
    writeFileSync(join(workplace.folder, name), text);
    const written = async (from: string, to: string, ...options: string[]): Promise<string> => {
      const { code, err } = await workplace.call('run', from, '-o', to, ...options);
      expect(code, err).toBe(0);
      return readFileSync(join(workplace.folder, to), 'utf8');
    };
    const bare = await written(name, 'stable-1.ipynb', '--no-times');
    const timed = JSON.parse(await written(name, 'stable-2.ipynb')) as Notebook;
    for (const cell of timed.cells) {
      const names = ['iopub.status.busy', 'iopub.execute_input', 'iopub.status.idle', 'shell.execute_reply'];
      const times = names.map((key) => Date.parse((cell.metadata.execution as Record<string, string>)[key]));
      expect(times.toSorted((a, b) => a - b)).toEqual(times);
      delete cell.metadata.execution;
    }
    expect(timed).toEqual(JSON.parse(bare));
    const [progress, shown] = timed.cells as CodeCell[];
    expect(progress.outputs).toMatchObject([{ text: ['100 %'] }]);
    expect(shown.outputs[0]).toMatchObject({ data: { 'text/plain': ["'second'"] } });
    // What an earlier run has left in a file goes before the next begins.
    expect(await written('stable-2.ipynb', 'stable-3.ipynb', '--no-times')).toBe(bare);
  });

  test('outputs that come late go to their cell; an error that comes late ends the run with its cell', async () => {
    const name = workplace.notebook('late.ipynb', [
      "setTimeout(() => console.log('late'), 200);\n'first'",
      "setTimeout(() => { throw new RangeError('unnoticed'); }, 300);\n'second'",
      "await new Promise((resolve) => setTimeout(resolve, 1000));\n'third'",
      "'never'",
    ]);
    const { code, err } = await workplace.call('run', name);
    expect(code).toBe(1);
    expect(err).toMatch(/Cell 2 of 4 failed: RangeError: unnoticed/);
    const [first, second, third, fourth] = codeCells('late.executed.ipynb');
    expect(first.outputs).toMatchObject([{ output_type: 'execute_result' }, { output_type: 'stream', text: ['late\n'] }]);
    expect(second.outputs).toMatchObject([{ output_type: 'execute_result' }, { output_type: 'error', ename: 'RangeError' }]);
    expect(plainResult(third)).toBe("'third'");
    expect(fourth.execution_count).toBeNull();
  });

  test('the death of the kernel ends the run with the cell, and what ran is kept', async () => {
    const name = workplace.notebook('dies.ipynb', [
      "'kept'",
      "process.kill(process.ppid, 'SIGKILL');\nawait new Promise(() => {});",
    ]);
    const { code, err } = await workplace.call('run', name);
    expect(code).toBe(1);
    expect(err).toMatch(/Cell 2 of 2 failed: KernelDiedError: The kernel has ended: it was ended by SIGKILL/);
    const [first, second] = codeCells('dies.executed.ipynb');
    expect(plainResult(first)).toBe("'kept'");
    expect(second.outputs).toMatchObject([{ output_type: 'error', ename: 'KernelDiedError' }]);
  });

  test('a cell may take its own time: 0 for as long as it wants, whatever holds for all', async () => {
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 1500)); 1';
    const name = workplace.notebook('times.ipynb', [
      { source: wait, timeout: 0 },
      { source: wait, timeout: 20 },
      wait.replace('1500', '60_000'),
    ]);
    const { code, err } = await workplace.call('run', name, '--timeout', '0.5');
    expect(code).toBe(1);
    expect(err).toMatch(/Cell 3 of 3 failed: TimeoutError: the cell took longer than its limit of 0\.5 s/);
  });

  test('keeps what it runs out of the user’s history of cells', async () => {
    const name = workplace.notebook('history.ipynb', ["'not to be remembered'"]);
    const before = process.env.FRAMESCOPE_CACHE;
    process.env.FRAMESCOPE_CACHE = join(workplace.folder, 'cache');
    const { code } = await workplace.call('run', name);
    if (before === undefined) delete process.env.FRAMESCOPE_CACHE;
    else process.env.FRAMESCOPE_CACHE = before;
    expect(code).toBe(0);
    expect(existsSync(join(workplace.folder, 'cache', 'history'))).toBe(false);
  });

  test('cells run in the notebook’s folder; several notebooks go to a folder', async () => {
    mkdirSync(join(workplace.folder, 'chapters'));
    workplace.notebook('chapters/a.ipynb', ['process.cwd()']);
    workplace.notebook('chapters/b.ipynb', ['2']);
    const { code, err } = await workplace.call('run', 'chapters/a.ipynb', 'chapters/b.ipynb', '-o', 'done');
    expect(code, err).toBe(0);
    expect(plainResult(codeCells('done/a.ipynb')[0])).toContain(join(workplace.folder, 'chapters'));
    expect(plainResult(codeCells('done/b.ipynb')[0])).toBe('2');
  });
});

describe('bad input of run and publish', () => {
  test.each(['run', 'publish'])('%s: a missing notebook is told with the nearest names', async (command) => {
    for (const near of ['near-1.ipynb', 'near-2.ipynb', 'near-3.ipynb']) workplace.notebook(near, ['1']);
    const { code, out, err } = await workplace.call(command, 'near.ipynb', '-o', 'bad');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/near\.ipynb.*near-1\.ipynb, near-2\.ipynb, near-3\.ipynb/);
    expect(
      err
        .trim()
        .split('\n')
        .filter((line) => !line.includes('→')),
    ).toHaveLength(1);
  });

  test.each([
    ['no JSON', 'hello', /not JSON/],
    ['no notebook', '{}', /no notebook/],
    ['an old format', '{"nbformat":3,"worksheets":[]}', /old format/],
    ['no cells', '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}', /no cells/],
  ])('%s', async (_, content, message) => {
    writeFileSync(join(workplace.folder, 'bad.ipynb'), content);
    for (const command of ['run', 'publish']) {
      const { code, err } = await workplace.call(command, 'bad.ipynb', '-o', 'bad');
      expect(code).toBe(1);
      expect(err).toMatch(message);
    }
  });

  test.each(['run', 'publish'])('%s: a place that cannot be written to', async (command) => {
    workplace.notebook('fine.ipynb', ['1']);
    writeFileSync(join(workplace.folder, 'a-file'), '');
    const { code, err } = await workplace.call(command, 'fine.ipynb', '-o', 'a-file/out.ipynb');
    expect(code).toBe(1);
    expect(err).toContain('cannot be written');
  });
});
