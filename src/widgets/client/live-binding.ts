import { h } from './dom.js';
import { linkFigure } from './links.js';
import type { PageModel } from './page-model.js';
import { type CommModel, figuresOf, LIVE_EVENT, type MountedFigure, REMOVE_EVENT, registry } from './registry.js';

/** Milliseconds between two messages to the kernel: sixty a second. */
const INTERVAL = 1000 / 60;

/** Most bytes of a value that is sent: at a message of 10 MiB Jupyter's server ends the line of the whole notebook. */
const MOST_BYTES = 10_000_000;

/** Milliseconds until a figure whose output was cleared is given up. */
const PATIENCE = 2000;

const bindings = new WeakMap<MountedFigure, Binding>();
let isListening = false;

/** Keeps a figure in step with its live model, from whenever there is one until it is gone. */
export function bindLive(figure: MountedFigure): void {
  if (!isListening) {
    isListening = true;
    document.addEventListener(LIVE_EVENT, (event) => {
      for (const other of figuresOf((event as CustomEvent<string>).detail)) if (own.has(other)) update(other);
    });
  }
  own.add(figure);
  update(figure);
}

/** The figures that this bundle has brought to life: each is bound once, however many bundles there are. */
const own = new WeakSet<MountedFigure>();

function update(figure: MountedFigure): void {
  const live = registry().live.get(figure.dataset.key ?? '');
  const binding = bindings.get(figure);
  if (binding?.live === live) return;
  binding?.end();
  bindings.delete(figure);
  if (live && figure.framescope) bindings.set(figure, new Binding(figure, figure.framescope, live));
}

/** A figure's page model and its live model, in step: what one is told, the other is. */
class Binding {
  readonly live: CommModel;
  readonly #figure: MountedFigure;
  readonly #page: PageModel<object>;
  readonly #listeners = new Map<string, (...args: never[]) => void>();
  readonly #note: HTMLElement;
  #unsent: Record<string, unknown> = {};
  #timer: number | undefined;
  #sentAt = 0;
  /** Backbone's model behind the live one, which knows whether its comm still stands. */
  #behind:
    | { readonly comm_live?: boolean; readonly comm?: { readonly jsServicesComm?: { readonly isDisposed: boolean } } }
    | undefined;
  #removal: MutationObserver | undefined;

  constructor(figure: MountedFigure, page: PageModel<object>, live: CommModel) {
    this.live = live;
    this.#figure = figure;
    this.#page = page;
    const detached = figure.querySelector<HTMLElement>(':scope > .fs-detached');
    this.#note = detached ?? h('p', { class: 'fs-detached', role: 'status' });
    // What the reader has done before there was a line goes over it; what was done after a former one broke does not.
    if (detached) page.unsaved.clear();
    for (const name of page.names) {
      this.#listen(`change:${name}`, () => this.#take(name));
      if (!page.unsaved.has(name)) this.#take(name);
    }
    this.#listen('change:_links', () => this.#takeLinks());
    this.#takeLinks();
    this.#listen('msg:custom', (content: unknown, buffers: readonly DataView[]) => page.emit('msg:custom', content, buffers));
    page.onSave = (values) => this.#save({ ...values });
    page.onSend = (content, buffers) => live.send(content, undefined, buffers);
    this.#listen('change:_shown', (model: object) => {
      this.#behind = model;
    });
    this.#listen('comm_live_update', () => this.#say(this.#behind?.comm_live === false));
    this.#save({ _shown: Math.random() });
    page.save_changes();
    this.#say(false);
    this.#awaitRemoval();
    page.emit('live');
  }

  /** The comm has closed: the figure goes on by itself, and says so unless the kernel has let it go. */
  end(): void {
    clearTimeout(this.#timer);
    this.#removal?.disconnect();
    for (const [event, listener] of this.#listeners) this.live.off(event, listener);
    this.#page.onSave = undefined;
    this.#page.onSend = undefined;
    this.#say(this.live.get('_released') !== true);
  }

  #listen(event: string, listener: (...args: never[]) => void): void {
    this.#listeners.set(event, listener);
    this.live.on(event, listener);
  }

  #take(name: string): void {
    const value = this.live.get(name);
    // What nobody has changed yet, only the page knows; what is absent travels as null.
    if (value !== undefined && !(name in this.#unsent)) this.#page.take(name as never, (value ?? undefined) as never);
  }

  #takeLinks(): void {
    const links = this.live.get('_links');
    if (!Array.isArray(links)) return;
    this.#figure.dataset.links = JSON.stringify(links);
    linkFigure(this.#figure);
  }

  /** Tells the kernel, at most sixty times a second; the last values always arrive. */
  #save(values: Readonly<Record<string, unknown>>): void {
    Object.assign(this.#unsent, values);
    if (this.#timer !== undefined) return;
    const wait = this.#sentAt + INTERVAL - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), wait);
  }

  /** Whether nothing can be sent any more: a kernel that was shut down tells nobody. */
  get #isCut(): boolean {
    return this.#behind?.comm?.jsServicesComm?.isDisposed === true;
  }

  #flush(): void {
    this.#timer = undefined;
    this.#sentAt = performance.now();
    const values = Object.entries(this.#unsent);
    this.#unsent = {};
    if (this.#isCut) {
      this.#say(true);
      return;
    }
    for (const [name, value] of values) {
      const { byteLength = 0 } = Object(value) as Partial<ArrayBufferView>;
      if (byteLength <= MOST_BYTES) this.live.set(name, value ?? null);
      else
        console.error(`framescope: ${name} of ${this.#figure.dataset.figure} is too large for the kernel: ${byteLength} bytes`);
    }
    this.live.save_changes();
  }

  /**
   * When the output is cleared, the figure ends, and the kernel is told. A cell that leaves the page for a while keeps its output,
   * and one that is drawn anew has the figure again soon, be it out of sight.
   */
  #awaitRemoval(): void {
    const [figure, { live }] = [this.#figure, this];
    const outputs = figure.closest('.jp-OutputArea');
    this.#removal = new MutationObserver(() => {
      if (!outputs || outputs.contains(figure)) return;
      this.end();
      own.delete(figure);
      figure.dispatchEvent(new Event(REMOVE_EVENT));
      const { key = '' } = figure.dataset;
      setTimeout(() => {
        if (outputs.querySelector(`[data-key="${key}"]`) || registry().live.get(key) !== live || this.#isCut) return;
        live.set('_gone', true);
        live.save_changes();
      }, PATIENCE);
    });
    if (outputs) this.#removal.observe(outputs, { childList: true });
  }

  #say(isDetached: boolean): void {
    this.#note.textContent = isDetached ? 'Detached from the kernel: this is its last state.' : '';
    if (isDetached) this.#figure.append(this.#note);
    else this.#note.remove();
  }
}
