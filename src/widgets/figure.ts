import type { MimeBundle } from '../lib/display.js';
import { composeNow } from './compose-now.js';
import { figureHtml } from './figure-html.js';
import { kernelHost, stockTslab } from './host.js';

/** The kinds of figures, named as the functions that make them. */
export type FigureKind = 'frameSlider' | 'eventStrip' | 'livePlot' | 'activationGrid' | 'filterPlayer' | 'videoPlayer';

/** Everything a figure's page carries, ready to be written down. */
export interface FigurePage {
  /** The browser half's state; bytes as typed arrays. */
  readonly state: Readonly<Record<string, unknown>>;
  /** A PNG, shown where scripts do not run. */
  readonly poster: Buffer;
  /** What the poster shows, in words. */
  readonly alt: string;
  /** The line under the figure. */
  readonly caption: string;
}

/** Where a figure takes its content from, each time it is shown. */
export interface FigureSource<State extends object> {
  readonly kind: FigureKind;
  /** What is shown, as plain data, pictures left out. */
  readonly state: () => State;
  /** What is shown, in a line or a few. */
  readonly text: () => string;
  /** What its page carries; composed when it is first shown. */
  readonly page: () => Promise<FigurePage>;
  /** What the figure is made of, such as a worker can be sent: there it is made again when it must be shown at once. */
  readonly inputs: () => readonly unknown[];
}

/**
 * Something to look at: it shows itself as a cell's result, and in a published page it works without a network.
 *
 * The HTML holds a poster, the state and one inline script; it has no ids and asks nothing of its surroundings.
 */
export class Figure<State extends object = object> {
  /** Which figure this is: 'frameSlider', 'eventStrip', … */
  readonly kind: FigureKind;
  readonly #source: FigureSource<State>;

  constructor(source: FigureSource<State>) {
    this.kind = source.kind;
    this.#source = source;
  }

  /** What is shown, as plain data, pictures left out. */
  get state(): State {
    return this.#source.state();
  }

  /** What is shown, in a line or a few. */
  get text(): string {
    return this.#source.text();
  }

  /** `text/html` (alive), `image/png` (poster, base64) and `text/plain`. */
  async toMimeBundle(): Promise<MimeBundle> {
    const text = this.text;
    const page = await this.#source.page();
    return {
      'text/html': await figureHtml(this.kind, page),
      'image/png': page.poster.toString('base64'),
      'text/plain': text,
    };
  }

  /** Shows the figure now, as an output of the running cell; in a script, prints its text. */
  async show(): Promise<void> {
    const host = kernelHost();
    const tslab = stockTslab();
    if (host) host.display(await this.toMimeBundle());
    else if (tslab) tslab.html(await figureHtml(this.kind, await this.#source.page()));
    else console.log(this.text);
  }

  /** The figure's text. */
  toString(): string {
    return this.text;
  }

  /** How the figure prints. Under stock tslab a cell's value is printed: for a figure that is the cue to show itself. */
  protected printed(isValueItself: boolean): string {
    const tslab = isValueItself ? stockTslab() : undefined;
    tslab?.html(composeNow(this.kind, this.#source.inputs()));
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
