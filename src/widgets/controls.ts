import { InvalidInputError } from '../lib/errors.js';
import { requireNumber } from '../lib/shape.js';
import type { ControlState, ControlValue } from './interact-states.js';

/** What a reader sets: made by the functions of `control`. */
export interface Control<Value extends ControlValue> {
  readonly kind: ControlState['kind'];
  /** Default: the control's name. */
  readonly label?: string;
  /** What it is set to at first. */
  readonly initial: Value;
  /** What it can be set to; undefined where there is no end to it. */
  readonly values: readonly Value[] | undefined;
}

/** Controls by name. */
export type Controls = Readonly<Record<string, Control<ControlValue>>>;

/** What controls are set to, by name. */
export type ValuesOf<C extends Controls> = { readonly [Name in keyof C]: C[Name] extends Control<infer Value> ? Value : never };

/** What every control may be given. */
export interface ControlOptions<Value extends ControlValue> {
  /** What it is set to at first. */
  readonly value?: Value;
  readonly label?: string;
}

/** A range of numbers. */
export interface SliderOptions extends ControlOptions<number> {
  readonly least: number;
  readonly greatest: number;
  /** Default 1. */
  readonly step?: number;
}

/** Steps of a slider: more cannot be told apart by hand. */
const MOST_STEPS = 10_000;

/** A slider over numbers from `least` to `greatest`. Set to `least` at first. */
export function slider({ least, greatest, step = 1, value = least, label }: SliderOptions): Control<number> {
  requireNumber('least', least);
  requireNumber('greatest', greatest, least);
  requireNumber('step', step);
  const count = Math.floor((greatest - least) / step + 1e-9) + 1;
  if (step <= 0 || count > MOST_STEPS) {
    throw new InvalidInputError('step does not fit the range', {
      received: step,
      accepted: `a number above 0 that makes at most ${MOST_STEPS} steps`,
    });
  }
  const values = Array.from({ length: count }, (_, i) => Number((least + i * step).toPrecision(12)));
  requireNumber('value', value, least, greatest);
  // The nearest of the steps.
  const initial = values[Math.min(count - 1, Math.round((value - least) / step))];
  return { kind: 'slider', label, initial, values };
}

/** One of some choices. Set to the first at first. */
export function select<const Value extends string | number>(
  values: readonly Value[],
  { value = values[0], label }: ControlOptions<Value> = {},
): Control<Value> {
  if (values.length === 0) throw new InvalidInputError('select needs at least one choice', { received: [] });
  if (!values.includes(value)) {
    throw new InvalidInputError('value must be one of the choices', { received: value, accepted: values.join(', ') });
  }
  return { kind: 'select', label, initial: value, values };
}

/** On or off. Off at first. */
export function checkbox({ value = false, label }: ControlOptions<boolean> = {}): Control<boolean> {
  return { kind: 'checkbox', label, initial: value, values: [false, true] };
}

/** Any text. Empty at first. In a published page it stays as it was: there is no end to texts. */
export function text({ value = '', label }: ControlOptions<string> = {}): Control<string> {
  return { kind: 'text', label, initial: value, values: undefined };
}

/** A button: its value is how often it was pressed, so that each press calls the function. It needs a kernel. */
export function button({ label }: { readonly label?: string } = {}): Control<number> {
  return { kind: 'button', label, initial: 0, values: undefined };
}

/** All combinations of the finite controls, the last one running fastest; the others as they are `set`. */
export function* combinations(
  controls: Readonly<Record<string, ControlState>>,
  set: Readonly<Record<string, ControlValue>>,
): Generator<Readonly<Record<string, ControlValue>>> {
  const names = Object.keys(controls).filter((name) => controls[name].values !== undefined);
  const count = countCombinations(controls);
  for (let index = 0; index < count; index++) {
    const values = { ...set };
    let rest = index;
    for (const name of names.toReversed()) {
      const choices = controls[name].values ?? [];
      values[name] = choices[rest % choices.length];
      rest = Math.floor(rest / choices.length);
    }
    yield values;
  }
}

/** How many combinations the finite controls have. */
export function countCombinations(controls: Readonly<Record<string, ControlState>>): number {
  return Object.values(controls).reduce((product, { values }) => product * (values?.length ?? 1), 1);
}

/** @throws {InvalidInputError} when a value is missing, unknown, or not one that its control has. */
export function requireValues(
  controls: Readonly<Record<string, ControlState>>,
  values: Readonly<Record<string, ControlValue>>,
): void {
  const names = Object.keys(controls);
  const other = [...names, ...Object.keys(values)].find((name) => !(name in controls && name in values));
  if (other !== undefined)
    throw new InvalidInputError('values go with the controls', { received: other, accepted: names.join(', ') });
  for (const name of names) {
    const { kind, values: choices } = controls[name];
    const value = values[name];
    const isFree = kind === 'text' ? typeof value === 'string' : Number.isInteger(value);
    if (choices ? choices.includes(value) : isFree) continue;
    throw new InvalidInputError(`${name} cannot be set to this`, {
      received: value,
      accepted: choices ? `${choices.slice(0, 12).join(', ')}${choices.length > 12 ? ', …' : ''}` : kind,
    });
  }
}
