/** One number of a TensorBoard chart. */
export interface Scalar {
  /** The chart it belongs to. */
  readonly tag: string;
  readonly value: number;
  /** Where on the horizontal axis. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The record that every TensorBoard event file begins with. */
export function eventFileHeader(time: number): Uint8Array {
  return frameRecord(join(doubleField(1, time), bytesField(3, Buffer.from('brain.Event:2'))));
}

/**
 * A number as a record of a TensorBoard event file: `Event { wall_time = 1, step = 2, summary = 5 { value = 1 { tag = 1,
 * simple_value = 2 } } }` as protocol-buffer bytes, framed.
 *
 * Source: tensorboard/compat/proto/event.proto and summary.proto.
 */
export function scalarRecord({ tag, value, step, time }: Scalar): Uint8Array {
  const summaryValue = join(bytesField(1, Buffer.from(tag)), floatField(2, value));
  return frameRecord(join(doubleField(1, time), integerField(2, step), bytesField(5, bytesField(1, summaryValue))));
}

/**
 * A record as TFRecord files hold it: length (8 bytes, little endian), its checksum, the bytes, theirs. Checksums are
 * masked, so that a checksum of data that hold checksums stays a good one.
 *
 * Source: tensorflow/core/lib/io/record_writer.h.
 */
function frameRecord(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(data.length + 16);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(masked(crc32c(record.subarray(0, 8))), 8);
  record.set(data, 12);
  record.writeUInt32LE(masked(crc32c(data)), 12 + data.length);
  return record;
}

function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli), bit-reversed polynomial 0x82f63b78. Source: RFC 3720, appendix B.4. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

// Protocol buffers: each field is a key, field number × 8 + wire type, and its value.

function integerField(field: number, value: number): Uint8Array {
  return join(varint(field * 8), varint(value));
}

function doubleField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return join(varint(field * 8 + 1), bytes);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return join(varint(field * 8 + 2), varint(bytes.length), bytes);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return join(varint(field * 8 + 5), bytes);
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
