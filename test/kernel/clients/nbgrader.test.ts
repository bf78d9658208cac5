import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pythonProblem } from '../../python.js';
import { type ProgramEnd, startProgram } from '../../running-program.js';
import { framescopeKernel, jupyterEnvironment, makeKernels, pythonWith } from './python.js';

/** A solution: a function that is stubbed inside, and a cell that is stubbed as a whole. */
const SOLUTION: Readonly<Record<string, string>> = {
  starts: `/** First frames of the windows. */
function windowStarts(frames: number, length: number): number[] {
  // BEGIN SOLUTION
  const starts: number[] = [];
  for (let start = 0; start + length <= frames; start += length) starts.push(start);
  return starts;
  // END SOLUTION
}`,
  model: `const model = speedCounter({ window: 4, input: 'motion', seed: 7 });`,
};

/** What graders' cells check; the last one trains. */
const CHECKS: Readonly<Record<string, string>> = {
  'starts-check': `assert.deepEqual(windowStarts(9, 4), [0, 4]);
// BEGIN HIDDEN TESTS
assert.deepEqual(windowStarts(3, 4), []);
// END HIDDEN TESTS`,
  'partial-check': 'windowStarts(8, 4).length === 2 ? 1 : 0.5',
  'model-check': `const data = await WindowDataset.open(sampleData('jump-rope'), { window: 4, size: 128, color: 'gray' });
const { train } = data.splitByVideo({ validation: ['jumper-9'] });
const history = await fit(model, train, { epochs: 1, stepsPerEpoch: 2, seed: 7 });
assert.equal(history.epochs.length, 1);`,
};

/** What students hand in, in place of the stubs. */
const SUBMISSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  right: SOLUTION,
  wrong: {
    starts: SOLUTION.starts.replace('start + length <= frames', 'start < frames'),
    model: `const model = speedCounter({ window: 5, input: 'motion' });`,
  },
  empty: {},
  hanging: {
    starts: SOLUTION.starts.replace('const starts', 'while (true) {}\n  const starts'),
    model: `await new Promise((resolve) => setTimeout(resolve, 10));\nwhile (true) {} // cannot be ended but with its process`,
  },
};

