import { clamp } from '../drawing/clamp.js';
import { plasma } from '../drawing/plasma.js';

/** 256 colours as they lie in an `ImageData`: little-endian RGBA words. */
export type ColorTable = Uint32Array;

/** The colours of `plasma`. */
export const PLASMA: ColorTable = tableOf((value) => [plasma[3 * value], plasma[3 * value + 1], plasma[3 * value + 2]]);

/** Black to white. */
export const GRAY: ColorTable = tableOf((value) => [value, value, value]);

/** Paints bytes, row by row, in a table's colours over a canvas of just that size. */
export function paint(surface: CanvasRenderingContext2D, bytes: ArrayLike<number>, start: number, table: ColorTable): void {
  const { width, height } = surface.canvas;
  const image = surface.createImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  for (let i = 0; i < words.length; i++) words[i] = table[bytes[start + i]];
  surface.putImageData(image, 0, 0);
}

/** A table whose entries show what `table` has at the places that `value → place` gives. */
export function rescaled(table: ColorTable, place: (value: number) => number): ColorTable {
  return Uint32Array.from(table, (_, value) => table[clamp(Math.round(place(value)), 0, 255)]);
}

function tableOf(color: (value: number) => readonly number[]): ColorTable {
  return Uint32Array.from({ length: 256 }, (_, value) => {
    const [red, green, blue] = color(value);
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}
