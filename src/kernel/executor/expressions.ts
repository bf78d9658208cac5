import type { ErrorContent, ExpressionResult } from '../messages.js';
import { Cell, runInCell } from './cell.js';
import type { CellExecutor } from './cell-executor.js';
import { bundleOf } from './show.js';
import { errorContent } from './traceback.js';

/** Evaluates expressions after a cell, one after the other; what they print belongs to it. */
export async function evaluateExpressions(
  executor: CellExecutor,
  cell: Cell,
  expressions: Readonly<Record<string, string>>,
): Promise<Record<string, ExpressionResult>> {
  const results: Record<string, ExpressionResult> = {};
  for (const [name, code] of Object.entries(expressions)) {
    if (cell.isDisowned) break;
    const expression = new Expression(cell, name);
    await runInCell(expression, () => Promise.race([executor.execute(expression, code), cell.disowned]));
    results[name] = await expression.result();
  }
  await runInCell(cell, async () => {}); // late output is the cell's own
  return results;
}

/** An expression as a cell whose result and errors are kept rather than shown. */
class Expression extends Cell {
  #value: unknown;
  #error: ErrorContent | undefined;

  constructor({ id, executionCount }: Cell, name: string) {
    super({ id, label: `expression ${name}`, executionCount, silent: false });
  }

  override keepsResult(value: unknown): boolean {
    this.#value = value;
    return true;
  }

  override fail(error: ErrorContent): void {
    this.#error ??= error;
  }

  async result(): Promise<ExpressionResult> {
    if (this.#error) return { status: 'error', ...this.#error };
    try {
      return { status: 'ok', data: await bundleOf(this.#value), metadata: {} };
    } catch (failure) {
      return { status: 'error', ...errorContent(failure) };
    }
  }
}
