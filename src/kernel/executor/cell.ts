import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorContent } from '../messages.js';
import { OutputQueue } from './output.js';

/** What identifies a cell's execution. */
export interface CellInit {
  readonly id: string;
  /** What positions in this cell are called: `In[3]`. */
  readonly label: string;
  readonly executionCount: number;
  /** No result is shown. */
  readonly silent: boolean;
  /** The notebook's cell, where the front end says it. */
  readonly cellId?: string;
}

/** One execution of a cell, alive for as long as anything it started still runs. */
export class Cell {
  readonly id: string;
  readonly label: string;
  readonly executionCount: number;
  readonly silent: boolean;
  readonly cellId: string | undefined;
  readonly output: OutputQueue;
  /** Settles when the cell is given up. */
  readonly disowned: Promise<void>;
  /** The cell was given up: nobody waits for it any more. */
  isDisowned = false;
  readonly #controller = new AbortController();
  #failure: ErrorContent | undefined;
  #settleDisowned: () => void = () => {};

  constructor({ id, label, executionCount, silent, cellId }: CellInit) {
    this.id = id;
    this.label = label;
    this.executionCount = executionCount;
    this.silent = silent;
    this.cellId = cellId;
    this.output = new OutputQueue(id, label);
    this.disowned = new Promise((resolve) => {
      this.#settleDisowned = resolve;
    });
  }

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first error of the cell, the one its reply carries. */
  get failure(): ErrorContent | undefined {
    return this.#failure;
  }

  /** Whether the cell keeps its result to itself, so that nothing is to be shown. */
  keepsResult(_value: unknown): boolean {
    return this.silent;
  }

  /** Shows an error as output of the cell; the cell counts as failed. */
  fail(error: ErrorContent): void {
    this.#failure ??= error;
    this.output.send({ type: 'output', id: this.id, output: 'error', content: error });
  }

  /** Aborts the cell's signal. */
  interrupt(): void {
    this.#controller.abort();
  }

  /** Stops waiting for the cell with `error`; what it puts out from now on is dropped. */
  disown(error: ErrorContent): void {
    this.fail(error);
    this.output.close();
    this.isDisowned = true;
    this.#settleDisowned();
  }
}

const storage = new AsyncLocalStorage<Cell>();
let latest: Cell | undefined;

/** Runs `work` so that it, and all that it starts, belongs to `cell`. */
export function runInCell<T>(cell: Cell, work: () => Promise<T>): Promise<T> {
  latest = cell;
  return storage.run(cell, work);
}

/** Runs `work` for `cell` while another one may be the latest. */
export function runBeside<T>(cell: Cell, work: () => T): T {
  return storage.run(cell, work);
}

/** The cell that started the calling code; the one that ran last where that cannot be told. */
export function currentCell(): Cell | undefined {
  return storage.getStore() ?? latest;
}
