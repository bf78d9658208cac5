import { AbortedError, InvalidInputError } from '../lib/errors.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted, yieldToEventLoop } from '../lib/progress.js';
import { requireCount } from '../lib/shape.js';
import { type Controls, combinations, countCombinations, requireValues, type ValuesOf } from './controls.js';
import { LIGHT } from './drawing/colors.js';
import { text as svgText } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import type { ControlState, ControlValue, InteractState, ShownValue } from './interact-states.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { remembered } from './remembered.js';
import { requireGiven } from './require-given.js';
import { type Shown, type ShownScript, shownError, shownValue } from './shown-value.js';
import { EMBEDDING_LIMIT } from './sprite-sheets.js';
import { data, flag, optional, text } from './traits.js';

/** Options of `interact`; `signal` and `onProgress` are of what is computed beforehand. */
export interface InteractOptions extends LongCallOptions {
  /** Most combinations of the controls that are computed beforehand, for pages without a kernel. Default 64; 1 computes none but the first. */
  readonly limit?: number;
  /** Default: the function's name. */
  readonly title?: string;
}

/** What is called with what the controls are set to; gives anything that a cell can show. `signal` ends a call that is overtaken. */
export type Interaction<C extends Controls> = (values: ValuesOf<C>, call: { readonly signal: AbortSignal }) => unknown;

const figure = ownFigure<InteractState>({
  kind: 'interact',
  traits: {
    title: text(),
    controls: data<Readonly<Record<string, ControlState>>>('controls'),
    values: data<Readonly<Record<string, ControlValue>>>('values of the controls, by name'),
    output: optional(data<ShownValue>()),
    isBusy: flag(),
  },
  text: describe,
  check: ({ controls, values }) => requireValues(controls, values),
  remake: () => {
    throw new InvalidInputError('the function of interact cannot be sent to a worker');
  },
});

/**
 * A function to play with: whenever the reader moves a control, it is called in the kernel again, and what it gives is shown.
 *
 * ```ts
 * interact(({ threshold }) => eventStrip({ predicted: counted.at(threshold) }), {
 *   threshold: control.slider({ least: 0.1, greatest: 0.9, step: 0.1, value: 0.5 }),
 * })
 * ```
 *
 * When it is shown, it is called for all combinations of sliders, selects and checkboxes as well, as long as these are few: so
 * the saved notebook and the published page go on working without a kernel. Texts and buttons have no end of values and need one.
 *
 * @throws {InvalidInputError} when there is no function or no control; when shown, what the function throws for its first values.
 * @throws {AbortedError} when shown and interrupted.
 */
export function interact<const C extends Controls>(
  fn: Interaction<C>,
  controls: C,
  options: InteractOptions = {},
): Figure<InteractState> {
  if (typeof fn !== 'function') throw new InvalidInputError('interact needs a function', { received: fn });
  requireGiven('interact', 'controls', controls);
  const names = Object.keys(controls);
  if (names.length === 0) throw new InvalidInputError('interact needs at least one control', { received: {} });
  const { limit = 64, title = fn.name || 'interact' } = options;
  requireCount('limit', limit);
  const shown = Object.fromEntries(
    names.map((name) => {
      const { kind, label = name, values } = controls[name] ?? {};
      if (kind === undefined) {
        const hint = 'control.slider, select, checkbox, text and button make controls';
        throw new InvalidInputError(`${name} is no control`, { received: controls[name] ?? 'nothing', hint });
      }
      return [name, { kind, label, values }];
    }),
  );
  const initial = Object.fromEntries(names.map((name) => [name, controls[name].initial]));
  const state: InteractState = { title, controls: shown, values: initial, output: undefined, isBusy: false };
  const call = async (values: Readonly<Record<string, ControlValue>>, signal: AbortSignal): Promise<Shown> =>
    shownValue(await fn(values as ValuesOf<C>, { signal }));
  const page = remembered(() => beforehand(made.state, call, { ...options, limit }));
  const made: Figure<InteractState> = figure({
    state,
    inputs: () => [],
    page: async (now) => pageOf(now, await page()),
  });
  made.observe('values', recalling(made, call));
  return made;
}

type Call = (values: Readonly<Record<string, ControlValue>>, signal: AbortSignal) => Promise<Shown>;

/** Calls the function for the values of now; a call at work is told that it is overtaken, and its result is dropped. */
function recalling(made: Figure<InteractState>, call: Call): () => void {
  let running: AbortController | undefined;
  return () => {
    running?.abort();
    const own = new AbortController();
    running = own;
    made.set('isBusy', true);
    call(made.get('values'), own.signal)
      .then(({ value }) => value, shownError)
      .then((output) => {
        if (own.signal.aborted) return;
        made.set('output', output);
        made.set('isBusy', false);
      });
  };
}

