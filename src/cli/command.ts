/** One command of `framescope`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Synopsis, options and examples, shown by `--help` and on wrong use. */
  readonly usage: string;
  /** Does it; the promise gives the exit code. A `UsageError` means wrong use. */
  run(args: readonly string[]): Promise<number>;
}

/** The command was called wrongly: exit code 2, with the usage shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
