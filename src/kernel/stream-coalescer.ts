import type { StreamName } from './messages.js';

/** A stream is told at most this often, so that front ends keep up: 20 times a second. */
const PERIOD_MS = 50;
/** The most bytes of text in one message. */
const CHUNK_BYTES = 64 * 1024;

/** Text that was printed. */
export interface StreamText {
  readonly id: string;
  readonly name: StreamName;
  readonly text: string;
}

/** Joins prints that follow each other, of one cell to one stream, into few messages; long ones are cut in chunks. */
export class StreamCoalescer {
  readonly #deliver: (stream: StreamText) => void;
  #pending: StreamText | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastDelivery = Number.NEGATIVE_INFINITY;

  constructor(deliver: (stream: StreamText) => void) {
    this.#deliver = deliver;
  }

  /** Takes a print; it is delivered at once where the last delivery is long enough ago. */
  push(stream: StreamText): void {
    if (this.#pending && (this.#pending.id !== stream.id || this.#pending.name !== stream.name)) this.flush();
    this.#pending = this.#pending ? { ...stream, text: this.#pending.text + stream.text } : stream;
    const wait = this.#lastDelivery + PERIOD_MS - performance.now();
    if (wait <= 0 || this.#pending.text.length >= CHUNK_BYTES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Delivers what waits; call it before any other output is delivered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#pending) return;
    const { id, name, text } = this.#pending;
    this.#pending = undefined;
    this.#lastDelivery = performance.now();
    for (const chunk of chunks(text)) this.#deliver({ id, name, text: chunk });
  }
}

/** The text in pieces of at most {@link CHUNK_BYTES} bytes, none cut within a character. */
function* chunks(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + CHUNK_BYTES, text.length);
    if (Buffer.byteLength(text.slice(start, end)) > CHUNK_BYTES) end = start + Math.floor(CHUNK_BYTES / 3);
    const isPairCut = end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1]);
    if (isPairCut) end--;
    yield text.slice(start, end);
    start = end;
  }
}
