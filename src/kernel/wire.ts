import type { ErrorContent, OutputType, StreamName } from './messages.js';

/** What the session asks of the executor's process; sent over Node's IPC channel. */
export type ExecutorRequest =
  | {
      readonly type: 'execute';
      readonly id: string;
      readonly code: string;
      /** What positions in this cell are called: `In[3]`. */
      readonly label: string;
      readonly executionCount: number;
      readonly silent: boolean;
    }
  | { readonly type: 'interrupt'; readonly id: string }
  | { readonly type: 'shutdown' };

/** What the executor's process tells the session; written as frames to descriptor 3. */
export type ExecutorEvent =
  | { readonly type: 'ready' }
  /** The cell is compiled, its own code starts. */
  | { readonly type: 'running'; readonly id: string }
  /** The interrupt has arrived: the cell's signal is aborted and its time of grace runs. */
  | { readonly type: 'interrupting'; readonly id: string }
  | { readonly type: 'stream'; readonly id: string; readonly name: StreamName; readonly text: string }
  | { readonly type: 'output'; readonly id: string; readonly output: OutputType; readonly content: object }
  | { readonly type: 'done'; readonly id: string; readonly error?: ErrorContent };

const HEADER_BYTES = 8;

/** A frame: the lengths of JSON and binary part as two little-endian uint32, the JSON, the binary part. */
export function encodeFrame(event: ExecutorEvent): Buffer {
  const json = Buffer.from(JSON.stringify(event));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(json.length, 0);
  return Buffer.concat([header, json]);
}

/** Puts frames together again from the pieces in which a pipe delivers them. */
export class FrameDecoder {
  #pieces: Buffer[] = [];
  #length = 0;

  /** The events that are complete with this piece. */
  push(piece: Buffer): ExecutorEvent[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const events: ExecutorEvent[] = [];
    while (this.#length >= HEADER_BYTES) {
      const header = this.#join(HEADER_BYTES);
      const end = HEADER_BYTES + header.readUInt32LE(0) + header.readUInt32LE(4);
      if (this.#length < end) break;
      const bytes = this.#join(end);
      events.push(JSON.parse(bytes.toString('utf8', HEADER_BYTES, HEADER_BYTES + bytes.readUInt32LE(0))) as ExecutorEvent);
      this.#pieces[0] = bytes.subarray(end);
      this.#length -= end;
    }
    return events;
  }

  /** The first piece, holding at least `length` bytes; pieces are joined only when needed. */
  #join(length: number): Buffer {
    if (this.#pieces[0].length < length) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0];
  }
}
