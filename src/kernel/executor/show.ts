import { types } from 'node:util';
import type { MimeBundle } from '../host.js';
import { undisturbed } from './intrinsics.js';
import { attempt, plainText } from './plain-text.js';
import { isRecords, recordsTable } from './records-table.js';
import { errorText } from './traceback.js';

/** A value with a method of this name shows itself as a cell's result (a convention shared with Deno's kernel). */
const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');

/** A value with a text of this name is shown under it as display id, so that it can be shown anew in its place. */
const DISPLAY_ID = Symbol.for('framescope.displayId');

/** The display id that a value asks for; undefined for most. */
export function displayIdOf(value: unknown): string | undefined {
  const id = attempt(() => (value as { [DISPLAY_ID]?: unknown } | null | undefined)?.[DISPLAY_ID]);
  return typeof id === 'string' ? id : undefined;
}

/**
 * What is shown of a value: its own `[Symbol.for('Jupyter.display')]()`, which may be asynchronous; a table for an array of plain
 * records; an error with its place and its causes; what a tensor says of itself; what `util.inspect` says of anything else.
 * `text/plain` is always there. No getter or proxy of a value can make this fail, only its own method.
 */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const show = attempt(() => (value as { [JUPYTER_DISPLAY]?: unknown } | null | undefined)?.[JUPYTER_DISPLAY]);
  if (typeof show !== 'function') return undisturbed(() => generalBundle(value));
  const own: unknown = Reflect.apply(show, value, []);
  return isThenable(own) ? Promise.resolve(own).then((bundle) => completed(bundle, value)) : completed(own, value);
}

/** A plain object all of whose keys are MIME types. */
export function isMimeBundle(value: unknown): value is MimeBundle {
  if (typeof value !== 'object' || value === null) return false;
  const keys = attempt(() => (JUPYTER_DISPLAY in value ? [] : Object.keys(value))) ?? [];
  return keys.length > 0 && keys.every((key) => key.includes('/'));
}

/**
 * A bundle as JSON can carry it: bytes as base64 text.
 *
 * @throws {TypeError} when a value cannot be written as JSON.
 */
export function portableBundle(bundle: MimeBundle): MimeBundle {
  const portable: Record<string, unknown> = {};
  for (const [type, value] of Object.entries(bundle)) {
    if (value instanceof Uint8Array) {
      portable[type] = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
    } else if (typeof value === 'string') portable[type] = value;
    else if (value !== undefined) portable[type] = JSON.parse(JSON.stringify(value)) as unknown;
  }
  return portable;
}

function generalBundle(value: unknown): MimeBundle {
  const table = attempt(() => (isRecords(value) ? recordsTable(value) : undefined));
  const text = attempt(() => (types.isNativeError(value) ? errorText(value) : tensorText(value))) ?? plainText(value);
  return table === undefined ? { 'text/plain': text } : { 'text/plain': text, 'text/html': table };
}

function completed(bundle: unknown, value: unknown): MimeBundle {
  if (!isMimeBundle(bundle)) {
    throw new TypeError(
      `[Symbol.for('Jupyter.display')]() must give an object with MIME types as keys. Received: ${plainText(bundle)}`,
    );
  }
  const portable = portableBundle(bundle);
  return 'text/plain' in portable ? portable : { 'text/plain': plainText(value), ...portable };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** What a tensor of TensorFlow.js says of itself, known by what it can do; its fields say nothing to a reader. */
function tensorText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined;
  const { dataSync, shape, dtype, isDisposed } = value as Record<string, unknown>;
  const isTensor = typeof dataSync === 'function' && Array.isArray(shape) && typeof dtype === 'string' && isDisposed === false;
  return isTensor ? (value as { toString(verbose: boolean): string }).toString(true) : undefined;
}
