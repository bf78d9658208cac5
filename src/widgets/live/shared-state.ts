import { isDeepStrictEqual } from 'node:util';
import { InvalidInputError } from '../../lib/errors.js';
import type { LinkData } from '../figure-html.js';
import { requireFit, requireName } from '../fit-state.js';
import type { KernelHost } from '../host.js';
import type { Traits } from '../traits.js';
import { noteShown } from './cells.js';
import { type LiveFigure, LiveModel } from './live-model.js';

/** Called with a value's new and former self. */
export type Observer<Value> = (value: Value, former: Value) => void;

/** Called with a message of the browser half, `model.send(content, …, buffers)`. */
export type MessageListener = (content: unknown, buffers: readonly Uint8Array[]) => void;

/** Whose state it is, and what it may be. */
export interface StateRules<State> {
  readonly kind: string;
  readonly key: string;
  readonly traits: Traits;
  check?(state: State): void;
}

type Values = Readonly<Record<string, unknown>>;

/** One direction of a link. */
interface Link {
  readonly name: string;
  readonly other: SharedState<object>;
  readonly otherName: string;
  /** Shared by both directions: set while a value passes, so that values which each side changes differently settle. */
  readonly passage: { isBusy: boolean };
}

/** States that somebody listens to: they stay even where no variable holds their figure. */
const heard = new Set<SharedState<object>>();

/** A figure's state with those who share it: observers in code, linked figures, and the front end over a live model. */
export class SharedState<State extends object> implements LiveFigure {
  readonly #rules: StateRules<State>;
  readonly #onChange: (isLink: boolean) => void;
  readonly #observers = new Map<string, Set<Observer<unknown>>>();
  readonly #listeners = new Set<MessageListener>();
  readonly #links = new Set<Link>();
  #live: LiveModel | undefined;
  #state: State;

  /** `onChange` is called after values, or links, have changed by code. */
  constructor(rules: StateRules<State>, state: State, onChange: (isLink: boolean) => void) {
    this.#rules = rules;
    this.#state = state;
    this.#onChange = onChange;
  }

  get value(): State {
    return this.#state;
  }

  get key(): string {
    return this.#rules.key;
  }

  /** Its links, as a page carries them. */
  get links(): LinkData[] {
    return [...this.#links].map(({ name, other, otherName }) => [name, other.key, otherName]);
  }

  /** Whether a front end shows the figure and passes its values on. */
  get isShown(): boolean {
    return this.#live?.isShown ?? false;
  }

  /** @throws {InvalidInputError} when the state has no such value. */
  require(name: string): void {
    requireName(this.#rules.kind, this.#rules.traits, name);
  }

  /** Changes values and tells everybody; `isFromFrontEnd` where the front end knows already. */
  change(changes: Partial<State>, { isFromFrontEnd = false }: { readonly isFromFrontEnd?: boolean } = {}): void {
    const { kind, traits, check } = this.#rules;
    const former = this.#state;
    const changed = (Object.keys(changes) as (keyof State & string)[]).filter(
      (name) => !isDeepStrictEqual(former[name], changes[name]),
    );
    if (changed.length === 0) return;
    for (const name of changed) requireFit(kind, traits, name, changes[name]);
    const next = { ...former, ...changes };
    check?.(next);
    this.#state = next;
    if (!isFromFrontEnd) {
      this.#live?.update(Object.fromEntries(changed.map((name) => [name, next[name]])));
      this.#onChange(false);
    }
    for (const name of changed) {
      for (const observer of this.#observers.get(name) ?? []) observer(next[name], former[name]);
      for (const link of this.#links) if (link.name === name) this.#pass(next[name], link, isFromFrontEnd);
    }
  }

  observe(name: string, observer: Observer<unknown>): () => void {
    this.require(name);
    const observers = this.#observers.get(name) ?? new Set();
    this.#observers.set(name, observers.add(observer));
    return this.#hear(() => observers.delete(observer));
  }

  link(name: string, other: SharedState<object>, otherName: string): () => void {
    this.require(name);
    other.require(otherName);
    const passage = { isBusy: false };
    const self = this as unknown as SharedState<object>;
    const there: Link = { name, other, otherName, passage };
    const back: Link = { name: otherName, other: self, otherName: name, passage };
    const tell = (): void => {
      for (const state of [self, other]) {
        state.#live?.update({ _links: state.links });
        state.#onChange(true);
      }
    };
    this.#links.add(there);
    other.#links.add(back);
    if (!other.#follow(otherName, Reflect.get(this.#state, name))) this.#follow(name, Reflect.get(other.#state, otherName));
    tell();
    return () => {
      this.#links.delete(there);
      other.#links.delete(back);
      tell();
    };
  }

  /** Opens the line to the front end, where there is one; true when it is open. */
  open(host: KernelHost | undefined): boolean {
    if (!this.#live?.isOpen && host?.comms) this.#live = new LiveModel(host.comms, this, { _links: this.links });
    if (this.#live && host?.cell) noteShown(this.#live, host.cell);
    return this.#live?.isOpen ?? false;
  }

  close(): void {
    this.#live?.close();
    this.#live = undefined;
  }

  send(content: unknown, buffers: readonly Uint8Array[]): void {
    this.#live?.send(content, buffers);
  }

  onMessage(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    return this.#hear(() => this.#listeners.delete(listener));
  }

  receive(values: Values): Values {
    const { traits } = this.#rules;
    const refused: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(values)) {
      if (!Object.hasOwn(traits, name)) continue;
      const { fromBytes } = traits[name];
      const given = value instanceof Uint8Array && fromBytes ? fromBytes(value) : value;
      if (!this.#follow(name, given, true)) refused[name] = Reflect.get(this.#state, name);
    }
    return refused;
  }

  receiveMessage(content: unknown, buffers: readonly Uint8Array[]): void {
    for (const listener of this.#listeners) listener(content, buffers);
  }

  #pass(value: unknown, { other, otherName, passage }: Link, isFromFrontEnd: boolean): void {
    if (passage.isBusy) return;
    passage.isBusy = true;
    try {
      // What the reader has changed, the front end's own link has passed on already, and later values may be on their way.
      other.#follow(otherName, value, isFromFrontEnd && other.isShown);
    } finally {
      passage.isBusy = false;
    }
  }

  /** Takes a value if it fits; false where it does not. */
  #follow(name: string, value: unknown, isFromFrontEnd: boolean = false): boolean {
    try {
      this.change({ [name]: value } as Partial<State>, { isFromFrontEnd });
      return true;
    } catch (error) {
      if (error instanceof InvalidInputError) return false;
      throw error;
    }
  }

  #hear(stop: () => void): () => void {
    const self = this as unknown as SharedState<object>;
    heard.add(self);
    return () => {
      stop();
      const isHeard = this.#listeners.size > 0 || [...this.#observers.values()].some(({ size }) => size > 0);
      if (!isHeard) heard.delete(self);
    };
  }
}
