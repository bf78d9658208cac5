/** What the kernel's own work, TypeScript's included, calls all the time. */
const OBJECTS: readonly object[] = [
  ...[Array, String, Number, Map, Set, WeakMap, Promise, RegExp, Error, Function, Object, Uint8Array, Buffer].flatMap((type) => [
    type,
    type.prototype as object,
  ]),
  ...[JSON, Math, Reflect, Symbol, globalThis],
];
const NEEDED_GLOBALS =
  /^(?:[A-Z]\w*|process|console|performance|queueMicrotask|structuredClone|(?:set|clear)(?:Timeout|Interval|Immediate))$/;

interface Place {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly original: PropertyDescriptor;
}

let places: readonly Place[] = [];
const { defineProperty, getOwnPropertyDescriptor, deleteProperty } = Reflect;

/** Takes down what is there before any cell has run. */
export function rememberIntrinsics(): void {
  for (const key of ['Buffer', 'process']) {
    // Node keeps what is assigned to these behind accessors, where it could not be put back
    defineProperty(globalThis, key, { value: Reflect.get(globalThis, key), writable: true, configurable: true });
  }
  places = OBJECTS.flatMap((owner) =>
    Reflect.ownKeys(owner).flatMap((key) => {
      if (owner === globalThis && !NEEDED_GLOBALS.test(String(key))) return [];
      const original = getOwnPropertyDescriptor(owner, key);
      return original?.configurable ? [{ owner, key, original }] : [];
    }),
  );
}

/**
 * Puts JavaScript's own functions back where cells have replaced them, such as `Array.prototype.map` or `JSON.stringify`.
 *
 * @returns puts the cells' functions in their place again, for the cells' code.
 */
export function restoreIntrinsics(): () => void {
  const replaced: [Place, PropertyDescriptor | undefined][] = [];
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    const { owner, key, original } = place;
    const present = getOwnPropertyDescriptor(owner, key);
    if (present !== undefined && present.value === original.value && present.get === original.get) continue;
    if (defineProperty(owner, key, original)) replaced[replaced.length] = [place, present];
  }
  return () => {
    for (let i = 0; i < replaced.length; i++) {
      const [{ owner, key }, descriptor] = replaced[i];
      if (descriptor) defineProperty(owner, key, descriptor);
      else deleteProperty(owner, key);
    }
    replaced.length = 0;
  };
}

/** Does work of the kernel's own, which cells cannot disturb. */
export function undisturbed<T>(work: () => T): T {
  const giveBack = restoreIntrinsics();
  try {
    return work();
  } finally {
    giveBack();
  }
}
