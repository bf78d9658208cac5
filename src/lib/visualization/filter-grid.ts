import { InvalidInputError } from '../errors.js';
import { Frames } from '../video/frames.js';
import type { FilterVisualization } from './results.js';

/** Ten digits, five rows of three pixels each, a bit a pixel. */
const DIGITS = [0o75557, 0o26227, 0o71747, 0o71717, 0o55711, 0o74717, 0o74757, 0o71111, 0o75757, 0o75717];

/** Pixels of one dot of a digit, and of a tile's title with its margins. */
const DOT = 2;
const TITLE = 7 * DOT;
const GAP = 4;

/**
 * Filters' clips side by side in one clip, each under its number, dead ones crossed out: three columns for the usual nine, the
 * grid as tight as it gets for other numbers.
 *
 * @throws {InvalidInputError} when there are none, or their clips differ in shape.
 */
export function filterGrid(filters: readonly FilterVisualization[]): Frames {
  if (filters.length === 0) throw new InvalidInputError('filterGrid needs at least one filter', { received: [] });
  const [{ frames: first, layer }] = filters;
  const other = filters.find(({ frames }) => frames.shape.join() !== first.shape.join());
  if (other) {
    throw new InvalidInputError(`the clip of ${other.layer} filter ${other.filter} has another shape than the first`, {
      received: [...other.frames.shape],
      accepted: `[${first.shape.join(', ')}]`,
    });
  }
  const columns = Math.ceil(Math.sqrt(filters.length));
  const rows = Math.ceil(filters.length / columns);
  const width = columns * (first.width + GAP) + GAP;
  const height = rows * (first.height + TITLE + GAP) + GAP;
  const data = new Uint8Array(first.length * height * width * first.channels);
  for (let index = 0; index < first.length; index++) {
    const size = height * width * first.channels;
    const canvas: Canvas = { data: data.subarray(index * size, (index + 1) * size), width, channels: first.channels };
    filters.forEach(({ filter, frames, isDead }, i) => {
      const left = GAP + (i % columns) * (frames.width + GAP);
      const top = GAP + Math.floor(i / columns) * (frames.height + TITLE + GAP);
      drawNumber(canvas, filter, left, top);
      drawTile(canvas, frames, index, left, top + TITLE);
      if (isDead) crossOut(canvas, frames, left, top + TITLE);
    });
  }
  const name = `filters of ${layer}`;
  return new Frames({ data, shape: [first.length, height, width, first.channels], frameRate: first.frameRate, name });
}

interface Canvas {
  readonly data: Uint8Array;
  readonly width: number;
  readonly channels: number;
}

function fill({ data, width, channels }: Canvas, x: number, y: number, value: number): void {
  data.fill(value, (y * width + x) * channels, (y * width + x + 1) * channels);
}

function drawTile({ data, width, channels }: Canvas, frames: Frames, index: number, left: number, top: number): void {
  const frame = frames.frame(index);
  const line = frames.width * channels;
  for (let y = 0; y < frames.height; y++)
    data.set(frame.subarray(y * line, (y + 1) * line), ((top + y) * width + left) * channels);
}

function drawNumber(canvas: Canvas, number: number, left: number, top: number): void {
  [...String(number)].forEach((digit, place) => {
    for (let y = 0; y < 5 * DOT; y++) {
      for (let x = 0; x < 3 * DOT; x++) {
        const bit = 14 - 3 * Math.floor(y / DOT) - Math.floor(x / DOT);
        if ((DIGITS[Number(digit)] >> bit) & 1) fill(canvas, left + place * 4 * DOT + x, top + y, 255);
      }
    }
  });
}

/** Dark stripes over a tile. */
function crossOut(canvas: Canvas, { width, height }: Frames, left: number, top: number): void {
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if ((x + y) % 12 < 8) fill(canvas, left + x, top + y, 0);
}
