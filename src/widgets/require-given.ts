import { InvalidInputError } from '../lib/errors.js';

/**
 * Refuses what is missing, and what has yet to be awaited: the commonest slip in a cell.
 *
 * @throws {InvalidInputError} when there is no value, or a promise of one.
 */
export function requireGiven(figure: string, what: string, value: unknown): void {
  const isPromised = value instanceof Promise;
  if (value !== undefined && value !== null && !isPromised) return;
  throw new InvalidInputError(`${figure} needs ${what}`, {
    received: isPromised ? 'a promise' : 'nothing',
    hint: isPromised ? `Await it: ${figure}(await …)` : undefined,
  });
}
