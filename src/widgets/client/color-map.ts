import { COLORS, type ColorMap, type ColorRange, colorTable, FULL, NOT_FINITE } from '../drawing/color-maps.js';
import { formatValue } from '../drawing/format.js';
import { choice } from './choice.js';
import { h, surfaceOf } from './dom.js';
import { installStyle } from './theme.js';
import type { Model } from './widget.js';

/** 256 colours as they lie in an `ImageData`: little-endian RGBA words. */
export type ColorTable = Uint32Array;

/** 256 × [red, green, blue] as words. */
export function wordsOf(colors: Uint8Array): ColorTable {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const [red, green, blue] = colors.subarray(3 * i);
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

/** Paints bytes, row by row, in a table's colours over a canvas of just that size. */
export function paint(surface: CanvasRenderingContext2D, bytes: ArrayLike<number>, start: number, table: ColorTable): void {
  const { width, height } = surface.canvas;
  const image = surface.createImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  for (let i = 0; i < words.length; i++) words[i] = table[bytes[start + i]];
  surface.putImageData(image, 0, 0);
}

/** A choice of colour maps, for a figure with one in its state. */
export function mapChoice<State extends { colorMap: ColorMap }>(model: Model<State>): HTMLSelectElement {
  const maps = Object.keys(COLORS).map((name) => [name, name] as const);
  return choice(model as unknown as Model<{ colorMap: string }>, 'colorMap', 'Colour map', maps);
}

const STYLE = `
.fs-bar{display:flex;align-items:center;gap:8px;font-size:12.5px;color:var(--fs-muted)}
.fs-bar canvas{height:9px;width:110px;border-radius:3px}
.fs-bar i{width:10px;height:10px;border-radius:2px;margin-right:-4px}
`;

/** A bar in the colours of a map, between the values of its ends, and what is not finite beside it. */
export function colorBar(notFinite: readonly (readonly [number, number, number])[] = []): {
  readonly node: HTMLElement;
  /** Shows a map over a range; with words in place of its values where tiles differ. */
  show(map: ColorMap, range: ColorRange, words?: readonly [string, string]): void;
} {
  installStyle(STYLE);
  const bar = h('canvas', { width: FULL + 1, height: 1, 'aria-hidden': 'true' });
  const [low, high] = [h('span'), h('span')];
  const others = NOT_FINITE.filter((_, kind) => notFinite.some((counts) => counts[kind] > 0));
  const swatches = others.flatMap(([label, ...rgb]) => [h('i', { style: `background:rgb(${rgb})` }), label]);
  return {
    node: h('span', 'fs-bar fs-push', low, bar, high, ...swatches),
    show: (map, range, words = [formatValue(range[0]), formatValue(range[1])]) => {
      paint(
        surfaceOf(bar),
        Uint8Array.from({ length: FULL + 1 }, (_, byte) => byte),
        0,
        wordsOf(colorTable(map, [0, 1])),
      );
      [low.textContent, high.textContent] = words;
    },
  };
}