describe.skipIf(pythonProblem)(`nbgrader with data/kernel/nbgrader_config.py${pythonProblem ?? ''}`, () => {
  const course = realpathSync(mkdtempSync(join(tmpdir(), 'framescope-nbgrader-')));
  let python = '';
  let released: ProgramEnd;
  let graded: ProgramEnd;
  let timedOut: ProgramEnd;
  let scores: Record<string, Record<string, number>>;

  beforeAll(async () => {
    python = await pythonWith('nbgrader', 'clients/nbgrader.txt');
    copyFileSync(
      fileURLToPath(new URL('../../../data/kernel/nbgrader_config.py', import.meta.url)),
      join(course, 'nbgrader_config.py'),
    );
    write('source/ps1', assignment());
    released = await nbgrader('generate_assignment', 'ps1', '--create');
    if (!existsSync(join(course, 'release/ps1/problem.ipynb'))) return;
    for (const [student, answers] of Object.entries(SUBMISSIONS)) write(`submitted/${student}/ps1`, answered(answers));
    timedOut = await nbgrader('autograde', 'ps1', '--create', '--student=hanging', '--Execute.timeout=8');
    rmSync(join(course, 'submitted/hanging'), { recursive: true });
    graded = await nbgrader('autograde', 'ps1', '--create');
    const script = fileURLToPath(new URL('nbgrader_scores.py', import.meta.url));
    const told = await run(python, script, `sqlite:///${join(course, 'gradebook.db')}`, 'ps1');
    scores = JSON.parse(told.out) as typeof scores;
  }, 400_000);
  afterAll(() => rmSync(course, { recursive: true, force: true }));

  test('the version for students has stubs in place of solutions, and no hidden tests', () => {
    expect(released.code, released.err).toBe(0);
    const sources = cellsOf('release/ps1').map(({ source }) => source);
    expect(sources[1]).toBe(`/** First frames of the windows. */
function windowStarts(frames: number, length: number): number[] {
  // YOUR CODE HERE
  throw new Error('No answer given');
}`);
    expect(sources[4]).toBe("// YOUR CODE HERE\nthrow new Error('No answer given');");
    expect(sources.join()).not.toContain('windowStarts(3, 4)');
  });

  test('nbgrader itself ends well, whatever was handed in', () => {
    expect([graded.code, timedOut.code], graded.err + timedOut.err).toEqual([0, 0]);
    expect(timedOut.err).toContain('Timeout waiting for execute reply (8s)');
  });

  test.each([
    ['right', { 'starts-check': 2, 'partial-check': 1, 'model-check': 3 }],
    ['wrong', { 'starts-check': 0, 'partial-check': 1, 'model-check': 0 }],
    ['empty', { 'starts-check': 0, 'partial-check': 0, 'model-check': 0 }],
    ['hanging', { 'starts-check': 0, 'partial-check': 0, 'model-check': 0 }],
  ])('the %s submission gets its points', (student, points) => {
    expect(scores[student]).toEqual(points);
  });

  test('a passing cell that trains puts nothing out, so nothing can be taken for an error or for points', () => {
    const cells = cellsOf('autograded/right/ps1');
    expect(cells.map(({ outputs }) => outputs?.length)).toEqual([0, 0, 0, 1, 0, 0]);
  });

  test('of a hanging submission each cell says why it gave no points', () => {
    const errors = cellsOf('autograded/hanging/ps1').map(({ outputs }) => outputs?.map(({ ename }) => ename).filter(Boolean));
    expect(errors[2]).toContain('CellTimeoutError');
    expect(errors[4]).toContain('CellTimeoutError');
    expect(errors[5]).toHaveLength(1); // the process was ended, and with it the names that the check needs
  });

  function nbgrader(...args: readonly string[]): Promise<ProgramEnd> {
    return run(join(dirname(python), 'nbgrader'), ...args);
  }

  function run(command: string, ...args: readonly string[]): Promise<ProgramEnd> {
    const kernels = makeKernels(course, { framescope: framescopeKernel() });
    const path = [dirname(python), process.env.PATH].join(delimiter); // nbgrader calls alembic
    return startProgram(command, args, { cwd: course, env: { ...jupyterEnvironment(course, kernels), PATH: path } }).ended;
  }

  function write(folder: string, notebook: object): void {
    mkdirSync(join(course, folder), { recursive: true });
    writeFileSync(join(course, folder, 'problem.ipynb'), JSON.stringify(notebook));
  }

  interface GradedCell {
    readonly id: string;
    source: string;
    readonly outputs?: readonly { readonly ename?: string }[];
  }

  function cellsOf(folder: string): GradedCell[] {
    return (JSON.parse(readFileSync(join(course, folder, 'problem.ipynb'), 'utf8')) as { cells: GradedCell[] }).cells.map(
      (cell) => ({ ...cell, source: [cell.source].flat().join('') }),
    );
  }

  /** The released notebook with a student's answers. */
  function answered(answers: Readonly<Record<string, string>>): object {
    const notebook = JSON.parse(readFileSync(join(course, 'release/ps1/problem.ipynb'), 'utf8')) as { cells: GradedCell[] };
    for (const cell of notebook.cells) cell.source = answers[cell.id] ?? cell.source;
    return notebook;
  }
});

/** The teacher's notebook: answers and checks, marked as nbgrader's formgrader marks them. */
function assignment(): object {
  const cell = (id: string, source: string, nbgrader?: object): object => ({
    cell_type: 'code',
    id,
    source,
    metadata: nbgrader ? { nbgrader: { schema_version: 3, grade_id: id, task: false, ...nbgrader } } : {},
    outputs: [],
    execution_count: null,
  });
  const answer = (id: string): object => cell(id, SOLUTION[id], { grade: false, solution: true, locked: false });
  const check = (id: string, points: number): object =>
    cell(id, CHECKS[id], { grade: true, solution: false, locked: true, points });
  const imports = `import * as assert from 'node:assert/strict';
import { fit, sampleData, speedCounter, WindowDataset } from 'framescope';`;
  return {
    cells: [
      cell('imports', imports),
      answer('starts'),
      check('starts-check', 2),
      check('partial-check', 1),
      answer('model'),
      check('model-check', 3),
    ],
    metadata: { kernelspec: { name: 'framescope', display_name: 'TypeScript (framescope)', language: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
