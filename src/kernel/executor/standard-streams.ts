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

class CellStream extends Writable {
  readonly fd: number;
  readonly isTTY = false;
  readonly #name: StreamName;
  readonly #decoder = new StringDecoder('utf8');

  constructor(name: StreamName, fd: number) {
    super({ decodeStrings: false });
    this.#name = name;
    this.fd = fd;
  }

  override _write(chunk: string | Buffer, encoding: BufferEncoding, done: (error?: Error) => void): void {
    const text =
      typeof chunk !== 'string' ? this.#decoder.write(chunk) : isText(encoding) ? chunk : Buffer.from(chunk, encoding).toString();
    const cell = currentCell();
    if (text !== '' && cell) cell.output.send({ type: 'stream', id: cell.id, name: this.#name, text });
    done();
  }

  /** Writes the last chunk, but stays open for the cells to come. */
  override end(...args: unknown[]): this {
    const [chunk] = args;
    const done = args.at(-1);
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.write(chunk);
    if (typeof done === 'function') process.nextTick(done);
    return this;
  }

  override destroy(): this {
    return this;
  }
}

function isText(encoding: BufferEncoding | 'buffer'): boolean {
  return encoding === 'utf8' || encoding === 'utf-8';
}
