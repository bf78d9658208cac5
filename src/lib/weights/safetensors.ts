import { InvalidInputError } from '../errors.js';
import { sizeOf } from '../shape.js';

/** A float32 array with its name and shape. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A header larger than this is refused, as the format's own readers do. */
const HEADER_LIMIT = 100_000_000;

/**
 * Encodes float32 arrays as a safetensors file: header length (8 bytes, little endian), JSON header, values.
 *
 * Source: the format's description, https://huggingface.co/docs/safetensors.
 */
export function encodeSafetensors(arrays: readonly NamedArray[], metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, data } of arrays) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  // Padded with spaces, so that values begin at a multiple of 8.
  const json = JSON.stringify(header);
  const headerLength = Math.ceil(Buffer.byteLength(json) / 8) * 8;
  const file = Buffer.alloc(8 + headerLength + offset, ' ');
  file.writeBigUInt64LE(BigInt(headerLength), 0);
  file.write(json, 8);
  let at = 8 + headerLength;
  for (const { data } of arrays) {
    for (const value of data) at = file.writeFloatLE(value, at);
  }
  return file;
}

/**
 * Decodes the float32 arrays of a safetensors file, in the order of their offsets.
 *
 * @throws {InvalidInputError} when the file is truncated, its offsets are out of range, or a type is not F32. `name` is
 * what the message calls the file.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): NamedArray[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, start } = readHeader(file, name);
  return Object.entries(header)
    .filter(([key]) => key !== '__metadata__')
    .map(([key, entry]) => readArray(file.subarray(start), key, entry as ArrayEntry, name));
}

/**
 * The texts that a safetensors file carries beside its arrays; empty when there are none.
 *
 * @throws {InvalidInputError} when the header cannot be read.
 */
export function decodeSafetensorsMetadata(bytes: Uint8Array, name: string): Readonly<Record<string, string>> {
  const { header } = readHeader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name);
  const { __metadata__: metadata } = header as { __metadata__?: Record<string, string> };
  return metadata ?? {};
}

interface ArrayEntry {
  readonly dtype?: unknown;
  readonly shape?: unknown;
  readonly data_offsets?: unknown;
}

function readHeader(file: Buffer, name: string): { header: object; start: number } {
  if (file.length < 8) throw broken(name, `${file.length} bytes`);
  const length = Number(file.readBigUInt64LE(0));
  if (length > HEADER_LIMIT || 8 + length > file.length)
    throw broken(name, `a header of ${length} bytes in a file of ${file.length}`);
  try {
    const header: unknown = JSON.parse(file.toString('utf8', 8, 8 + length));
    if (typeof header !== 'object' || header === null) throw new Error('the header is no object');
    return { header, start: 8 + length };
  } catch (cause) {
    throw new InvalidInputError(`${name} is no safetensors file: its header is not JSON`, { cause });
  }
}

function readArray(values: Buffer, key: string, { dtype, shape, data_offsets: offsets }: ArrayEntry, name: string): NamedArray {
  if (dtype !== 'F32')
    throw new InvalidInputError(`${name}: ${key} has a type that is not supported`, { received: dtype, accepted: "'F32'" });
  const isList = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((value) => Number.isInteger(value) && value >= 0);
  if (!isList(shape) || !isList(offsets) || offsets.length !== 2) throw broken(name, `an unreadable entry for ${key}`);
  const [from, to] = offsets;
  if (to > values.length || to - from !== 4 * sizeOf(shape))
    throw broken(name, `${key} of shape [${shape.join(', ')}] at bytes ${from} to ${to}`);
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = values.readFloatLE(from + 4 * i);
  return { name: key, shape, data };
}

function broken(name: string, received: string): InvalidInputError {
  return new InvalidInputError(`${name} is no complete safetensors file`, { received, hint: 'Copy or save it again' });
}
