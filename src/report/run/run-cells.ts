import { stripVTControlCharacters } from 'node:util';
import type { KernelClient } from '../../kernel/client/kernel-client.js';
import { KernelDiedError } from '../../kernel/errors.js';
import type { ErrorContent, ExecuteReply, OutputMessage } from '../../kernel/messages.js';
import type { CodeCell } from '../notebook.js';
import { OutputCollector } from './output-collector.js';
import { hasTag } from './parameters.js';

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

/** How cells are run. */
export interface RunCellsOptions {
  /** Seconds a cell may take, unless its metadata say another `timeout`. Default: no limit. */
  readonly timeout?: number;
  /** Keeps in each cell's metadata when it began and ended. Default true. */
  readonly times?: boolean;
  /** Aborting it interrupts the running cell. */
  readonly signal?: AbortSignal;
  readonly onCell?: (progress: CellProgress) => void;
}

/** How a run ended. */
export interface RunResult {
  readonly status: 'ok' | 'error' | 'interrupted';
  /** Cells that ran. */
  readonly executed: number;
  readonly total: number;
  /** The cell that ended the run, where it did not end well; its traceback without the colours that the notebook keeps. */
  readonly failure?: { readonly cell: number; readonly source: string } & Readonly<ErrorContent>;
}

/**
 * Executes cells in order and puts into them what they give; stops at the first error that is not expected.
 *
 * An output goes to the cell that caused it, also when it comes while a later one runs. So does an error: it ends the run then.
 */
export class CellRunner {
  readonly #cells: readonly CodeCell[];
  readonly #options: RunCellsOptions;
  readonly #save: () => Promise<void>;
  readonly #collector = new OutputCollector();
  /** The cells by the ids of their executions. */
  readonly #owners = new Map<string, CodeCell>();
  #lateFailure: RunResult['failure'];

  /** `save` is called after each cell. */
  constructor(cells: readonly CodeCell[], options: RunCellsOptions, save: () => Promise<void>) {
    this.#cells = cells;
    this.#options = options;
    this.#save = save;
  }

  /** Takes what a cell puts out after its execution has ended. */
  receiveLate(message: OutputMessage): void {
    const owner = this.#owners.get(message.parentId);
    if (!owner) return;
    this.#collector.apply(owner, message);
    if (message.type !== 'error' || hasTag(owner, 'raises-exception')) return;
    this.#lateFailure ??= this.#failure(owner, message.content as unknown as ErrorContent);
  }

  /** Runs all cells, or as many as go well. */
  async run(kernel: KernelClient): Promise<RunResult> {
    const { signal, onCell } = this.#options;
    const total = this.#cells.length;
    for (const [index, cell] of this.#cells.entries()) {
      if (signal?.aborted) return { status: 'interrupted', executed: index, total };
      const turn = { number: index + 1, total, source: cell.source };
      onCell?.(turn);
      const began = performance.now();
      const { status, error, isFatal } = await this.#runCell(kernel, cell);
      await this.#save();
      onCell?.({ ...turn, seconds: (performance.now() - began) / 1000, status });
      const failure = error && this.#failure(cell, error);
      if (signal?.aborted) return { status: 'interrupted', executed: index + 1, total, failure };
      if (failure && (isFatal || !hasTag(cell, 'raises-exception')))
        return { status: 'error', executed: index + 1, total, failure };
      if (this.#lateFailure) return { status: 'error', executed: index + 1, total, failure: this.#lateFailure };
    }
    return { status: 'ok', executed: total, total };
  }

  /** What came late may still spoil a run that has gone well. */
  conclude(result: RunResult): RunResult {
    return result.status === 'ok' && this.#lateFailure ? { ...result, status: 'error', failure: this.#lateFailure } : result;
  }

  async #runCell(kernel: KernelClient, cell: CodeCell): Promise<CellOutcome> {
    const limit = timeLimit(cell, this.#options.timeout);
    const signals = [this.#options.signal, limit?.signal].filter((one) => one !== undefined);
    const times = new CellTimes();
    const onMessage = (message: OutputMessage): void => {
      times.note(message);
      this.#owners.set(message.parentId, cell);
      this.#collector.apply(cell, message);
    };
    try {
      const reply = await kernel.execute(cell.source, { signal: AbortSignal.any(signals), onMessage });
      cell.execution_count = reply.execution_count;
      return outcomeOf(reply, limit);
    } catch (error) {
      if (!(error instanceof KernelDiedError)) throw error;
      const content = { ename: error.name, evalue: error.message, traceback: [`${error.name}: ${error.message}`] };
      cell.outputs.push({ output_type: 'error', ...content });
      return { status: 'error', error: content, isFatal: true };
    } finally {
      if (this.#options.times !== false) cell.metadata.execution = times.end();
    }
  }

  #failure(cell: CodeCell, { ename, evalue, traceback }: ErrorContent): RunResult['failure'] {
    const plain = traceback.map((line) => stripVTControlCharacters(line));
    return { cell: this.#cells.indexOf(cell) + 1, source: cell.source, ename, evalue, traceback: plain };
  }
}

/** When a cell ran, under the names that JupyterLab and nbclient use in `metadata.execution`. */
class CellTimes {
  readonly #times: Record<string, string> = {};

  note({ type, content }: OutputMessage): void {
    if (type === 'execute_input') this.#set('iopub.execute_input');
    else if (type === 'status') this.#set(`iopub.status.${content.execution_state}`);
  }

  end(): Record<string, string> {
    this.#set('shell.execute_reply');
    return this.#times;
  }

  #set(name: string): void {
    this.#times[name] ??= new Date().toISOString(); // a cell is told as busy again when another request was answered meanwhile
  }
}

/** How a cell ended; a fatal error ends the run also where an error is expected. */
interface CellOutcome {
  readonly status: ExecuteReply['status'];
  readonly error?: ErrorContent;
  readonly isFatal?: boolean;
}

interface TimeLimit {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** A cell's own limit, 0 or less for none, before the one for all. */
function timeLimit(cell: CodeCell, forAll: number | undefined): TimeLimit | undefined {
  const own = cell.metadata.timeout;
  const seconds = typeof own === 'number' ? own : forAll;
  return seconds !== undefined && seconds > 0 ? { seconds, signal: AbortSignal.timeout(seconds * 1000) } : undefined;
}

function outcomeOf({ status, ename = '', evalue = '', traceback = [] }: ExecuteReply, limit: TimeLimit | undefined): CellOutcome {
  if (status === 'ok') return { status };
  if (!limit?.signal.aborted) return { status, error: { ename, evalue, traceback } };
  const late = `the cell took longer than its limit of ${limit.seconds} s. ${evalue}`.trim();
  return { status, error: { ename: 'TimeoutError', evalue: late, traceback }, isFatal: true };
}
