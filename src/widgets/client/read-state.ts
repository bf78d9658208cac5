import type { Model } from './widget.js';

/** Several values of a model at once, for what does not change while a figure is shown. */
export function readState<State extends object>(model: Model<State>, keys: readonly (keyof State & string)[]): State {
  return Object.fromEntries(keys.map((key) => [key, model.get(key)])) as unknown as State;
}
