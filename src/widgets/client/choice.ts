import { h, press } from './dom.js';
import { setValue } from './read-state.js';
import type { Model } from './widget.js';

/** A select that shows and sets one value of a model, from `[value, words]`. */
export function choice<State extends object, Name extends keyof State & string>(
  model: Model<State>,
  name: Name,
  label: string,
  options: readonly (readonly [State[Name] & string, string])[],
): HTMLSelectElement {
  const choices = options.map(([value, words]) => h('option', { value }, words));
  const change = (): void => setValue(model, name, select.value as State[Name]);
  const select = h('select', { 'aria-label': label, title: label, change }, ...choices);
  showing(model, name, (value) => {
    select.value = value as string;
  });
  return select;
}

/** A button that turns one value of a model on and off. */
export function toggle<State extends object, Name extends keyof State & string>(
  model: Model<State>,
  name: Name,
  label: string,
  title: string,
): HTMLButtonElement {
  const button = h('button', { title, click: () => setValue(model, name, !model.get(name) as State[Name]) }, label);
  showing(model, name, (value) => press(button, value as boolean));
  return button;
}

/** Shows a value, now and whenever it changes. */
export function showing<State extends object, Name extends keyof State & string>(
  model: Model<State>,
  name: Name,
  show: (value: State[Name]) => void,
): void {
  const update = (): void => show(model.get(name));
  model.on(`change:${name}`, update);
  update();
}
