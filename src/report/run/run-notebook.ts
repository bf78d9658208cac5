import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { type ExecuteReply, type OutputMessage, Session } from '../../kernel/session.js';
import { type CodeCell, type Notebook, readNotebook, writeNotebook } from '../notebook.js';
import { attachPictures } from './attach-pictures.js';
import { OutputCollector } from './output-collector.js';
import { hasTag, injectParameters, type Parameters } from './parameters.js';

/** A cell's turn, for whoever shows progress. */
export interface CellProgress {
  /** From 1, among the code cells to run. */
  readonly number: number;
  readonly total: number;
  readonly source: string;
  /** Set when the cell has ended. */
  readonly seconds?: number;
  readonly status?: ExecuteReply['status'];
}

/** Options of running a notebook. */
export interface RunNotebookOptions {
  /** Where the executed notebook is saved, again after every cell. */
  readonly output: string;
  /** Values for the cell tagged `parameters`. */
  readonly parameters?: Parameters;
  /** Folder in which the cells run. Default: the notebook's own. */
  readonly cwd?: string;
  /** Seconds a cell may take, unless its metadata say another `timeout`. Default: no limit. */
  readonly timeout?: number;
  /** Aborting it interrupts the running cell; what ran is saved. */
  readonly signal?: AbortSignal;
  readonly onCell?: (progress: CellProgress) => void;
}

/** How a run ended. */
export interface RunResult {
  readonly status: 'ok' | 'error' | 'interrupted';
  /** Cells that ran. */
  readonly executed: number;
  readonly total: number;
  /** The cell that ended the run, where it did not end well. */
  readonly failure?: {
    readonly cell: number;
    readonly source: string;
    readonly ename: string;
    readonly evalue: string;
    readonly traceback: readonly string[];
  };
}

/**
 * Executes a notebook's code cells in order in a session of their own and saves it, with outputs and times, after each.
 *
 * Saved into another folder, it takes the pictures beside it along, as attachments.
 *
 * Stops at the first error, unless the cell is tagged `raises-exception`; cells tagged `skip-execution` are left as they are.
 *
 * @throws {NotFoundError} when there is no such notebook.
 * @throws {InvalidInputError} when the file is no notebook, a parameter is unknown, or `output` cannot be written.
 */
export async function runNotebook(path: string, options: RunNotebookOptions): Promise<RunResult> {
  const notebook = injectParameters(await readNotebook(path), options.parameters ?? {});
  const cells = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code' && !hasTag(cell, 'skip-execution'));
  for (const cell of notebook.cells) cell.id ??= randomUUID().slice(0, 8);
  for (const cell of cells) Object.assign(cell, { outputs: [], execution_count: null });
  notebook.nbformat_minor = Math.max(5, notebook.nbformat_minor);
  if (resolve(dirname(options.output)) !== resolve(dirname(path))) attachPictures(notebook, dirname(path));
  const collector = new OutputCollector();
  const owners = new Map<string, CodeCell>();
  const onLateMessage = (message: OutputMessage): void => {
    const owner = owners.get(message.parentId);
    if (owner) collector.apply(owner, message);
  };
  // Before anything runs, so that a place that can't be written to is told at once.
  await writeNotebook(options.output, notebook);
  const session = await Session.start({ cwd: resolve(options.cwd ?? dirname(path)), onLateMessage });
  try {
    return await runCells(notebook, cells, session, collector, owners, options);
  } finally {
    await session.shutdown();
    await writeNotebook(options.output, notebook);
  }
}

async function runCells(
  notebook: Notebook,
  cells: readonly CodeCell[],
  session: Session,
  collector: OutputCollector,
  owners: Map<string, CodeCell>,
  { output, timeout, signal, onCell }: RunNotebookOptions,
): Promise<RunResult> {
  const total = cells.length;
  for (const [index, cell] of cells.entries()) {
    const turn = { number: index + 1, total, source: cell.source };
    if (signal?.aborted) return { status: 'interrupted', executed: index, total };
    onCell?.(turn);
    const began = new Date();
    const limit = timeLimit(cell, timeout);
    const reply = await session.execute(cell.source, {
      signal: anySignal(signal, limit),
      onMessage(message) {
        owners.set(message.parentId, cell);
        collector.apply(cell, message);
      },
    });
    cell.execution_count = reply.execution_count;
    cell.metadata.execution = { 'iopub.execute_input': began.toISOString(), 'shell.execute_reply': new Date().toISOString() };
    await writeNotebook(output, notebook);
    onCell?.({ ...turn, seconds: (Date.now() - began.getTime()) / 1000, status: reply.status });
    if (signal?.aborted) return { status: 'interrupted', executed: index + 1, total, failure: failure(index, cell, reply) };
    if (reply.status !== 'ok' && (limit?.aborted || !hasTag(cell, 'raises-exception'))) {
      const late = limit?.aborted
        ? { ...reply, ename: 'TimeoutError', evalue: `the cell took longer than its limit. ${reply.evalue ?? ''}` }
        : reply;
      return { status: 'error', executed: index + 1, total, failure: failure(index, cell, late) };
    }
  }
  return { status: 'ok', executed: total, total };
}

function timeLimit(cell: CodeCell, seconds: number | undefined): AbortSignal | undefined {
  const own = cell.metadata.timeout;
  const limit = typeof own === 'number' && own > 0 ? own : seconds;
  return limit === undefined ? undefined : AbortSignal.timeout(limit * 1000);
}

function anySignal(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}

function failure(index: number, cell: CodeCell, { ename = '', evalue = '', traceback = [] }: ExecuteReply): RunResult['failure'] {
  return { cell: index + 1, source: cell.source, ename, evalue, traceback };
}
