import { gifDelays } from '../drawing/frame-order.js';
import type { ColorTable } from './color-map.js';
import { paletteOf, rgb15 } from './palette.js';

/** A clip to be written: RGBA frames of one size, in the order they are played. */
export interface GifClip {
  readonly frames: readonly Uint8ClampedArray[];
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** For clips of one channel: their colours, which then are exact. */
  readonly table?: ColorTable;
}

/** Bits of a pixel: 256 colours. */
const DEPTH = 8;

/** A looping GIF89a with one palette. Source: the GIF89a specification, CompuServe 1990. */
export function encodeGif({ frames, width, height, fps, table }: GifClip): Blob {
  const palette = table ? undefined : paletteOf(frames);
  const colors = new Uint8Array((table ?? palette?.table ?? new Uint32Array(256)).buffer);
  const bytes: number[] = [];
  const word = (value: number): number => bytes.push(value & 255, value >> 8);
  const words = (text: string): number => bytes.push(...Array.from(text, (letter) => letter.charCodeAt(0)));
  words('GIF89a');
  word(width);
  word(height);
  bytes.push(0xf7, 0, 0);
  for (let i = 0; i < 1024; i += 4) bytes.push(...colors.subarray(i, i + 3));
  // Looping without end is an application's extension.
  bytes.push(0x21, 0xff, 11);
  words('NETSCAPE2.0');
  bytes.push(3, 1, 0, 0, 0);
  const delays = gifDelays(frames.length, fps);
  frames.forEach((frame, i) => {
    bytes.push(0x21, 0xf9, 4, 0);
    word(delays[i] / 10);
    bytes.push(0, 0, 0x2c, 0, 0, 0, 0);
    word(width);
    word(height);
    bytes.push(0, DEPTH);
    const indices = Uint8Array.from({ length: width * height }, (_, pixel) =>
      palette ? palette.places[rgb15(frame, 4 * pixel)] : frame[4 * pixel],
    );
    const packed = lzw(indices);
    for (let at = 0; at < packed.length; at += 255) {
      const block = packed.slice(at, at + 255);
      bytes.push(block.length, ...block);
    }
    bytes.push(0);
  });
  bytes.push(0x3b);
  return new Blob([Uint8Array.from(bytes)], { type: 'image/gif' });
}

/** Indices compressed by GIF's LZW: codes grow from 9 to 12 bits, then the dictionary starts anew. */
function lzw(indices: Uint8Array): number[] {
  const CLEAR = 1 << DEPTH;
  const packed: number[] = [];
  let dictionary = new Map<number, number>();
  let size = DEPTH + 1;
  let next = CLEAR + 2;
  let bits = 0;
  let filled = 0;
  const write = (code: number): void => {
    bits |= code << filled;
    for (filled += size; filled >= 8; filled -= 8) {
      packed.push(bits & 255);
      bits >>>= 8;
    }
  };
  write(CLEAR);
  let prefix = indices[0];
  for (let i = 1; i < indices.length; i++) {
    const key = (prefix << DEPTH) | indices[i];
    const known = dictionary.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    write(prefix);
    prefix = indices[i];
    if (next === 4096) {
      write(CLEAR);
      dictionary = new Map();
      size = DEPTH + 1;
      next = CLEAR + 2;
    } else {
      if (next === 1 << size) size++;
      dictionary.set(key, next++);
    }
  }
  write(prefix);
  write(CLEAR + 1);
  if (filled > 0) packed.push(bits & 255);
  return packed;
}
