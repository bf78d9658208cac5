import type { EmbeddedLayer } from '../states.js';
import { type ColorTable, PLASMA, paint, rescaled } from './color-map.js';
import { surfaceOf } from './dom.js';

/** Which slice of which channel is drawn, and how. */
export interface DrawnSlice {
  readonly channel: number;
  readonly slice: number;
  /** One scale for the layer's channels, instead of each one's own. */
  readonly isShared: boolean;
  /** The input frame to draw over; its canvas's size becomes the tile's. */
  readonly under?: HTMLCanvasElement;
}

/** Draws one slice of one channel: by itself, or as a glow over the part of the input that its cells look at. */
export function drawSlice(
  surface: CanvasRenderingContext2D,
  layer: EmbeddedLayer,
  bytes: Uint8Array,
  { channel, slice, isShared, under }: DrawnSlice,
): void {
  const [frames, height, width] = layer.embedded;
  const start = (channel * frames + slice) * height * width;
  const { canvas } = surface;
  const size = under ?? { width, height };
  if (canvas.width !== size.width || canvas.height !== size.height)
    Object.assign(canvas, { width: size.width, height: size.height });
  const table = tableOf(layer, channel, isShared);
  if (!under) {
    paint(surface, bytes, start, table);
    return;
  }
  surface.drawImage(under, 0, 0);
  const glow = document.createElement('canvas');
  Object.assign(glow, { width, height });
  paint(surfaceOf(glow), bytes, start, glowing(table, strength(layer, channel, isShared)));
  const [left, top, toWidth, toHeight] = layer.place;
  surface.drawImage(glow, left * under.width, top * under.height, toWidth * under.width, toHeight * under.height);
}

/** The table with 0 clear and the strongest value almost opaque. */
function glowing(table: ColorTable, place: (value: number) => number): ColorTable {
  return Uint32Array.from(table, (word, value) => (word & 0xffffff) | (Math.round(place(value) * 0.85) << 24));
}

/** Colours of a channel's bytes: over its own range, or over that of its layer. */
function tableOf(layer: EmbeddedLayer, channel: number, isShared: boolean): ColorTable {
  return isShared ? rescaled(PLASMA, strength(layer, channel, isShared)) : PLASMA;
}

/** Where a channel's bytes lie, 0–255, within its own range or that of its layer; a channel without any range lies at 0. */
function strength({ minima, maxima }: EmbeddedLayer, channel: number, isShared: boolean): (value: number) => number {
  if (!isShared) return (value) => value;
  const [low, high] = rangeOf(minima, maxima);
  const own = maxima[channel] - minima[channel];
  return (value) => ((minima[channel] + (value / 255) * own - low) / (high - low || 1)) * 255;
}

/** Least and greatest value of all channels. */
export function rangeOf(minima: readonly number[], maxima: readonly number[]): [number, number] {
  return [minima.reduce((a, b) => Math.min(a, b)), maxima.reduce((a, b) => Math.max(a, b))];
}
