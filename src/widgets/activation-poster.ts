import type { Frames } from '../lib/video/frames.js';
import { channelRange } from './drawing/channel-range.js';
import { colorTable } from './drawing/color-maps.js';
import { LIGHT } from './drawing/colors.js';
import { text } from './drawing/text.js';
import { type PosterTile, posterPng } from './poster.js';
import type { ActivationGridState, EmbeddedLayer } from './states.js';

const POSTER_WIDTH = 800;

/** The middle slice of up to twelve channels a layer, and of the input. */
export function activationPoster(input: Frames, layers: readonly EmbeddedLayer[], colors: ActivationGridState): Promise<Buffer> {
  const side = 92;
  const gap = 4;
  const { width, height, channels } = input;
  const inputTile: PosterTile = {
    ...{ data: input.frame(Math.floor(input.length / 2)), width, height, channels, left: 0, top: 20 },
    ...{ toWidth: 196, toHeight: Math.max(1, Math.round((196 * height) / width)) },
  };
  const tiles = [inputTile];
  const labels = [text(0, 14, 'input', LIGHT.muted, 'start')];
  let top = 0;
  for (const layer of layers) {
    const [frames, layerHeight, layerWidth, layerChannels] = layer.embedded;
    const shown = Math.min(12, layerChannels);
    labels.push(text(212, top + 14, layer.name, LIGHT.muted, 'start'));
    const area = layerHeight * layerWidth;
    const toHeight = Math.max(1, Math.round((side * layerHeight) / layerWidth));
    for (let channel = 0; channel < shown; channel++) {
      const start = (channel * frames + Math.floor(frames / 2)) * area;
      const bytes = new Uint8Array(layer.values.buffer, layer.values.byteOffset + start, area);
      const left = 212 + (channel % 6) * (side + gap);
      const tileTop = top + 20 + Math.floor(channel / 6) * (toHeight + gap);
      const size = { width: layerWidth, height: layerHeight, channels: 3, toWidth: side, toHeight };
      const range = channelRange(layer, channel, colors);
      const table = colorTable(colors.colorMap, range, [layer.minima[channel], layer.maxima[channel]]);
      tiles.push({ data: inColors(bytes, table), left, top: tileTop, ...size });
    }
    top += 20 + Math.ceil(shown / 6) * (toHeight + gap) + 6;
  }
  return posterPng({ width: POSTER_WIDTH, height: Math.max(top, 20 + inputTile.toHeight), tiles, overlay: labels.join('') });
}

/** Bytes in the colours of a table, rgb. */
export function inColors(bytes: Uint8Array, table: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: bytes.length * 3 }, (_, i) => table[3 * bytes[Math.floor(i / 3)] + (i % 3)]);
}
