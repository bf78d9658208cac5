import { isDeepStrictEqual } from 'node:util';
import { InvalidInputError } from '../../lib/errors.js';
import type { LinkData } from '../figure-html.js';
import { requireFit, requireName } from '../fit-state.js';
import type { KernelHost } from '../host.js';
import type { Trait, Traits } from '../traits.js';
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

/** States that somebody listens to and a front end may change: they stay even where no variable holds their figure. */
const heard = new Set<LiveFigure>();

/** A figure's state with those who share it: observers in code, linked figures, and the front end over a live model. */
export class SharedState<State extends object> implements LiveFigure {
  readonly #rules: StateRules<State>;
  readonly #onChange: () => void;
  readonly #observers = new Map<string, Set<Observer<unknown>>>();
  readonly #listeners = new Set<MessageListener>();
  readonly #links = new Set<Link>();
  #live: LiveModel | undefined;
  #state: State;

  /** `onChange` is called after values have changed by code. */
  constructor(rules: StateRules<State>, state: State, onChange: () => void) {
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

  /**
   * Changes all these values, or none, and tells everybody.
   *
   * @throws {InvalidInputError} when a value does not fit; then, when everybody has heard, what an observer throws.
   */
  change(changes: Partial<State>): void {
    this.#become(this.#with(changes), false);
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
      for (const state of [self, other]) state.#live?.update({ _links: state.links });
    };
    this.#links.add(there);
    other.#links.add(back);
    const isTaken = other.#follow({ [otherName]: Reflect.get(this.#state, name) });
    if (!isTaken) this.#follow({ [name]: Reflect.get(other.#state, otherName) });
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
    this.#keep();
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
    const names = Object.keys(values).filter((name) => Object.hasOwn(traits, name));
    const given = names.map((name) => [name, decoded(values[name], traits[name])] as const);
    const fitting = given.filter(([name, value]) => traits[name].fits(value));
    const isTaken = this.#follow(Object.fromEntries(fitting), true);
    const refused = isTaken ? names.filter((name) => !fitting.some(([other]) => other === name)) : names;
    return Object.fromEntries(refused.map((name) => [name, Reflect.get(this.#state, name)]));
  }

  lineClosed(): void {
    this.#keep();
  }

  receiveMessage(content: unknown, buffers: readonly Uint8Array[]): void {
    tellAll([...this.#listeners].map((listener) => () => listener(content, buffers)));
  }

  #pass(value: unknown, { other, otherName, passage }: Link, isFromFrontEnd: boolean): void {
    if (passage.isBusy) return;
    passage.isBusy = true;
    try {
      // What the reader has changed, the front end's own link has passed on already, and later values may be on their way.
      other.#follow({ [otherName]: value }, isFromFrontEnd && other.isShown);
    } finally {
      passage.isBusy = false;
    }
  }

  /** Takes all these values, or none where one does not fit: then false. */
  #follow(changes: Values, isFromFrontEnd: boolean = false): boolean {
    let next: State;
    try {
      next = this.#with(changes);
    } catch (error) {
      if (error instanceof InvalidInputError) return false;
      throw error;
    }
    this.#become(next, isFromFrontEnd);
    return true;
  }

  /** The state with these values. */
  #with(changes: Values): State {
    const { kind, traits, check } = this.#rules;
    const former = this.#state as Values;
    const changed = Object.keys(changes).filter((name) => !isDeepStrictEqual(former[name], changes[name]));
    if (changed.length === 0) return this.#state;
    for (const name of changed) requireFit(kind, traits, name, changes[name]);
    const next = { ...former, ...Object.fromEntries(changed.map((name) => [name, changes[name]])) } as State;
    check?.(next);
    return next;
  }

  /** Takes a state and tells everybody; `isFromFrontEnd` where the front end knows already. */
  #become(next: State, isFromFrontEnd: boolean): void {
    const former = this.#state;
    const changed = (Object.keys(next) as (keyof State & string)[]).filter((name) => !Object.is(next[name], former[name]));
    if (changed.length === 0) return;
    this.#state = next;
    if (!isFromFrontEnd) {
      this.#live?.update(Object.fromEntries(changed.map((name) => [name, next[name]])));
      this.#onChange();
    }
    const told = changed.flatMap((name) => [
      ...[...(this.#observers.get(name) ?? [])].map((observer) => () => observer(next[name], former[name])),
      ...[...this.#links].filter((link) => link.name === name).map((link) => () => this.#pass(next[name], link, isFromFrontEnd)),
    ]);
    tellAll(told);
  }

  #hear(stop: () => void): () => void {
    this.#keep();
    return () => {
      stop();
      this.#keep();
    };
  }

  /** Stays while somebody listens to what a front end may change, no longer. */
  #keep(): void {
    const isHeard = this.#listeners.size > 0 || [...this.#observers.values()].some(({ size }) => size > 0);
    if (isHeard && this.#live?.isOpen) heard.add(this);
    else heard.delete(this);
  }
}

/** A value as it came from a browser: bytes as the array they stand for, where they can be one. */
function decoded(value: unknown, { fromBytes }: Trait<unknown>): unknown {
  if (!(value instanceof Uint8Array) || !fromBytes) return value;
  try {
    return fromBytes(value);
  } catch {
    return value;
  }
}

/** Calls everybody, also where one throws; then throws what was thrown. */
function tellAll(calls: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const call of calls) {
    try {
      call();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} listeners have failed`);
  if (errors.length > 0) throw errors[0];
}
