import { InvalidInputError } from '../lib/errors.js';

/** What one value of a figure's state may be. Made by the functions of `trait`: `trait.integer({ least: 0 })`. */
export interface Trait<Value> {
  /** What fits, in words: 'an integer from 0'. */
  readonly accepts: string;
  /** Whether a value fits. */
  readonly fits: (value: unknown) => value is Value;
  /** The value where none is given; without this property one must be given. */
  readonly initial?: Value;
  /** Bytes as they arrive from a browser, as the value. Absent where values travel as JSON. */
  readonly fromBytes?: (bytes: Uint8Array) => Value;
}

/** A figure's state, name by name. */
export type Traits = Readonly<Record<string, Trait<unknown>>>;

/** The state that traits describe. */
export type StateOf<T extends Traits> = { [Name in keyof T]: T[Name] extends Trait<infer Value> ? Value : never };

/** The state as it is given: what has an initial value may be left out. */
export type GivenOf<T extends Traits> = { [Name in NamesWithout<T>]: StateOf<T>[Name] } & {
  [Name in Exclude<keyof T, NamesWithout<T>>]?: StateOf<T>[Name];
};

type NamesWithout<T extends Traits> = {
  [Name in keyof T]: T[Name] extends { readonly initial: unknown } ? never : Name;
}[keyof T];

/** A range of numbers, ends included. */
export interface NumberRange {
  /** Default: none. */
  readonly least?: number;
  /** Default: none. */
  readonly greatest?: number;
}

/** A finite number. */
export function number({ least = -Infinity, greatest = Infinity }: NumberRange = {}): Trait<number> {
  const fits = (value: unknown): value is number =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= greatest;
  return { accepts: `a finite number${rangeWords(least, greatest)}`, fits };
}

/** A whole number: a frame, a count. */
export function integer({ least = -Infinity, greatest = Infinity }: NumberRange = {}): Trait<number> {
  const fits = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= greatest;
  return { accepts: `an integer${rangeWords(least, greatest)}`, fits };
}

/** Words. */
export function text(): Trait<string> {
  return { accepts: 'a text', fits: (value): value is string => typeof value === 'string' };
}

/** True or false. */
export function flag(): Trait<boolean> {
  return { accepts: 'true or false', fits: (value): value is boolean => typeof value === 'boolean' };
}

/** One of some words. */
export function oneOf<const Choice extends string>(...choices: readonly Choice[]): Trait<Choice> {
  const accepts = choices.map((choice) => `'${choice}'`).join(' or ');
  return { accepts, fits: (value): value is Choice => (choices as readonly unknown[]).includes(value) };
}

/** A list, each entry of the same trait. */
export function list<Value>(entry: Trait<Value>): Trait<readonly Value[]> {
  const fits = (value: unknown): value is readonly Value[] => Array.isArray(value) && value.every(entry.fits);
  return { accepts: `a list, each entry ${entry.accepts}`, fits };
}

/** Any plain data: texts, numbers, lists, records of them, and bytes anywhere within. What it should be, in words. */
export function data<Value>(accepts: string = 'plain data'): Trait<Value> {
  return { accepts, fits: (value): value is Value => isPlain(value) };
}

/** Numbers as bytes: they travel as they are, beside the JSON; a browser finds them as a `DataView`. */
export function array<Values extends TypedArray>(type: {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): Values;
}): Trait<Values> {
  return {
    accepts: `a ${type.name}`,
    fits: (value): value is Values => value instanceof type,
    fromBytes: (bytes) => {
      if (bytes.byteLength % type.BYTES_PER_ELEMENT !== 0) {
        throw new InvalidInputError(`bytes for a ${type.name} must be a multiple of ${type.BYTES_PER_ELEMENT}`, {
          received: bytes.byteLength,
        });
      }
      return new type(bytes.slice().buffer);
    },
  };
}

/** What `array` takes. */
export type TypedArray =
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** A value that may be absent; it is where none is given. A browser finds `undefined`. */
export function optional<Value>(trait: Trait<Value>): Trait<Value | undefined> & { readonly initial: Value | undefined } {
  const fits = (value: unknown): value is Value | undefined => value === undefined || trait.fits(value);
  return { ...trait, accepts: `${trait.accepts}, or nothing`, fits, initial: undefined };
}

/** A trait with the value that is taken where none is given. */
export function initially<Value>(trait: Trait<Value>, initial: Value): Trait<Value> & { readonly initial: Value } {
  return { ...trait, initial };
}

function rangeWords(least: number, greatest: number): string {
  if (least > -Infinity && greatest < Infinity) return ` from ${least} to ${greatest}`;
  if (least > -Infinity) return ` from ${least}`;
  return greatest < Infinity ? ` up to ${greatest}` : '';
}

function isPlain(value: unknown): boolean {
  if (value === null || ['string', 'boolean', 'number', 'undefined'].includes(typeof value)) return true;
  if (typeof value !== 'object') return false;
  if (ArrayBuffer.isView(value)) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  // A record: its prototype is nothing, or the Object of whatever context it was made in.
  const prototype: object | null = Object.getPrototypeOf(value);
  const isRecord = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isRecord && Object.values(value).every(isPlain);
}
