import { inspect } from 'node:util';
import type { MimeBundle } from '../host.js';
import { isRecords, recordsTable } from './records-table.js';

/** A value with a method of this name shows itself as a cell's result (a convention shared with Deno's kernel). */
const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');

/**
 * What is shown of a value: its own `[Symbol.for('Jupyter.display')]()`, which may be asynchronous; a table for an array of plain
 * records; what a tensor says of itself; what `util.inspect` says of anything else. `text/plain` is always there.
 */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (showsItself(value)) {
    const own: unknown = value[JUPYTER_DISPLAY]();
    return isThenable(own) ? Promise.resolve(own).then((bundle) => completed(bundle, value)) : completed(own, value);
  }
  const text = isTensor(value) ? value.toString(true) : inspect(value);
  return isRecords(value) ? { 'text/plain': text, 'text/html': recordsTable(value) } : { 'text/plain': text };
}

/** A plain object all of whose keys are MIME types. */
export function isMimeBundle(value: unknown): value is MimeBundle {
  if (typeof value !== 'object' || value === null || JUPYTER_DISPLAY in value) return false;
  const keys = Object.keys(value);
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

function showsItself(value: unknown): value is { [JUPYTER_DISPLAY](): unknown } {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as Record<symbol, unknown>)[JUPYTER_DISPLAY] === 'function';
}

function completed(bundle: unknown, value: unknown): MimeBundle {
  if (!isMimeBundle(bundle)) {
    throw new TypeError(
      `[Symbol.for('Jupyter.display')]() must give an object with MIME types as keys. Received: ${inspect(bundle)}`,
    );
  }
  const portable = portableBundle(bundle);
  return 'text/plain' in portable ? portable : { 'text/plain': inspect(value), ...portable };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** A tensor of TensorFlow.js, known by what it can do; its fields say nothing to a reader. */
function isTensor(value: unknown): value is { toString(verbose: boolean): string } {
  if (typeof value !== 'object' || value === null) return false;
  const { dataSync, shape, dtype, isDisposed } = value as Record<string, unknown>;
  return typeof dataSync === 'function' && Array.isArray(shape) && typeof dtype === 'string' && isDisposed === false;
}
