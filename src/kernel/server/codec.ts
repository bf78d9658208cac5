import { createHmac, timingSafeEqual } from 'node:crypto';
import { KernelError } from '../errors.js';
import type { Header, Message } from './message.js';

/** Frames are no message, or not one of this kernel's clients. */
export class MessageFormatError extends KernelError {}

const DELIMITER = Buffer.from('<IDS|MSG>');
/** So many signatures are remembered, so that nobody can send a message again that he has overheard. */
const REMEMBERED_SIGNATURES = 65_536;

/** Writes messages as ZeroMQ frames and reads them, signed with the key of the connection file; an empty key signs nothing. */
export class MessageCodec {
  readonly #key: string;
  readonly #seen = new Set<string>();

  constructor(key: string) {
    this.#key = key;
  }

  /** Routing prefix, delimiter, signature, header, parent header, metadata, content, buffers. */
  encode({ identities, header, parentHeader, metadata, content, buffers }: Message): Uint8Array[] {
    const parts = [header, parentHeader, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
    return [...identities, DELIMITER, Buffer.from(this.#sign(parts)), ...parts, ...buffers];
  }

  /** @throws {MessageFormatError} when a part is missing or no JSON object, the signature is wrong or was seen before. */
  decode(frames: readonly Buffer[]): Message {
    const place = frames.findIndex((frame) => frame.equals(DELIMITER));
    if (place < 0 || frames.length < place + 6) throw new MessageFormatError('The frames are no Jupyter message.');
    const [signature, ...rest] = frames.slice(place + 1);
    const parts = rest.slice(0, 4);
    this.#check(signature, parts);
    const [header, parentHeader, metadata, content] = parts.map(parseObject);
    if (typeof header.msg_id !== 'string' || typeof header.msg_type !== 'string') {
      throw new MessageFormatError('The header has no msg_id or no msg_type.');
    }
    return {
      identities: frames.slice(0, place),
      header: header as unknown as Header,
      parentHeader: parentHeader as unknown as Header,
      metadata,
      content,
      buffers: rest.slice(4),
    };
  }

  #check(signature: Buffer, parts: readonly Buffer[]): void {
    if (this.#key === '') return;
    const expected = Buffer.from(this.#sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new MessageFormatError('The signature is not made with the key of the connection file.');
    }
    const text = signature.toString();
    if (this.#seen.has(text)) throw new MessageFormatError('The message has come before.');
    this.#seen.add(text);
    if (this.#seen.size <= REMEMBERED_SIGNATURES) return;
    const [oldest] = this.#seen;
    this.#seen.delete(oldest);
  }

  #sign(parts: readonly Buffer[]): string {
    if (this.#key === '') return '';
    const hash = createHmac('sha256', this.#key);
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  }
}

function parseObject(part: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(part.toString('utf8'));
  } catch (cause) {
    throw new MessageFormatError('A part of the message is no JSON.', { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new MessageFormatError('A part of the message is no JSON object.');
}
