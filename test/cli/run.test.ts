import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CodeCell, Notebook } from '../../src/report/notebook.js';
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
    expect(err).toMatch(/Cell 2 of 3 failed: RangeError: too far/);
    expect(JSON.parse(out)).toMatchObject([
      { status: 'error', executed: 2, total: 3, failure: { cell: 2, ename: 'RangeError' } },
    ]);
    const cells = codeCells('fails.executed.ipynb');
    expect(plainResult(cells[0])).toBe("'before'");
    expect(cells[1].outputs).toMatchObject([{ output_type: 'error', ename: 'RangeError', evalue: 'too far' }]);
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

  test('Ctrl-C interrupts the running cell, saves what ran, says so, ends with 130', async () => {
    const name = workplace.notebook('long.ipynb', ["'kept'", "console.log('begun');\nwhile (true) {}", "'never'"]);
    const { process: child, ended, said } = workplace.start('run', name);
    await said('[1/3]');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toMatch(/Interrupted after 2 of 3 cells/);
    const cells = codeCells('long.executed.ipynb');
    expect(plainResult(cells[0])).toBe("'kept'");
    expect(cells[2].execution_count).toBeNull();
    expect(readdirSync(workplace.folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
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
