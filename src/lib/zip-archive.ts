import { crc32, inflateRawSync } from 'node:zlib';
import { InvalidInputError } from './errors.js';

/** More unpacked bytes (1 GiB) than this are refused, whatever an archive says of itself. */
const LARGEST = 2 ** 30;

/** DEFLATE packs at most so many bytes into one; an archive that announces more lies. */
const MOST_PACKED = 1032;

/** A file inside a ZIP archive. */
export interface ZipEntry {
  /** Its name as written: data, never a path to write to. */
  readonly name: string;
  /** Unpacks it and checks its CRC-32. */
  read(): Buffer;
}

/**
 * The entries of a ZIP archive in memory, in the order of its directory: stored or deflated.
 *
 * Nothing is unpacked before it is asked for, and never more than the archive announced: together at most 1 GiB.
 *
 * Source: PKWARE's APPNOTE.TXT, 4.3.
 *
 * @param name what the message calls the file.
 * @throws {InvalidInputError} when it is no ZIP archive, is truncated or damaged, encrypted, or announces too much.
 */
export function readZip(bytes: Uint8Array, name: string): ZipEntry[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(file, name);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > LARGEST) {
    throw new InvalidInputError(`${name} is too large`, { received: `${total} bytes`, accepted: `up to ${LARGEST}` });
  }
  if (new Set(entries.map((entry) => entry.name)).size < entries.length) {
    throw new InvalidInputError(`${name} holds two entries of one name`);
  }
  return entries.map((entry) => ({ name: entry.name, read: () => unpack(file, entry, name) }));
}

/** What the directory says of an entry. */
interface DirectoryEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  /** 0: stored; 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Position of the entry's own header. */
  readonly offset: number;
}

function readDirectory(file: Buffer, name: string): DirectoryEntry[] {
  // The end record is 22 bytes, and a comment of up to 65,535 may follow it.
  const end = file.lastIndexOf('PK\x05\x06', file.length - 22, 'latin1');
  if (file.length < 22 || end < 0 || end < file.length - 65_557) {
    throw new InvalidInputError(`${name} is no complete ZIP archive`, { received: `${file.length} bytes without a directory` });
  }
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  const entries: DirectoryEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || file.readUInt32LE(at) !== 0x02014b50) throw damaged(name, 'its directory');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => file.readUInt16LE(at + field));
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > end) throw damaged(name, 'its directory');
    entries.push({
      name: file.toString('utf8', at + 46, at + 46 + nameLength),
      isEncrypted: (file.readUInt16LE(at + 8) & 1) === 1,
      method: file.readUInt16LE(at + 10),
      crc: file.readUInt32LE(at + 16),
      packedSize: file.readUInt32LE(at + 20),
      size: file.readUInt32LE(at + 24),
      offset: file.readUInt32LE(at + 42),
    });
    at = next;
  }
  return entries;
}

function unpack(
  file: Buffer,
  { name: entry, isEncrypted, method, crc, packedSize, size, offset }: DirectoryEntry,
  name: string,
): Buffer {
  if (isEncrypted || (method !== 0 && method !== 8)) {
    throw new InvalidInputError(`${name}: ${entry} cannot be unpacked`, {
      received: isEncrypted ? 'an encrypted entry' : `method ${method}`,
      accepted: 'stored or deflated entries',
    });
  }
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== 0x04034b50) throw damaged(name, entry);
  const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  const packed = file.subarray(start, start + packedSize);
  if (packed.length < packedSize || size > (method === 0 ? packedSize : packedSize * MOST_PACKED)) throw damaged(name, entry);
  const content = method === 0 ? packed : inflate(packed, size, entry, name);
  if (content.length !== size || crc32(content) !== crc) throw damaged(name, entry);
  return content;
}

function inflate(packed: Buffer, size: number, entry: string, name: string): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    throw damaged(name, entry, cause);
  }
}

function damaged(name: string, part: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`${name} is damaged: ${part} is not as the archive says`, {
    cause,
    hint: 'Copy or save it again',
  });
}
