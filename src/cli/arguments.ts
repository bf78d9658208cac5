import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.js';

/** What `parsed` gives for options of this kind. */
type Parsed<T extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: T }>
>;

/** A command's words and options; unknown or incomplete ones are wrong use. `--json` is known everywhere. */
export function parsed<T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
): Parsed<T> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options }) as Parsed<T>;
  } catch (error) {
    throw new UsageError(`framescope ${command}: ${(error as Error).message}`);
  }
}

/** The number in an option's text; undefined when the option was not given. */
export function wholeNumber(option: string, text: string | undefined, minimum: number = 0): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum) {
    throw new UsageError(`${option} must be a whole number of at least ${minimum}, not '${text}'`);
  }
  return value;
}
