import type { Executor } from 'tslab/dist/executor.js';
import { type Cell, currentCell } from './cell.js';
import { createCellConverter } from './converter.js';
import { diagnosticsError } from './diagnostics.js';
import { display, sendBundle } from './host.js';
import { interruptedError } from './interrupted.js';
import { isInterrupt } from './interruptible.js';
import { restoreIntrinsics, undisturbed } from './intrinsics.js';
import { tslabRequire } from './package-root.js';
import { attempt } from './plain-text.js';
import { answerQuery, type Query } from './query.js';
import { extendRequire } from './require.js';
import { bundleOf, displayIdOf } from './show.js';
import { errorContent } from './traceback.js';
import { acceptTslabDisplay } from './tslab-display.js';
import { prepareTypeScript } from './typescript.js';
import { writeEvent } from './writer.js';

/** Runs cells one after the other; declarations live on from cell to cell. */
export interface CellExecutor {
  /** Settles when the cell has ended; its outputs and errors go to the cell. */
  execute(cell: Cell, code: string): Promise<void>;
  /** Stops waiting for the running cell. */
  abandon(): void;
  /** Answers a question about code that follows the cells executed so far; undefined when it cannot. */
  answer(query: Query): object | undefined;
  /**
   * Makes the first cell faster, then the first completion, neither of which is needed once a cell `hasRun`, then the next start.
   * Each call takes a moment for one of them.
   *
   * @returns whether all is done.
   */
  prepare(hasRun: boolean): boolean;
}

/** tslab's executor for cells in `folder`; takes most of a second, in which TypeScript loads. */
export function createCellExecutor(folder: string): CellExecutor {
  const prepared = prepareTypeScript(folder);
  const { ts } = prepared;
  extendRequire(folder);
  acceptTslabDisplay();
  let resultName: string | undefined;
  let giveBack = (): void => {}; // what cells have put in the place of JavaScript's own functions
  const converter = createCellConverter(prepared, {
    label: () => currentCell()?.label ?? 'cell',
    onDiagnostics(diagnostics, code) {
      const cell = currentCell();
      cell?.fail(diagnosticsError(diagnostics, code, cell.label));
    },
    onConverted(name) {
      resultName = name;
      const cell = currentCell();
      if (cell) writeEvent({ type: 'running', id: cell.id });
      giveBack();
    },
  });
  const { createExecutor } = tslabRequire('./dist/executor.js') as typeof import('tslab/dist/executor.js');
  const executor = createExecutor(
    folder,
    { node: converter, browser: converter, close: converter.close },
    { log: showResult, error },
  );
  const answer = (query: Query): object | undefined => undisturbed(() => answerQuery(ts, executor, query));
  const warmUps = [() => converter.warmUp(), () => void answer({ kind: 'complete', code: 'Math.', offset: 5 })];
  return {
    execute: (cell, code) => execute(executor, cell, code),
    abandon: () => executor.interrupt(),
    answer,
    prepare(hasRun) {
      const step = hasRun ? undefined : warmUps.shift();
      undisturbed(() => (step ?? prepared.keepCode)());
      return step === undefined;
    },
  };

  async function execute({ execute: run, locals }: Executor, cell: Cell, code: string): Promise<void> {
    resultName = undefined;
    giveBack = restoreIntrinsics();
    try {
      const succeeded = await run(code);
      if (!succeeded || resultName === undefined || !(resultName in locals)) return;
      if (locals[resultName] === null) showResult(null); // tslab shows neither null nor undefined
      delete locals[resultName];
    } catch (failure) {
      cell.fail(errorContent(failure));
    } finally {
      giveBack();
    }
  }
}

function showResult(value: unknown): void {
  const cell = currentCell();
  if (!cell || cell.keepsResult(value)) return;
  // No front end finds a result by a display id: what is to be shown anew in its place is displayed.
  if (displayIdOf(value) !== undefined) display(value);
  else sendBundle(cell, 'execute_result', bundleOf(value), { metadata: {}, execution_count: cell.executionCount });
}

/** tslab tells a thrown value with one argument, a diagnostic with five; those have been told in full by the converter. */
function error(...args: unknown[]): void {
  if (args.length !== 1) return;
  const [thrown] = args;
  const cell = currentCell();
  if (!cell || cell.isDisowned) return;
  cell.fail(attempt(() => isInterrupt(thrown)) ? interruptedError(`${cell.label} was interrupted.`) : errorContent(thrown));
}
