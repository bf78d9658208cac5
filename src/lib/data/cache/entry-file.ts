import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { FramescopeError } from '../../errors.js';

/** What an entry says of itself, beside its bytes. */
export interface EntryHeader {
  /** What was made of what, and how; two entries with equal keys hold the same. */
  readonly key: unknown;
  /** What it takes, beside the bytes, to make the value again. */
  readonly meta: unknown;
  /** Length of the bytes. */
  readonly bytes: number;
}

/** An entry as it was read. */
export interface Entry extends EntryHeader {
  /** In memory that threads share. */
  readonly data: Uint8Array;
}

/** An entry that is cut, altered, or none. */
export class DamagedEntryError extends FramescopeError {}

// The file: 8 bytes signature, 32 bytes SHA-256 of all that follows, 4 bytes length of the header (little endian), the
// header as JSON, the bytes.
const SIGNATURE = Buffer.from('FSCACHE1', 'latin1');
const DIGEST_AT = 8;
const LENGTH_AT = 40;
const HEADER_AT = 44;

/** More than any header needs; a damaged length asks for no more memory than this. */
const LONGEST_HEADER = 1 << 24;

/** The pieces of an entry's file, in order; the bytes themselves are not copied. */
export function encodeEntry(key: unknown, meta: unknown, parts: readonly Uint8Array[]): Uint8Array[] {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const header = Buffer.from(JSON.stringify({ key, meta, bytes } satisfies EntryHeader));
  const start = Buffer.alloc(HEADER_AT);
  SIGNATURE.copy(start);
  start.writeUInt32LE(header.length, LENGTH_AT);
  const hash = createHash('sha256').update(start.subarray(LENGTH_AT)).update(header);
  for (const part of parts) hash.update(part);
  hash.digest().copy(start, DIGEST_AT);
  return [start, header, ...parts];
}

/**
 * Reads an entry and compares its checksum.
 *
 * @throws {DamagedEntryError} when it is cut, altered, or no entry.
 */
export async function readEntry(path: string): Promise<Entry> {
  const file = await open(path);
  try {
    const { start, header, text } = await readStart(file);
    const data = new Uint8Array(new SharedArrayBuffer(header.bytes));
    await readWhole(file, data, HEADER_AT + text.length);
    const digest = createHash('sha256').update(start.subarray(LENGTH_AT)).update(text).update(data).digest();
    if (!digest.equals(start.subarray(DIGEST_AT, LENGTH_AT))) throw new DamagedEntryError('its checksum is wrong');
    return { ...header, data };
  } finally {
    await file.close();
  }
}

/**
 * Reads what an entry says of itself; the checksum is not compared.
 *
 * @throws {DamagedEntryError} when it is cut, or no entry.
 */
export async function readEntryHeader(path: string): Promise<EntryHeader> {
  const file = await open(path);
  try {
    return (await readStart(file)).header;
  } finally {
    await file.close();
  }
}

async function readStart(file: FileHandle): Promise<{ start: Buffer; text: Buffer; header: EntryHeader }> {
  const { size } = await file.stat();
  const start = Buffer.alloc(HEADER_AT);
  await readWhole(file, start, 0);
  const length = start.readUInt32LE(LENGTH_AT);
  if (!start.subarray(0, SIGNATURE.length).equals(SIGNATURE) || length > Math.min(LONGEST_HEADER, size)) {
    throw new DamagedEntryError('it does not begin as an entry does');
  }
  const text = Buffer.alloc(length);
  await readWhole(file, text, HEADER_AT);
  const header = parse(text);
  if (header.bytes !== size - HEADER_AT - length) {
    throw new DamagedEntryError(`it has ${size} bytes instead of ${HEADER_AT + length + header.bytes}`);
  }
  return { start, text, header };
}

function parse(text: Buffer): EntryHeader {
  try {
    return JSON.parse(text.toString()) as EntryHeader;
  } catch (cause) {
    throw new DamagedEntryError('its header cannot be read', { cause });
  }
}

/** Fills the buffer from this place of the file on. */
async function readWhole(file: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let filled = 0; filled < into.length; ) {
    const { bytesRead } = await file.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) throw new DamagedEntryError(`it ends after ${position + filled} bytes`);
    filled += bytesRead;
  }
}
