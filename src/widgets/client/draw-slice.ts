import { type ChannelColors, channelRange } from '../drawing/channel-range.js';
import { byteValue, colorTable, FULL, placeOf } from '../drawing/color-maps.js';
import type { EmbeddedLayer } from '../states.js';
import { paint, wordsOf } from './color-map.js';
import { surfaceOf } from './dom.js';

/** How channels are shown. */
export interface ChannelLook extends ChannelColors {
  /** The input frame to draw over; its canvas's size becomes the tile's. */
  readonly under: HTMLCanvasElement | undefined;
}

/** The bytes of a layer. */
export function bytesOf({ values: { buffer, byteOffset, byteLength } }: EmbeddedLayer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Where a slice of a channel begins among the layer's bytes. */
export function sliceStart({ embedded: [frames, height, width] }: EmbeddedLayer, channel: number, slice: number): number {
  return (channel * frames + slice) * height * width;
}

/** Draws one slice of one channel: by itself, or as a glow over the part of the input that its cells look at. */
export function drawSlice(
  surface: CanvasRenderingContext2D,
  layer: EmbeddedLayer,
  [channel, slice]: readonly [number, number],
  { under, ...colors }: ChannelLook,
): void {
  const [, height, width] = layer.embedded;
  const { canvas } = surface;
  const size = under ?? { width, height };
  if (canvas.width !== size.width || canvas.height !== size.height) {
    canvas.width = size.width;
    canvas.height = size.height;
  }
  const own = [layer.minima[channel], layer.maxima[channel]] as const;
  const range = channelRange(layer, channel, colors);
  const table = wordsOf(colorTable(colors.colorMap, range, own));
  const [bytes, start] = [bytesOf(layer), sliceStart(layer, channel, slice)];
  if (!under) {
    paint(surface, bytes, start, table);
    return;
  }
  surface.drawImage(under, 0, 0);
  const glow = document.createElement('canvas');
  Object.assign(glow, { width, height });
  // The lowest values, or those in the middle of two sides, are clear, the farthest from there almost opaque.
  const strength = (byte: number): number => {
    if (byte > FULL) return 1;
    const place = placeOf(byteValue(byte, own), range);
    return 0.85 * (colors.colorMap === 'diverging' ? Math.abs(2 * place - 1) : place);
  };
  const glowing = table.map((word, byte) => (word & 0xffffff) | (Math.round(255 * strength(byte)) << 24));
  paint(surfaceOf(glow), bytes, start, glowing);
  const [left, top, toWidth, toHeight] = layer.place;
  surface.drawImage(glow, left * under.width, top * under.height, toWidth * under.width, toHeight * under.height);
}
