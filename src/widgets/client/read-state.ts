import type { PageModel } from './page-model.js';
import type { Model } from './widget.js';

/** All values of a figure's model at this moment. */
export function readState<State extends object>(model: Model<State>): State {
  return (model as PageModel<State>).values;
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
