import type { Model } from './widget.js';

/** Several values of a model at once, for what does not change while a figure is shown. */
export function readState<State extends object>(model: Model<State>, keys: readonly (keyof State & string)[]): State {
  return Object.fromEntries(keys.map((key) => [key, model.get(key)])) as unknown as State;
}

/** Sets a value and tells whoever listens beyond the page. */
export function setValue<State extends object, Key extends keyof State & string>(
  model: Model<State>,
  key: Key,
  value: State[Key],
): void {
  model.set(key, value);
  model.save_changes();
}
