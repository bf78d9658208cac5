import { createHash } from 'node:crypto';
import type { MimeBundle } from '../lib/display.js';
import { composeNow } from './compose-now.js';
import { type FigureElement, figureHtml } from './figure-html.js';
import { kernelHost, stockTslab } from './host.js';
import { DisplayedOutput } from './live/displayed-output.js';
import { type MessageListener, type Observer, SharedState } from './live/shared-state.js';
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
  /** A file that the figure needs and does not carry, relative to the page: linked in the caption. Default: none. */
  readonly file?: string;
  /** Scripts of other kinds of figures that this one shows within. Default: none. */
  readonly scripts?: readonly { readonly kind: string; readonly client: string | URL }[];
}

/** What one figure shows. */
export interface FigureContent<State extends object> {
  readonly state: State;
  /** What its page carries; asked for each time it is shown. */
  page(state: State): Promise<FigurePage>;
  /** What the figure's function was called with: a worker makes it again from this. Default: the state. */
  readonly inputs?: () => readonly unknown[];
}

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
  readonly #shared: SharedState<State>;
  readonly #output: DisplayedOutput;

  constructor(type: FigureType<State>, content: FigureContent<State>) {
    this.kind = type.kind;
    this.#type = type;
    this.#content = content;
    this.key = keyOf(type.kind, type.text(content.state));
    this.#output = new DisplayedOutput(this);
    this.#shared = new SharedState({ ...type, key: this.key }, content.state, () => this.#output.changed());
  }

  /** By which the kernel finds the outputs that show the figure. */
  get displayId(): string {
    return `framescope-${this.key}`;
  }

  /** What is shown, as plain data, pictures left out. */
  get state(): State {
    return this.#shared.value;
  }

  /** What is shown, in a line or a few. */
  get text(): string {
    return this.#type.text(this.state);
  }

  /** One value of the state. */
  get<Name extends keyof State & string>(name: Name): State[Name] {
    this.#shared.require(name);
    return this.state[name];
  }

  /**
   * Changes one value of the state: where the figure is shown live, at once; what is shown from now on has it as well.
   *
   * @throws {InvalidInputError} when there is no such value, or it does not fit.
   */
  set<Name extends keyof State & string>(name: Name, value: State[Name]): void {
    this.#shared.require(name);
    this.change({ [name]: value } as unknown as Partial<State>);
  }

  /** Calls `observer` whenever a value has changed, in code or by the reader. Gives a function that ends this. */
  observe<Name extends keyof State & string>(name: Name, observer: Observer<State[Name]>): () => void {
    return this.#shared.observe(name, observer as Observer<unknown>);
  }

  /**
   * Keeps a value and another figure's value the same from now on, here, in the front end, and in the published page. At first
   * the other takes this one's value. What does not fit the other is not passed on; links in a circle settle.
   *
   * Gives a function that ends this for what is shown from then on.
   *
   * @throws {InvalidInputError} when one of the figures has no such value.
   */
  link<Other extends object>(name: keyof State & string, other: Figure<Other>, otherName: keyof Other & string): () => void {
    const unlink = this.#shared.link(name, other.#shared as unknown as SharedState<object>, otherName);
    const outputs = [this.#output, other.#output];
    const tell = (): void => {
      // Where one is still to be displayed, its output will have the link, and that is enough.
      if (outputs.every(({ isShown }) => isShown)) for (const output of outputs) output.changed({ isForSaved: true });
    };
    tell();
    return () => {
      unlink();
      tell();
    };
  }

  /**
   * Opens the line to the front end, over which values pass both ways; figures that a cell shows do so by themselves.
   *
   * True when the line is open, so under the framescope kernel. Where no front end answers, nothing else is different.
   */
  live(): boolean {
    return this.#shared.open(kernelHost());
  }

  /** Whether a front end shows the figure and passes its values on. */
  get isLive(): boolean {
    return this.#shared.isShown;
  }

  /** Sends the browser half a message, which it hears as `msg:custom`; nothing where none is live. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.#shared.send(content, buffers);
  }

  /** Calls `listener` with every message of the browser half. Gives a function that ends this. */
  onMessage(listener: MessageListener): () => void {
    return this.#shared.onMessage(listener);
  }

  /** Closes the line to the front end; what is displayed goes on by itself. */
  close(): void {
    this.#shared.close();
  }

  /** Changes several values at once. */
  protected change(changes: Partial<State>): void {
    this.#shared.change(changes);
  }

  /** `text/html` (alive), `image/png` (poster, base64) and `text/plain`. */
  async toMimeBundle(): Promise<MimeBundle> {
    const { element, page } = await this.parts();
    return {
      'text/html': await figureHtml(element, page),
      'image/png': page.poster.toString('base64'),
      'text/plain': this.#type.text(element.state as State),
    };
  }

  /** @internal What its element in a page is made of, for figures that show others within. */
  async parts(): Promise<{ readonly element: FigureElement; readonly page: FigurePage }> {
    const state = this.state;
    const page = await this.#content.page(state);
    return { element: { ...this.#type, key: this.key, links: this.#shared.links, state }, page };
  }

  /** Shows the figure now, as an output of the running cell; in a script, prints its text. */
  async show(): Promise<void> {
    const host = kernelHost();
    const tslab = stockTslab();
    this.live();
    if (host) this.#output.shown();
    if (host) host.display(await this.toMimeBundle(), { displayId: this.displayId });
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
          this.live();
          this.#output.shown();
          return this.toMimeBundle();
        },
      },
      [Symbol.for('framescope.displayId')]: {
        get(this: Figure) {
          return this.displayId;
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

/**
 * Ten hex digits from the figure's words, the cell that makes it, and how many such figures there were before it. The cell, so that
 * after a restart a figure does not answer to the output that another cell has left.
 */
function keyOf(kind: string, text: string): string {
  const content = `${kind}\n${text}\n${kernelHost()?.cell?.id ?? ''}`;
  const ordinal = ordinals.get(content) ?? 0;
  ordinals.set(content, ordinal + 1);
  return createHash('sha256').update(`${content}\n${ordinal}`).digest('hex').slice(0, 10);
}
