import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { MimeBundle } from '../lib/display.js';
import { composeNow } from './compose-now.js';
import { figureHtml } from './figure-html.js';
import { requireFit, requireName } from './fit-state.js';
import { kernelHost, stockTslab } from './host.js';
import type { Traits } from './traits.js';

/** What all figures of a kind have in common. */
export interface FigureType<State extends object> {
  /** 'frameSlider', 'eventStrip', …: named as the function that makes it. */
  readonly kind: string;
  /** What each value of the state may be. */
  readonly traits: Traits;
  /** What is shown, in a line or a few. */
  text(state: State): string;
  /** Throws when values fit one by one, but not together. */
  check?(state: State): void;
  /** The browser half: an AFM module's text, or the file it lies in. */
  readonly client: string | URL;
}

/** Everything a figure's page carries beside its state. */
export interface FigurePage {
  /** More for the browser half, such as pictures; goes before the state's value of the same name. Default: nothing. */
  readonly embedded?: Readonly<Record<string, unknown>>;
  /** A PNG, shown where scripts do not run. */
  readonly poster: Buffer;
  /** What the poster shows, in words. */
  readonly alt: string;
  /** The line under the figure. */
  readonly caption: string;
}

/** What one figure shows. */
export interface FigureContent<State extends object> {
  readonly state: State;
  /** What its page carries; asked for each time it is shown. */
  page(state: State): Promise<FigurePage>;
  /** What the figure's function was called with: a worker makes it again from this. Default: the state. */
  readonly inputs?: () => readonly unknown[];
}

/** Called with a value's new and former self. */
export type Observer<Value> = (value: Value, former: Value) => void;

const ordinals = new Map<string, number>();

/**
 * Something to look at: it shows itself as a cell's result, and in a published page it works without a network.
 *
 * The HTML holds a poster, the state and one inline script; it has no ids and asks nothing of its surroundings.
 */
export class Figure<State extends object = object> {
  /** Which figure this is: 'frameSlider', 'eventStrip', … */
  readonly kind: string;
  /** By which other figures and the live model find it in a page. The same cells run again give the same keys. */
  readonly key: string;
  readonly #type: FigureType<State>;
  readonly #content: FigureContent<State>;
  readonly #observers = new Map<string, Set<Observer<unknown>>>();
  #state: State;

  constructor(type: FigureType<State>, content: FigureContent<State>) {
    this.kind = type.kind;
    this.#type = type;
    this.#content = content;
    this.#state = content.state;
    this.key = keyOf(type.kind, type.text(content.state));
  }

  /** What is shown, as plain data, pictures left out. */
  get state(): State {
    return this.#state;
  }

  /** What is shown, in a line or a few. */
  get text(): string {
    return this.#type.text(this.state);
  }

  /** One value of the state. */
  get<Name extends keyof State & string>(name: Name): State[Name] {
    requireName(this.kind, this.#type.traits, name);
    return this.state[name];
  }

  /**
   * Changes one value of the state: what is shown from now on has it.
   *
   * @throws {InvalidInputError} when there is no such value, or it does not fit.
   */
  set<Name extends keyof State & string>(name: Name, value: State[Name]): void {
    requireName(this.kind, this.#type.traits, name);
    this.change({ [name]: value } as unknown as Partial<State>);
  }

  /** Calls `observer` whenever a value has changed, whoever changed it. Gives a function that ends this. */
  observe<Name extends keyof State & string>(name: Name, observer: Observer<State[Name]>): () => void {
    requireName(this.kind, this.#type.traits, name);
    const observers = this.#observers.get(name) ?? new Set();
    this.#observers.set(name, observers.add(observer as Observer<unknown>));
    return () => void observers.delete(observer as Observer<unknown>);
  }

  /** Changes several values at once. */
  protected change(changes: Partial<State>): void {
    const former = this.#state;
    const names = (Object.keys(changes) as (keyof State & string)[]).filter(
      (name) => !isDeepStrictEqual(former[name], changes[name]),
    );
    if (names.length === 0) return;
    for (const name of names) requireFit(this.kind, this.#type.traits, name, changes[name]);
    const next = { ...former, ...changes };
    this.#type.check?.(next);
    this.#state = next;
    for (const name of names) for (const observer of this.#observers.get(name) ?? []) observer(next[name], former[name]);
  }

  /** `text/html` (alive), `image/png` (poster, base64) and `text/plain`. */
  async toMimeBundle(): Promise<MimeBundle> {
    const state = this.state;
    const page = await this.#content.page(state);
    return {
      'text/html': await figureHtml({ ...this.#type, key: this.key, state }, page),
      'image/png': page.poster.toString('base64'),
      'text/plain': this.#type.text(state),
    };
  }

  /** Shows the figure now, as an output of the running cell; in a script, prints its text. */
  async show(): Promise<void> {
    const host = kernelHost();
    const tslab = stockTslab();
    if (host) host.display(await this.toMimeBundle());
    else if (tslab) tslab.html(String((await this.toMimeBundle())['text/html']));
    else console.log(this.text);
  }

  /** The figure's text. */
  toString(): string {
    return this.text;
  }

  /** How the figure prints. Under stock tslab a cell's value is printed: for a figure that is the cue to show itself. */
  protected printed(isValueItself: boolean): string {
    const tslab = isValueItself ? stockTslab() : undefined;
    if (!tslab) return this.text;
    const { kind, key, state } = this;
    tslab.html(composeNow({ kind, key, state, inputs: this.#content.inputs?.() ?? [state] }));
    return this.text;
  }

  static {
    Object.defineProperties(Figure.prototype, {
      [Symbol.for('Jupyter.display')]: {
        value(this: Figure) {
          return this.toMimeBundle();
        },
      },
      [Symbol.for('nodejs.util.inspect.custom')]: {
        value(this: Figure, depth?: number, options?: { depth?: number | null }) {
          return this.printed(depth === options?.depth);
        },
      },
    });
  }
}

/** Ten hex digits from the figure's words and how many such figures there were before it. */
function keyOf(kind: string, text: string): string {
  const content = `${kind}\n${text}`;
  const ordinal = ordinals.get(content) ?? 0;
  ordinals.set(content, ordinal + 1);
  return createHash('sha256').update(`${content}\n${ordinal}`).digest('hex').slice(0, 10);
}
