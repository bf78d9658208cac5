import type { Model } from './widget.js';

/** An AFM model over the state that a page carries: same calls as over a comm, nothing is sent anywhere. */
export class PageModel<State extends object> implements Model<State> {
  readonly #state: State;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(state: State) {
    this.#state = state;
  }

  get<Key extends keyof State & string>(key: Key): State[Key] {
    return this.#state[key];
  }

  set<Key extends keyof State & string>(key: Key, value: State[Key]): void {
    if (Object.is(this.#state[key], value)) return;
    this.#state[key] = value;
    for (const listener of this.#listeners.get(`change:${key}`) ?? []) listener();
  }

  on(event: string, callback: () => void): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(callback));
  }

  off(event: string, callback: () => void): void {
    this.#listeners.get(event)?.delete(callback);
  }

  save_changes(): void {}
}

/** Parses a figure's `data-state`: JSON in which `{"$binary": "<base64>"}` stands for bytes. */
export function parseState<State extends object>(json: string): State {
  return JSON.parse(json, (_, value) => (typeof value?.$binary === 'string' ? viewOf(value.$binary) : value));
}

function viewOf(base64: string): DataView {
  return new DataView(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}
