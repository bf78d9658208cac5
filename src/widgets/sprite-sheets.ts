import sharp from 'sharp';
import { effectiveSignal, throwIfAborted } from '../lib/progress.js';
import type { Frames } from '../lib/video/frames.js';
import type { SheetLayout, SpriteSheets } from './states.js';

/** Bytes a figure may add to a page before frames are thinned: pages with a few figures stay below 8 MB. */
export const EMBEDDING_LIMIT = 5_000_000;

/** Largest side of an embedded picture in pixels; larger frames are shrunk, since a page shows them no larger. */
const LARGEST_SIDE = 640;

/** Largest side of a sheet in pixels: decoded it takes 16 MB, so a browser can hold several. */
const SHEET_SIDE = 2048;

/** Most tiles across and down a sheet: 64 frames of 128 × 128 are decoded in 10 ms, so that a far jump shows its picture at once. */
const SHEET_TILES = 8;

/** WebP codes blocks of 16 × 16: tiles at multiples of that cannot bleed into their neighbours. */
const BLOCK = 16;

/** WebP's quality at which it beats JPEG 85 in error at 60 % of the bytes (docs/decisions/002). */
const QUALITY = 82;

/** Frames as pictures, and how many of them were left out. */
export interface EncodedFrames {
  readonly pictures: SpriteSheets;
  /** Every `stride`-th frame is in; 1 means all. */
  readonly stride: number;
}

/** Frames (gray or rgb) as WebP sheets of at most `limit` bytes once in base64; if they are more, every n-th frame only. */
export async function encodeFrames(
  frames: Frames,
  limit: number = EMBEDDING_LIMIT,
  largestSide: number = LARGEST_SIDE,
): Promise<EncodedFrames> {
  let stride = Math.min(frames.length, Math.max(1, Math.ceil((await estimateBytes(frames, largestSide)) / limit / 1.1)));
  for (;;) {
    const pictures = await encodeEvery(frames, stride, largestSide);
    const bytes = embeddedBytes(pictures);
    if (bytes <= limit || stride >= frames.length) return { pictures, stride };
    stride = Math.min(frames.length, Math.max(stride + 1, Math.ceil((stride * bytes) / limit)));
  }
}

/** Bytes the sheets take in a page, as base64. */
export function embeddedBytes({ sheets }: SpriteSheets): number {
  return sheets.reduce((sum, sheet) => sum + (sheet.byteLength * 4) / 3, 0);
}

/** Extrapolated from about sixteen frames spread over the video, so that long ones are not encoded twice. */
async function estimateBytes(frames: Frames, largestSide: number): Promise<number> {
  const step = Math.max(1, Math.floor(frames.length / 16));
  const sample = await encodeEvery(frames, step, largestSide);
  return (embeddedBytes(sample) / sample.count) * frames.length;
}

/**
 * Every `stride`-th frame as WebP sheets.
 *
 * @throws {AbortedError} when the cell it runs in is interrupted.
 */
export async function encodeEvery(frames: Frames, stride: number, largestSide: number = LARGEST_SIDE): Promise<SpriteSheets> {
  const signal = effectiveSignal();
  const layout = sheetLayout(frames, Math.ceil(frames.length / stride), largestSide);
  const { columns, rows, count } = layout;
  const sheets: Buffer[] = [];
  for (let first = 0; first < count; first += columns * rows) {
    throwIfAborted(signal, `making pictures of ${frames.name}`);
    sheets.push(await encodeSheet(frames, stride, first, layout));
  }
  return { ...layout, sheets };
}

/** How `count` pictures of frames lie in sheets. */
export function sheetLayout(frames: Frames, count: number, largestSide: number = LARGEST_SIDE): SheetLayout {
  const scale = Math.min(1, largestSide / Math.max(frames.width, frames.height));
  const [width, height] = [frames.width, frames.height].map((length) => Math.max(1, Math.round(length * scale)));
  const [pitchX, pitchY] = [width, height].map((length) => Math.ceil(length / BLOCK) * BLOCK);
  const [across, down] = [pitchX, pitchY].map((pitch) => Math.max(1, Math.min(SHEET_TILES, Math.floor(SHEET_SIDE / pitch))));
  const columns = Math.min(count, across);
  const rows = Math.min(Math.ceil(count / columns), down);
  return { columns, rows, width, height, pitchX, pitchY, count, mime: 'image/webp' };
}

/** One sheet: the pictures from number `first` on, of every `stride`-th frame. */
export async function encodeSheet(
  frames: Frames,
  stride: number,
  first: number,
  { columns, rows, width, height, pitchX, pitchY, count }: SheetLayout,
): Promise<Buffer> {
  const { channels } = frames;
  const tiles = Math.min(columns * rows, count - first);
  const sheetWidth = columns * pitchX;
  const sheetHeight = Math.ceil(tiles / columns) * pitchY;
  const sheet = Buffer.alloc(sheetWidth * sheetHeight * channels);
  for (let tile = 0; tile < tiles; tile++) {
    const picture = await pictureOf(frames, (first + tile) * stride, width, height);
    const left = (tile % columns) * pitchX;
    const top = Math.floor(tile / columns) * pitchY;
    for (let y = 0; y < pitchY; y++) {
      // The margin repeats the last row and column: a flat edge costs next to nothing.
      const row = picture.subarray(Math.min(y, height - 1) * width * channels, (Math.min(y, height - 1) + 1) * width * channels);
      const start = ((top + y) * sheetWidth + left) * channels;
      sheet.set(row, start);
      for (let x = width; x < pitchX; x++) sheet.set(row.subarray((width - 1) * channels), start + x * channels);
    }
  }
  return sharp(sheet, { raw: { width: sheetWidth, height: sheetHeight, channels: channels === 1 ? 1 : 3 } })
    .webp({ quality: QUALITY })
    .toBuffer();
}

/** One frame's bytes at the size of the tiles. */
async function pictureOf(frames: Frames, index: number, width: number, height: number): Promise<Uint8Array> {
  const frame = frames.frame(index);
  if (width === frames.width && height === frames.height) return frame;
  return scaledPicture(frame, frames, width, height);
}

/** Raw bytes of a frame scaled to `width` × `height`, channels kept. */
export async function scaledPicture(
  data: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  toWidth: number,
  toHeight: number,
): Promise<Uint8Array> {
  const picture = sharp(data, { raw: { width, height, channels: channels === 1 ? 1 : 3 } }).resize(toWidth, toHeight, {
    fit: 'fill',
  });
  return (channels === 1 ? picture.toColourspace('b-w') : picture).raw().toBuffer();
}
