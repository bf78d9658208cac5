import { inspect } from 'node:util';

/** Where Node keeps, on promises and timers, to which cell they belong. */
const BOOKKEEPING: readonly (string | undefined)[] = ['async_id_symbol', 'trigger_async_id_symbol', 'kResourceStore'];

/** Makes promises and timers print as they do outside a kernel: without Node's notes about their origin. */
export function hideBookkeeping(): void {
  const timer = setTimeout(() => {}, 0);
  clearTimeout(timer);
  for (const prototype of [Promise.prototype, Object.getPrototypeOf(timer) as object]) {
    const own: unknown = Reflect.get(prototype, inspect.custom);
    Object.defineProperty(prototype, inspect.custom, {
      configurable: true,
      writable: true,
      value(this: object, ...args: unknown[]): unknown {
        for (const key of Object.getOwnPropertySymbols(this)) {
          if (BOOKKEEPING.includes(key.description)) Object.defineProperty(this, key, { enumerable: false });
        }
        return typeof own === 'function' ? Reflect.apply(own, this, args) : this;
      },
    });
  }
}
