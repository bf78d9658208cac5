import { InvalidInputError } from '../../lib/errors.js';

/** A state as ipywidgets' protocol 2.1 sends it: JSON, and bytes beside it with their places. */
export interface StateMessage {
  readonly state: Readonly<Record<string, unknown>>;
  /** The place of each buffer in `state`. */
  readonly buffer_paths: readonly (readonly (string | number)[])[];
  readonly buffers: readonly Uint8Array[];
}

/** Takes bytes out of a state, however deep they lie; what is absent travels as null. */
export function toMessage(values: Readonly<Record<string, unknown>>): StateMessage {
  const paths: (string | number)[][] = [];
  const buffers: Uint8Array[] = [];
  const copy = (value: unknown, path: (string | number)[]): unknown => {
    if (value === undefined) return null;
    if (ArrayBuffer.isView(value)) {
      paths.push(path);
      buffers.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return null;
    }
    if (Array.isArray(value)) return value.map((entry, i) => copy(entry, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    const given = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return Object.fromEntries(given.map(([name, entry]) => [name, copy(entry, [...path, name])]));
  };
  const state = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, copy(value, [name])]));
  return { state, buffer_paths: paths, buffers };
}

/** The state of a message, bytes in their places again, what is null absent. */
export function fromMessage(
  { state, buffer_paths: paths = [] }: Readonly<Record<string, unknown>>,
  buffers: readonly Uint8Array[],
): Record<string, unknown> {
  const values = structuredClone(state ?? {}) as Record<string, unknown>;
  for (const [i, path] of (paths as (string | number)[][]).entries()) put(values, path, buffers[i]);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? undefined]));
}

function put(values: object, path: readonly (string | number)[], bytes: Uint8Array | undefined): void {
  let place: unknown = values;
  for (const name of path.slice(0, -1)) place = Object.hasOwn(Object(place), name) ? Reflect.get(Object(place), name) : undefined;
  const last = path.at(-1);
  if (typeof place !== 'object' || place === null || last === undefined || !bytes) {
    throw new InvalidInputError('bytes of a message have no place in its state', { received: path });
  }
  Object.defineProperty(place, last, { value: bytes, configurable: true, enumerable: true, writable: true });
}
