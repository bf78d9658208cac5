/** What the pictures of a stream have in common. */
export interface RawPictures {
  readonly width: number;
  readonly height: number;
  /** 1 for gray, 3 for red, green, blue. */
  readonly channels: number;
}

/**
 * The beginning of a Matroska stream of uncompressed pictures: the simplest form in which ffmpeg takes each picture with a time of
 * its own. Times count in microseconds; the length stays open.
 *
 * Source: RFC 9559 (Matroska), RFC 8794 (EBML), of which each element used is named here.
 */
export function matroskaHead({ width, height, channels }: RawPictures): Uint8Array {
  const colours = channels === 1 ? 'Y800' : 'RGB\x18';
  return Buffer.concat([
    element('1a45dfa3', text('4282', 'matroska'), number('4287', 4), number('4285', 2)), // EBML: DocType, its versions
    Buffer.from('18538067', 'hex'), // Segment
    UNKNOWN_LENGTH,
    element('1549a966', number('2ad7b1', 1000)), // Info: TimestampScale in nanoseconds
    element(
      '1654ae6b', // Tracks
      element(
        'ae', // TrackEntry: number, identity, type (video), codec
        ...[number('d7', 1), number('73c5', 1), number('83', 1), text('86', 'V_UNCOMPRESSED')],
        element('e0', number('b0', width), number('ba', height), text('2eb524', colours)), // Video: size, UncompressedFourCC
      ),
    ),
  ]);
}

/** What stands before a picture of so many bytes that is shown at a time in seconds: a Cluster with one SimpleBlock. */
export function matroskaPictureHead(seconds: number, bytes: number): Uint8Array {
  const time = number('e7', Math.round(seconds * 1e6));
  const block = Buffer.from([0x81, 0, 0, 0x80]); // track 1, no time of its own, a key frame
  const blockHead = Buffer.concat([Buffer.from('a3', 'hex'), length(block.length + bytes), block]);
  return Buffer.concat([Buffer.from('1f43b675', 'hex'), length(time.length + blockHead.length + bytes), time, blockHead]);
}

const UNKNOWN_LENGTH = Buffer.from('01ffffffffffffff', 'hex');

function element(id: string, ...children: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(children);
  return Buffer.concat([Buffer.from(id, 'hex'), length(body.length), body]);
}

function text(id: string, value: string): Buffer {
  return element(id, Buffer.from(value, 'latin1'));
}

function number(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

/** A length in EBML's eight-byte form, whose first byte is its marker. */
function length(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value) | (1n << 56n));
  return bytes;
}
