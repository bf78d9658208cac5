import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { ColorTable } from './color-map.js';

/** A clip to be written: RGBA frames of one size, in the order they are played. */
export interface GifClip {
  readonly frames: readonly Uint8ClampedArray[];
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** For clips of one channel: their colours, which then are exact. */
  readonly table?: ColorTable;
}

/** A looping GIF. GIF counts time in hundredths of a second, so 15 frames a second become 14.3. */
export function encodeGif({ frames, width, height, fps, table }: GifClip): Blob {
  const gif = GIFEncoder();
  const palette = table ? Array.from(table, rgbOf) : quantize(joined(frames), 256);
  frames.forEach((frame, i) => {
    const indices = table
      ? Uint8Array.from({ length: width * height }, (_, pixel) => frame[4 * pixel])
      : applyPalette(frame, palette);
    gif.writeFrame(indices, width, height, { delay: 1000 / fps, ...(i === 0 ? { palette, repeat: 0 } : {}) });
  });
  gif.finish();
  return new Blob([gif.bytes()], { type: 'image/gif' });
}

/** Hands a file to the reader. */
export function offerFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function rgbOf(word: number): number[] {
  return [word & 255, (word >> 8) & 255, (word >> 16) & 255];
}

function joined(frames: readonly Uint8ClampedArray[]): Uint8Array {
  const all = new Uint8Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    all.set(frame, at);
    at += frame.length;
  }
  return all;
}
