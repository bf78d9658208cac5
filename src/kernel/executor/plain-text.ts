import { type InspectOptions, inspect, types } from 'node:util';

/** More of an object's keys, and more characters, are not read, and make a notebook heavy. */
const MOST_KEYS = 1000;
const MOST_CHARACTERS = 200_000;
const TYPED_ARRAY_PREVIEW = 20;

/** What `util.inspect` says of a value, within bounds; for values that fail to be looked at, what can be said. */
export function plainText(value: unknown, options: InspectOptions = {}): string {
  const text = attempt(() => inspected(value, options)) ?? attempt(() => inspect(value, { ...options, customInspect: false }));
  if (text === undefined) return `[${typeof value} that cannot be looked at]`;
  return text.length <= MOST_CHARACTERS
    ? text
    : `${text.slice(0, MOST_CHARACTERS)}\n… ${text.length - MOST_CHARACTERS} more characters`;
}

/** What `work` gives; undefined where it fails, as code in getters and proxies may. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function inspected(value: unknown, options: InspectOptions): string {
  if (types.isPromise(value)) return `${inspect(value, options)}\nThis is a promise: write \`await\` before it to get its value.`;
  if (types.isTypedArray(value)) return inspect(value, { maxArrayLength: TYPED_ARRAY_PREVIEW, ...options });
  const keys = hasOnlyKeys(value) ? Object.keys(value) : [];
  if (keys.length <= MOST_KEYS) return inspect(value, options);
  const part = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const key of keys.slice(0, MOST_KEYS)) {
    Object.defineProperty(part, key, { ...Object.getOwnPropertyDescriptor(value, key) });
  }
  return `${inspect(part, options)}\n… ${keys.length - MOST_KEYS} more keys`;
}

/** Whether a value is what its keys say, and no more. */
function hasOnlyKeys(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !types.isProxy(value) &&
    Object.prototype.toString.call(value) === '[object Object]'
  );
}
