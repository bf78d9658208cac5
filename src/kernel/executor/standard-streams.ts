import { Buffer } from 'node:buffer';
import { nextTick } from 'node:process';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { StreamName } from '../messages.js';
import { currentCell } from './cell.js';

/**
 * Makes `process.stdout` and `process.stderr`, and with them `console`, streams of the cell that prints.
 *
 * The descriptors 1 and 2 are left untouched and blocking, for native code and for processes that inherit them.
 */
export function captureStandardStreams(): void {
  Object.defineProperty(process, 'stdout', { value: new CellStream('stdout', 1), configurable: true, enumerable: true });
  Object.defineProperty(process, 'stderr', { value: new CellStream('stderr', 2), configurable: true, enumerable: true });
}

/**
 * Writes at once and keeps no state, since an interrupt can end the code that writes at any point, without `finally`; and stays
 * open for the cells to come, whatever one of them does.
 */
class CellStream extends Writable {
  readonly fd: number;
  readonly isTTY = false;
  readonly #name: StreamName;
  readonly #decoder = new StringDecoder('utf8');

  constructor(name: StreamName, fd: number) {
    super();
    this.#name = name;
    this.fd = fd;
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    const text = this.#decode(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8');
    const cell = currentCell();
    if (text !== '' && cell) cell.output.send({ type: 'stream', id: cell.id, name: this.#name, text });
    if (typeof done === 'function') nextTick(done as () => void);
    return true;
  }

  override end(...args: unknown[]): this {
    const [chunk] = args;
    const done = args.at(-1);
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk);
    if (typeof done === 'function') nextTick(done as () => void);
    return this;
  }

  override destroy(): this {
    return this;
  }

  #decode(chunk: unknown, encoding: BufferEncoding): string {
    if (typeof chunk === 'string')
      return encoding === 'utf8' || encoding === 'utf-8' ? chunk : Buffer.from(chunk, encoding).toString();
    if (chunk instanceof Uint8Array) return this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    throw new TypeError(`A stream takes text or bytes. Received: ${typeof chunk}`);
  }
}
