import type { CommTraffic } from './comm.js';
import type { ErrorContent, ExpressionResult, OutputType, PagePayload, StreamName } from './messages.js';
import type { QueryKind } from './queries.js';

/** Numbers what the process executes, from 1, so that an interrupt ends the code it is meant for and none that comes after. */
export type Turn = number;

/** What the session asks of the executor's process; sent over Node's IPC channel. */
export type ExecutorRequest =
  | {
      readonly type: 'execute';
      readonly id: string;
      readonly code: string;
      readonly turn: Turn;
      /** What positions in this cell are called: `In[3]`. */
      readonly label: string;
      readonly executionCount: number;
      readonly silent: boolean;
      /** The notebook's cell, where the front end says it. */
      readonly cellId?: string;
      /** Expressions to evaluate after the cell, by name. */
      readonly userExpressions?: Readonly<Record<string, string>>;
    }
  /** Asks about code, without executing it; `offset` in UTF-16 code units. */
  | { readonly type: 'query'; readonly id: string; readonly kind: QueryKind; readonly code: string; readonly offset: number }
  /** What the user has entered, or why nothing can be. */
  | { readonly type: 'input_reply'; readonly id: string; readonly value?: string; readonly failure?: string }
  /** What the front end sends over a comm; answered when it has been handled. */
  | ({ readonly type: 'comm'; readonly id: string; readonly turn: Turn } & CommTraffic)
  /** Aborts the cell's signal; its synchronous code is interrupted by its turn, over a line of its own. */
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
  /** To be shown beside the notebook, with the cell's reply. */
  | { readonly type: 'payload'; readonly id: string; readonly payload: PagePayload }
  /** The cell asks the user; `request` names the question. */
  | {
      readonly type: 'input';
      readonly id: string;
      readonly request: string;
      readonly prompt: string;
      readonly password: boolean;
    }
  /** What the cell of this id sends over a comm. */
  | ({ readonly type: 'comm'; readonly id: string } & CommTraffic)
  /** The answer to the query of this id; none when it failed. */
  | { readonly type: 'answer'; readonly id: string; readonly content?: object }
  | {
      readonly type: 'done';
      readonly id: string;
      readonly error?: ErrorContent;
      readonly userExpressions?: Readonly<Record<string, ExpressionResult>>;
    };

/** Begins each frame. Not to be found in JSON, which is UTF-8, and by chance in 2⁶⁴ places once. */
const SYNC = Buffer.from([0xff, 0xfe, 0x8b, 0xd1, 0x4e, 0xc7, 0xa2, 0x95]);
/** Ends each frame. Not among the bytes of {@link SYNC}: the beginning of a next frame is not taken for the end of one cut off. */
const END = 0xfd;
const HEADER_BYTES = SYNC.length + 8;

/** A frame: {@link SYNC}, the lengths of JSON and binary part (a comm's buffers) as two little-endian uint32, the JSON, the binary part, {@link END}. */
export function encodeFrame(event: ExecutorEvent): Buffer {
  const buffers = event.type === 'comm' ? event.buffers : [];
  const lengths = buffers.map(({ byteLength }) => byteLength);
  const binaryBytes = lengths.reduce((sum, length) => sum + length, 0);
  const json = JSON.stringify(event.type === 'comm' ? { ...event, buffers: lengths } : event);
  const jsonBytes = Buffer.byteLength(json);
  const frame = Buffer.alloc(HEADER_BYTES + jsonBytes + binaryBytes + 1, END);
  SYNC.copy(frame);
  frame.writeUInt32LE(jsonBytes, SYNC.length);
  frame.writeUInt32LE(binaryBytes, SYNC.length + 4);
  frame.write(json, HEADER_BYTES);
  let place = HEADER_BYTES + jsonBytes;
  for (const buffer of buffers) {
    frame.set(buffer, place);
    place += buffer.byteLength;
  }
  return frame;
}

/**
 * Puts frames together again from the pieces in which a pipe delivers them.
 *
 * A frame may be cut off: an interrupt can end the code that is writing it. It is then dropped, the next one found by its start.
 */
export class FrameDecoder {
  #pieces: Buffer[] = [];
  #length = 0;
  #needed = HEADER_BYTES;
  #tail: Buffer = Buffer.alloc(0);

  /** The events that are complete with this piece. */
  push(piece: Buffer): ExecutorEvent[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const isSynced = piece.includes(SYNC) || Buffer.concat([this.#tail, piece.subarray(0, SYNC.length - 1)]).includes(SYNC);
    this.#tail = Buffer.concat([this.#tail, piece.subarray(1 - SYNC.length)]).subarray(1 - SYNC.length);
    if (this.#length < this.#needed && !isSynced) return [];
    const { events, rest, needed } = decode(Buffer.concat(this.#pieces));
    this.#pieces = [rest];
    this.#length = rest.length;
    this.#needed = needed;
    return events;
  }
}

function decode(bytes: Buffer): { events: ExecutorEvent[]; rest: Buffer; needed: number } {
  const events: ExecutorEvent[] = [];
  let start = 0;
  let needed = HEADER_BYTES;
  while (bytes.length - start >= HEADER_BYTES) {
    const jsonBytes = bytes.readUInt32LE(start + SYNC.length);
    needed = HEADER_BYTES + jsonBytes + bytes.readUInt32LE(start + SYNC.length + 4) + 1;
    const next = bytes.indexOf(SYNC, start + 1);
    const isCutOff = next >= 0 && next < start + needed;
    if (!isCutOff && bytes[start + needed - 1] !== END) break; // has not come yet
    const json = start + HEADER_BYTES;
    if (!isCutOff) events.push(readEvent(bytes.toString('utf8', json, json + jsonBytes), bytes.subarray(json + jsonBytes)));
    start = isCutOff ? next : start + needed;
    needed = HEADER_BYTES;
  }
  return { events, rest: bytes.subarray(start), needed };
}

/** The event with its binary part, which the JSON tells by the lengths of its buffers. */
function readEvent(json: string, binary: Buffer): ExecutorEvent {
  const event = JSON.parse(json) as ExecutorEvent;
  if (event.type !== 'comm') return event;
  let place = 0;
  const buffers = (event.buffers as unknown as number[]).map((length) => {
    const start = place;
    place += length;
    return new Uint8Array(binary.subarray(start, place));
  });
  return { ...event, buffers };
}
