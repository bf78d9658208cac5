import type { Figure } from './figure.js';

/** Gives a figure a value that follows from its state, read anew each time: `figure.intervals`, `figure.spec`. */
export function withReading<State extends object, Name extends string, Value>(
  figure: Figure<State>,
  name: Name,
  read: (state: State) => Value,
): Figure<State> & { readonly [Key in Name]: Value } {
  Object.defineProperty(figure, name, { get: () => read(figure.state), enumerable: false });
  return figure as Figure<State> & { readonly [Key in Name]: Value };
}
