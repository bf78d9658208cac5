import { readFileSync } from 'node:fs';
import type { Comm, KernelHost } from '../host.js';
import { standsOnce } from './cells.js';
import { fromMessage, toMessage } from './state-message.js';

/** The figure behind a live model. */
export interface LiveFigure {
  readonly key: string;
  /**
   * Takes the values that a browser has set, but for those that do not fit; none where they do not fit together. Gives those that are
   * refused, as they are.
   */
  receive(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Hears that the line is closed, by whichever side. */
  lineClosed(): void;
  /** Takes a message of the browser half. */
  receiveMessage(content: unknown, buffers: readonly Uint8Array[]): void;
}

/** Milliseconds between two updates: a browser draws no more than sixty pictures a second. */
const INTERVAL = 1000 / 60;

/** The front end's half: a module for anywidget that hands the model to the displayed figure. */
const ESM = new URL('../../../dist/widgets/client/live.js', import.meta.url);

/**
 * A figure's line to the front end: an anywidget model over a comm, which has no view. Its `initialize` finds the displayed
 * `<figure>` by its key and keeps the two in step; where there is no such front end, nobody answers and nothing is lost.
 *
 * It holds its figure weakly: a figure that nobody can reach is let go, and its comm is closed.
 */
export class LiveModel {
  readonly #comm: Comm;
  readonly #figure: WeakRef<LiveFigure>;
  #pending: Record<string, unknown> = {};
  #timer: NodeJS.Timeout | undefined;
  #sentAt = 0;
  #isClosed = false;
  /** Whether a front end has taken the figure over. */
  isShown = false;

  constructor(comms: NonNullable<KernelHost['comms']>, figure: LiveFigure, values: Readonly<Record<string, unknown>>) {
    const { state, buffer_paths, buffers } = toMessage(values);
    const model = {
      ...{ _model_module: 'anywidget', _model_name: 'AnyModel', _model_module_version: '*' },
      ...{ _view_module: 'anywidget', _view_name: 'AnyView', _view_module_version: '*', _view_count: null },
      ...{ _anywidget_id: 'framescope.figure', _esm: readFileSync(ESM, 'utf8').trim(), _figure: figure.key },
    };
    this.#figure = new WeakRef(figure);
    this.#comm = comms.open(
      'jupyter.widget',
      { state: { ...model, ...state }, buffer_paths },
      { metadata: { version: '2.1.0' }, buffers },
    );
    this.#comm.onMessage(({ data, buffers }) => this.#receive(data, buffers));
    this.#comm.onClose(() => this.#end());
    unreachable.register(figure, this);
  }

  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Sends values, at most sixty times a second; the last ones always arrive. */
  update(values: Readonly<Record<string, unknown>>): void {
    if (this.#isClosed) return;
    Object.assign(this.#pending, values);
    const wait = this.#sentAt + INTERVAL - performance.now();
    // Also where a timer is due: in code that does not wait, none ever fires.
    if (wait <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  /** Sends the browser half a message, after all values set before it. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    if (Object.keys(this.#pending).length > 0) this.#flush();
    this.#comm.send({ method: 'custom', content }, { buffers });
  }

  /** Closes the comm. The displayed figure goes on by itself, without a word about it. */
  close(): void {
    if (this.#isClosed) return;
    if (Object.keys(this.#pending).length > 0) this.#flush();
    this.#comm.send({ method: 'update', state: { _released: true }, buffer_paths: [] });
    this.#comm.close();
    this.#end();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentAt = performance.now();
    const { state, buffer_paths, buffers } = toMessage(this.#pending);
    this.#pending = {};
    this.#comm.send({ method: 'update', state, buffer_paths }, { buffers });
  }

  #receive(data: Readonly<Record<string, unknown>>, buffers: readonly Uint8Array[]): void {
    const figure = this.#figure.deref();
    if (!figure) return;
    if (data.method === 'custom') figure.receiveMessage(data.content, buffers);
    if (data.method !== 'update') return;
    const values = Object.entries(fromMessage(data, buffers));
    if (values.some(([name]) => name === '_gone') && standsOnce(this)) {
      this.close();
      return;
    }
    this.isShown ||= values.some(([name]) => name === '_shown');
    const refused = figure.receive(Object.fromEntries(values.filter(([name]) => !name.startsWith('_'))));
    if (Object.keys(refused).length > 0) this.update(refused);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#isClosed = true;
    this.isShown = false;
    this.#figure.deref()?.lineClosed();
  }
}

const unreachable = new FinalizationRegistry<LiveModel>((model) => model.close());
