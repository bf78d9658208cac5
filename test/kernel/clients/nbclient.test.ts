import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CodeCell, type Notebook, type Output, readNotebook, writeNotebook } from '../../../src/report/notebook.js';
import { injectParameters } from '../../../src/report/run/parameters.js';
import { pythonProblem } from '../../python.js';
import { executeNotebook, framescopeKernel, makeKernels, type NbclientOutcome, tslabKernel } from './python.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe.skipIf(pythonProblem)(`through nbclient${pythonProblem ?? ''}`, () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-nbclient-')));
  const work = join(folder, 'work');
  let kernels = '';
  let written = 0;
  beforeAll(() => {
    mkdirSync(work);
    symlinkSync(join(root, 'node_modules'), join(work, 'node_modules')); // for stock tslab
    kernels = makeKernels(folder, { framescope: framescopeKernel(), tslab: tslabKernel() });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function execute(notebook: Notebook, options: object, kernel = 'framescope'): Promise<NbclientOutcome> {
    const path = join(folder, `${written++}.ipynb`);
    await writeNotebook(path, notebook);
    return executeNotebook(path, { cwd: work, kernels, options: { kernel_name: kernel, timeout: 60, ...options } });
  }

  const failing = notebookOf(
    'let state = 1;',
    { source: "throw new RangeError('wanted')", tags: ['raises-exception'] },
    'state + 1',
    'nothing',
    'state + 2',
  );

  test('an error ends it, but not one of a cell tagged raises-exception', async () => {
    const { problem, message, notebook } = await execute(failing, {});
    expect(problem).toBe('CellExecutionError');
    expect(message).toContain("Cannot find name 'nothing'");
    const [, wanted, second, missing, last] = outputsOf(notebook);
    expect(wanted).toMatchObject([{ output_type: 'error', ename: 'RangeError', evalue: 'wanted' }]);
    expect(second).toMatchObject([{ data: { 'text/plain': '2' } }]);
    expect(missing).toMatchObject([{ output_type: 'error' }]);
    expect(last).toEqual([]);
  });

  test('with allow_errors every cell runs, each once', async () => {
    const { problem, notebook } = await execute(failing, { allow_errors: true });
    expect(problem).toBeNull();
    expect(outputsOf(notebook).map((outputs) => outputs.map(({ output_type: type }) => type))).toEqual([
      [],
      ['error'],
      ['execute_result'],
      ['error'],
      ['execute_result'],
    ]);
    expect(notebook.cells.map((cell) => (cell as CodeCell).execution_count)).toEqual([1, 2, 3, 4, 5]);
  });

  const slow = notebookOf(
    'let state = 1;',
    { source: 'while (true) {}', timeout: 2 },
    { source: 'state += 1; await new Promise(() => {});', timeout: 2 },
    "console.log('still here'); state",
  );

  test('a cell that takes too long ends it', async () => {
    const { problem } = await execute(slow, {});
    expect(problem).toBe('CellTimeoutError');
  });

  test('with interrupt_on_timeout blocking and waiting cells are ended in time, and what they did is kept', async () => {
    const { problem, notebook } = await execute(slow, { interrupt_on_timeout: true, allow_errors: true });
    expect(problem).toBeNull();
    const [, blocking, waiting, last] = outputsOf(notebook);
    expect(blocking).toMatchObject([{ output_type: 'error', ename: 'Interrupted' }]);
    expect(waiting).toMatchObject([{ output_type: 'error', ename: 'Interrupted' }]);
    expect(last).toMatchObject([
      { output_type: 'stream', text: 'still here\n' },
      { output_type: 'execute_result', data: { 'text/plain': '2' } },
    ]);
  });

  test('displays, updates and clearing arrive as nbclient keeps them', async () => {
    const notebook = notebookOf(
      "import { clearOutput, display } from 'framescope/kernel';\nconst shown = display('first'); console.log('a'); console.error('b');",
      "shown.update({ 'text/html': '<b>second</b>' });\nconsole.log('gone'); clearOutput({ wait: true }); console.log('kept');",
    );
    const { problem, notebook: executed } = await execute(notebook, {});
    expect(problem).toBeNull();
    expect(outputsOf(executed)).toMatchObject([
      [
        { output_type: 'display_data', data: { 'text/html': '<b>second</b>' } },
        { output_type: 'stream', name: 'stdout', text: 'a\n' },
        { output_type: 'stream', name: 'stderr', text: 'b\n' },
      ],
      [{ output_type: 'stream', name: 'stdout', text: 'kept\n' }],
    ]);
  });

  test('a notebook written for tslab gives the same here', async () => {
    const notebook = notebookOf(
      "import * as tslab from 'tslab';\nimport { join } from 'path';\nconst fs = require('fs');",
      "tslab.display.html('<b>bold</b>');\ntslab.display.markdown('# title');\ntslab.display.raw('text/x-own', 'own');",
      'interface Point { x: number }\nfunction double({ x }: Point): Point { return { x: 2 * x }; }',
      "const answer = await Promise.resolve(double({ x: 21 }));\nconsole.log(answer.x, join('a', 'b'), fs.existsSync('/'));",
      "const view = tslab.newDisplay();\nview.text('one');\nview.text('two');",
      'tslab.display.png(new Uint8Array([137, 80, 78, 71]));',
      "console.log('%d frames', 4); console.error('beside');",
    );
    const [stock, ours] = [await execute(notebook, {}, 'tslab'), await execute(notebook, {})];
    expect([stock.problem, ours.problem]).toEqual([null, null]);
    expect(outputsOf(ours.notebook)).toEqual(outputsOf(stock.notebook));
    expect(outputsOf(ours.notebook).map((outputs) => outputs.length)).toEqual([0, 3, 0, 1, 1, 1, 2]);
  });

  test('chapter 1 runs to its end, with its figures and without a word on stderr', async () => {
    const short = { epochs: 1, stepsPerEpoch: 2, stride: 8, ascentSteps: 1 };
    const chapter = injectParameters(await readNotebook(join(root, 'notebooks/01-counting-jumps.ipynb')), short);
    const { problem, notebook } = await execute(chapter, { timeout: 120 });
    expect(problem).toBeNull();
    const outputs = outputsOf(notebook).flat();
    expect(outputs.filter(({ output_type: type }) => type === 'stream' || type === 'error')).toEqual([]);
    const figures = outputs.filter((output) => 'data' in output && /data-figure=/.test(String(output.data['text/html'])));
    expect(figures).toHaveLength(12);
  }, 180_000);
});

/** A notebook of code cells, each given as its source, or with metadata. */
function notebookOf(...cells: readonly (string | { readonly source: string; readonly [note: string]: unknown })[]): Notebook {
  return {
    cells: cells.map((cell, place) => {
      const { source, ...metadata } = typeof cell === 'string' ? { source: cell } : cell;
      return { cell_type: 'code', id: `cell-${place}`, source, metadata, outputs: [], execution_count: null };
    }),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function outputsOf({ cells }: Notebook): Output[][] {
  return cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell.outputs] : []));
}
