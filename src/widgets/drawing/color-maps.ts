import { diverging, gray, plasma, viridis } from '../../lib/video/color-maps.js';
import { clamp } from './clamp.js';

/** A colour map; 'diverging' (blue, white, red) is for values on both sides of 0. */
export type ColorMap = 'plasma' | 'viridis' | 'gray' | 'diverging';

/** The colour maps that figures offer, as 256 × [red, green, blue]. */
export const COLORS: Readonly<Record<ColorMap, Uint8Array>> = { plasma, viridis, gray, diverging };

/** The byte of the greatest value, where bytes stand for values; the three beyond stand for what is no finite number. */
export const FULL = 252;

/** What the bytes beyond `FULL` stand for, and its colours: far from those of all maps. */
export const NOT_FINITE: readonly (readonly [string, number, number, number])[] = [
  ['NaN', 0, 255, 0],
  ['+∞', 255, 0, 255],
  ['−∞', 0, 255, 255],
];

/** The byte of a value that is not finite. */
export function notFiniteByte(value: number): number {
  return FULL + (Number.isNaN(value) ? 1 : value > 0 ? 2 : 3);
}

/** The value that a byte stands for, where 0 and `FULL` stand for the ends of a range. */
export function byteValue(byte: number, [low, high]: ColorRange): number {
  return byte > FULL ? [Number.NaN, Infinity, -Infinity][byte - FULL - 1] : low + (byte / FULL) * (high - low);
}

/** The values of a map's two ends, the lower first. */
export type ColorRange = readonly [number, number];

/** The range as a map shows it: around 0 where the map has a middle. */
export function shownRange(map: ColorMap, [low, high]: ColorRange): ColorRange {
  if (map !== 'diverging') return [low, high];
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return [-reach, reach];
}

/** A map's place, 0 to 1, of a value in a range; the ends where it lies beyond. */
export function placeOf(value: number, [low, high]: ColorRange): number {
  return clamp((value - low) / (high - low || 1), 0, 1);
}

/** Colours of 256 bytes whose 0 and `FULL` stand for the ends of `own`, in a map over `range`: 256 × [red, green, blue]. */
export function colorTable(map: ColorMap, range: ColorRange, own: ColorRange = range): Uint8Array {
  const table = new Uint8Array(768);
  for (let byte = 0; byte < 256; byte++) {
    const at = 3 * Math.round(255 * placeOf(byteValue(byte, own), range));
    const [, ...color] = byte > FULL ? NOT_FINITE[byte - FULL - 1] : ['', ...COLORS[map].subarray(at, at + 3)];
    table.set(color as number[], 3 * byte);
  }
  return table;
}
