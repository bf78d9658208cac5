import { createRequire } from 'node:module';
import { InvalidInputError } from '../errors.js';
import { requireNumber, requireOneOf } from '../shape.js';
import { writeAtomically } from '../write-atomically.js';
import { plasma } from './color-maps.js';
import type { Frames } from './frames.js';
import { gifDelays, playOrder } from './play-order.js';

/** Options of writing a GIF. */
export interface SaveGifOptions {
  /** Frames a second; GIF keeps hundredths of a second. Default 15. */
  readonly fps?: number;
  /** Forward, then backward, without showing either end twice. Default false. */
  readonly pingPong?: boolean;
  /** Colours of one-channel frames. Default 'gray'. */
  readonly colors?: GrayColors;
}

/** How one channel is coloured: as gray, or dark blue over purple and orange to yellow. */
export type GrayColors = 'gray' | 'plasma';

/**
 * Writes frames, or whatever holds frames, as a looping GIF with one palette for all of them; an older file of this name
 * is replaced. Part of a video: `saveGif(frames.slice(30, 60), …)`.
 *
 * @returns the path.
 * @throws {InvalidInputError} when there are no frames, they have neither 1 nor 3 channels, or the name does not end in `.gif`.
 */
export async function saveGif(
  source: Frames | { readonly frames: Frames },
  path: string,
  options: SaveGifOptions = {},
): Promise<string> {
  if (!path.toLowerCase().endsWith('.gif')) throw new InvalidInputError("a GIF's name must end in .gif", { received: path });
  await writeAtomically(path, encodeGif('frames' in source ? source.frames : source, options));
  return path;
}

/** The bytes of a looping GIF. */
export function encodeGif(frames: Frames, { fps = 15, pingPong = false, colors = 'gray' }: SaveGifOptions = {}): Uint8Array {
  requireOneOf('colors', colors, ['gray', 'plasma']);
  requireNumber('fps', fps, 0.1, 100);
  if (frames.length === 0) throw new InvalidInputError('a GIF needs at least one frame', { received: String(frames) });
  const { GIFEncoder, quantize, applyPalette } = loadGifenc();
  const isGray = frames.channels === 1;
  const colours = isGray ? undefined : rgba(frames);
  const palette = colours ? quantize(colours, 256) : paletteOf(colors);
  const encoder = GIFEncoder();
  const order = playOrder(frames.length, pingPong);
  const delays = gifDelays(order.length, fps);
  for (const [position, index] of order.entries()) {
    const pixels = colours ? applyPalette(frameOf(colours, frames, index), palette) : frames.frame(index);
    // Given with the first frame, a palette serves all of them.
    const options = { delay: delays[position], repeat: 0, ...(position === 0 ? { palette } : {}) };
    encoder.writeFrame(pixels, frames.width, frames.height, options);
  }
  encoder.finish();
  return encoder.bytes();
}

type Palette = readonly (readonly number[])[];

/** The parts of gifenc that are used; it comes without types. */
interface Gifenc {
  GIFEncoder(): {
    writeFrame(
      pixels: Uint8Array,
      width: number,
      height: number,
      options: { palette?: Palette; delay: number; repeat: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  };
  quantize(rgba: Uint8Array, colours: number): Palette;
  applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}

function loadGifenc(): Gifenc {
  return createRequire(import.meta.url)('gifenc') as Gifenc;
}

function paletteOf(colors: GrayColors): Palette {
  return Array.from({ length: 256 }, (_, level) =>
    colors === 'gray' ? [level, level, level] : [...plasma.subarray(3 * level, 3 * level + 3)],
  );
}

/** One frame's colours, copied: gifenc reads the whole buffer behind a view. */
function frameOf(colours: Uint8Array, { width, height }: Frames, index: number): Uint8Array {
  const size = width * height * 4;
  return colours.slice(index * size, (index + 1) * size);
}

function rgba({ data, channels, name }: Frames): Uint8Array {
  if (channels !== 3) throw new InvalidInputError(`${name} must have 1 or 3 channels`, { received: channels });
  const pixels = data.length / channels;
  const colours = new Uint8Array(pixels * 4).fill(255);
  for (let i = 0; i < pixels; i++) for (let c = 0; c < 3; c++) colours[4 * i + c] = data[3 * i + c];
  return colours;
}
