import type { Model } from './widget.js';

type Listener = (...args: never[]) => void;

/** An AFM model over the state that a page carries. Nothing is sent anywhere until a live model is bound to it. */
export class PageModel<State extends object> implements Model<State> {
  #listeners: readonly (readonly [event: string, callback: Listener])[] = [];
  /** Names of values that were set, and that nobody beyond the page has been told. */
  readonly unsaved: Set<keyof State & string> = new Set();
  readonly #watchers = new Map<string, Set<() => boolean>>();
  /** Models it is linked with, and by which values. */
  readonly partners: WeakMap<PageModel<object>, Set<string>> = new WeakMap();
  #state: State;
  /** Called with what was set since the last time, where somebody listens beyond the page. */
  onSave: ((changes: Partial<State>) => void) | undefined;
  /** Called with a message for whoever listens beyond the page. */
  onSend: ((message: unknown, buffers: readonly (ArrayBuffer | ArrayBufferView)[]) => void) | undefined;
  /** Called when a value changes that the figure does not listen to. */
  onUnheard: (() => void) | undefined;

  constructor(state: State) {
    this.#state = state;
  }

  /** The names of the state's values. */
  get names(): (keyof State & string)[] {
    return Object.keys(this.#state) as (keyof State & string)[];
  }

  /** All values at this moment. */
  get values(): State {
    return { ...this.#state };
  }

  get<Key extends keyof State & string>(key: Key): State[Key] {
    return this.#state[key];
  }

  set<Key extends keyof State & string>(key: Key, value: State[Key]): void {
    if (Object.is(this.#state[key], value)) return;
    this.unsaved.add(key);
    this.take(key, value);
  }

  /** Takes a value from beyond the page. */
  take<Key extends keyof State & string>(key: Key, value: State[Key]): void {
    if (Object.is(this.#state[key], value)) return;
    this.#state[key] = value;
    const heard = this.emit(`change:${key}`);
    if (!heard) this.onUnheard?.();
    const watchers = this.#watchers.get(key);
    for (const watcher of watchers ?? []) if (!watcher()) watchers?.delete(watcher);
  }

  /** Calls a watcher whenever a value changes, until it gives false. Watchers draw nothing: they are not listeners. */
  watch(key: string, watcher: () => boolean): void {
    this.#watchers.set(key, (this.#watchers.get(key) ?? new Set()).add(watcher));
  }

  /** Calls the listeners of an event; false when there is none. */
  emit(event: string, ...args: readonly unknown[]): boolean {
    const heard = this.#listeners.filter(([name]) => name === event);
    for (const [, callback] of heard) callback(...(args as never[]));
    return heard.length > 0;
  }

  on(event: string, callback: Listener): void {
    this.#listeners = [...this.#listeners, [event, callback]];
  }

  off(event: string, callback: Listener): void {
    this.#listeners = this.#listeners.filter(([name, listener]) => name !== event || listener !== callback);
  }

  /** Gives a function that forgets all who begin to listen from now on. */
  mark(): () => void {
    const { length } = this.#listeners;
    return () => {
      this.#listeners = this.#listeners.slice(0, length);
    };
  }

  save_changes(): void {
    if (!this.onSave || this.unsaved.size === 0) return;
    const changes = Object.fromEntries([...this.unsaved].map((key) => [key, this.#state[key]])) as Partial<State>;
    this.unsaved.clear();
    this.onSave(changes);
  }

  send(message: unknown, _callbacks?: unknown, buffers: readonly (ArrayBuffer | ArrayBufferView)[] = []): void {
    this.onSend?.(message, buffers);
  }
}

/** Parses a figure's `data-state`: JSON in which `{"$binary": "<base64>"}` stands for bytes, and null for a value that is absent. */
export function parseState<State extends object>(json: string): State {
  const state = JSON.parse(json, (_, value) => (typeof value?.$binary === 'string' ? viewOf(value.$binary) : value));
  for (const name in state) state[name] ??= undefined;
  return state;
}

function viewOf(base64: string): DataView {
  // A loop, since a callback for each byte would hold a page of 5 MB up for a tenth of a second.
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return new DataView(bytes.buffer);
}
