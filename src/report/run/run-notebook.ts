import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { KernelClient } from '../../kernel/client/kernel-client.js';
import { type Cell, type CodeCell, type Notebook, readNotebook, writeNotebook } from '../notebook.js';
import { attachPictures } from './attach-pictures.js';
import { hasTag, injectParameters, parseParameters } from './parameters.js';
import { CellRunner, type RunCellsOptions, type RunResult } from './run-cells.js';

export type { CellProgress, RunResult } from './run-cells.js';

/** Options of running a notebook. */
export interface RunNotebookOptions extends RunCellsOptions {
  /** Where the executed notebook is saved, again after every cell. */
  readonly output: string;
  /** Values for the cell tagged `parameters`, as typed on a command line. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Folder in which the cells run. Default: the notebook's own. */
  readonly cwd?: string;
}

/**
 * Executes a notebook's code cells in order in a kernel of their own and saves it, with outputs and times, after each.
 *
 * Saved into another folder, it takes the pictures beside it along, as attachments. Run again unchanged, it is the same file but
 * for the times, and with `times: false` the same bytes.
 *
 * Stops at the first error, unless the cell is tagged `raises-exception`; cells tagged `skip-execution` are left as they are.
 *
 * @throws {NotFoundError} when there is no such notebook.
 * @throws {InvalidInputError} when the file is no notebook, a parameter is unknown, or `output` cannot be written.
 * @throws {KernelStartError} when the kernel does not start, such as in a folder that is not there.
 */
export async function runNotebook(path: string, options: RunNotebookOptions): Promise<RunResult> {
  const { output, parameters = {}, cwd = dirname(path) } = options;
  const original = await readNotebook(path);
  const notebook = injectParameters(original, parseParameters(original, parameters));
  const cells = prepare(notebook);
  if (resolve(dirname(output)) !== resolve(dirname(path))) attachPictures(notebook, dirname(path));
  const save = (): Promise<void> => writeNotebook(output, notebook);
  await save(); // before anything runs, so that a place that can't be written to is told at once
  const runner = new CellRunner(cells, options, save);
  const kernel = await KernelClient.start({ cwd: resolve(cwd), onLateMessage: (message) => runner.receiveLate(message) });
  let result: RunResult;
  try {
    result = await runner.run(kernel);
  } finally {
    await kernel.shutdown();
    await save(); // with what came late
  }
  return runner.conclude(result);
}

/** The cells to run, emptied; every cell gets an id, and a notebook of an older format the number of one that has ids. */
function prepare(notebook: Notebook): CodeCell[] {
  for (const [place, cell] of notebook.cells.entries()) cell.id ??= idOf(cell, place);
  notebook.nbformat_minor = Math.max(5, notebook.nbformat_minor);
  const cells = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code' && !hasTag(cell, 'skip-execution'));
  for (const cell of cells) {
    Object.assign(cell, { outputs: [], execution_count: null });
    delete cell.metadata.execution;
  }
  return cells;
}

/** The same cell gets the same id in every run. */
function idOf({ source }: Cell, place: number): string {
  return createHash('sha256').update(`${place} ${source}`).digest('hex').slice(0, 8);
}