/** What was computed for pages without a kernel. */
interface Beforehand {
  readonly outputs: readonly ShownValue[];
  readonly table: readonly number[];
  readonly fixed: Readonly<Record<string, ControlValue>>;
  readonly scripts: readonly ShownScript[];
  /** The first value's, for the poster. */
  readonly first: Shown;
  /** What a reader should know of it. */
  readonly note: string;
}

async function beforehand(
  { controls, values, title }: InteractState,
  call: Call,
  { limit, signal: given, onProgress }: InteractOptions & { readonly limit: number },
): Promise<Beforehand> {
  const signal = effectiveSignal(given) ?? new AbortController().signal;
  const what = `computing ${title} beforehand`;
  const total = countCombinations(controls);
  const first = await call(values, signal);
  const outputs: ShownValue[] = [];
  const places = new Map<string, number>();
  const scripts = new Map<string, ShownScript>();
  const table = new Array<number>(total > limit ? 0 : total).fill(-1);
  let bytes = 0;
  const keep = ({ value, scripts: needed = [] }: Shown): number => {
    const json = JSON.stringify(value);
    const known = places.get(json);
    if (known !== undefined) return known;
    if (outputs.length > 0 && bytes + json.length > EMBEDDING_LIMIT) return -1;
    bytes += json.length;
    for (const script of needed) scripts.set(script.kind, script);
    places.set(json, outputs.push(value) - 1);
    return outputs.length - 1;
  };
  keep(first);
  let index = 0;
  for (const setting of table.length > 0 ? combinations(controls, values) : []) {
    throwIfAborted(signal, what);
    const isFirst = Object.keys(values).every((name) => values[name] === setting[name]);
    table[index++] = keep(isFirst ? first : await call(setting, signal).catch(settled));
    onProgress?.({ done: index, total, unit: 'setting', label: what });
    await yieldToEventLoop();
  }
  const fixed = Object.fromEntries(Object.entries(values).filter(([name]) => controls[name].values === undefined));
  const missing = table.filter((place) => place < 0).length;
  return { outputs, table, fixed, scripts: [...scripts.values()], first, note: noteOf({ controls, total, limit, missing }) };
}

/** One setting's error is shown in its place; an interrupt ends it all. */
function settled(error: unknown): Shown {
  if (error instanceof AbortedError) throw error;
  return { value: shownError(error) };
}

interface Coverage {
  readonly controls: InteractState['controls'];
  readonly total: number;
  readonly limit: number;
  readonly missing: number;
}

function noteOf({ controls, total, limit, missing }: Coverage): string {
  const endless = Object.values(controls).filter(({ values }) => values === undefined);
  const labels = endless.map(({ label }) => label).join(' and ');
  const notes = [
    ...(total > limit
      ? [`Its ${total.toLocaleString('en')} settings are more than ${limit}, so without a kernel it stays as it is.`]
      : []),
    ...(missing > 0 ? [`${missing} of ${total} settings are left out, to keep the page below 5 MB.`] : []),
    ...(endless.length > 0 ? [`Without a kernel, ${labels} ${endless.length > 1 ? 'stay as they are' : 'stays as it is'}.`] : []),
  ];
  return notes.join(' ');
}

function describe({ title, controls, values }: InteractState): string {
  const settings = Object.entries(values).filter(([name]) => controls[name].kind !== 'button');
  return `${title}: ${settings.map(([name, value]) => `${controls[name].label} ${value}`).join(', ')}`;
}

async function pageOf(state: InteractState, { outputs, table, fixed, scripts, first, note }: Beforehand): Promise<FigurePage> {
  return {
    embedded: { outputs, table, fixed },
    poster: first.png ?? (await textPoster(first.value)),
    alt: describe(state),
    caption: note === '' ? `${describe(state)}.` : `${describe(state)}. ${note}`,
    scripts,
  };
}

/** The first lines of what was printed. */
function textPoster(value: ShownValue): Promise<Buffer> {
  const lines = (value.type === 'text' ? value.text : `a result of type ${value.type}`).split('\n').slice(0, 12);
  const overlay = lines.map((line, i) => svgText(8, 22 + 20 * i, line.slice(0, 90), LIGHT.ink, 'start')).join('');
  return posterPng({ width: 640, height: 20 * lines.length + 14, overlay });
}
