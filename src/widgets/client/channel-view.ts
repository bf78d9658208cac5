import { channelRange } from '../drawing/channel-range.js';
import { byteValue } from '../drawing/color-maps.js';
import { formatValue, plural } from '../drawing/format.js';
import { linkedSlice } from '../drawing/frame-order.js';
import type { EmbeddedLayer } from '../states.js';
import { channelWords } from './channel-tiles.js';
import { colorBar } from './color-map.js';
import { h, surfaceOf } from './dom.js';
import { bytesOf, type ChannelLook, drawSlice, sliceStart } from './draw-slice.js';
import { enlarge } from './enlarge.js';
import { fitTo } from './fit.js';
import { pixelCursor } from './pixel-cursor.js';
import { positionRange, setPosition } from './transport.js';

/** What a channel's enlargement needs to know of its figure. */
export interface ChannelView {
  readonly slice: () => number;
  readonly sliceCount: number;
  readonly look: () => ChannelLook;
  readonly goTo: (slice: number) => void;
  readonly onClose: () => void;
}

/**
 * Shows one channel large, with the value under the pointer or a cursor; arrow keys go through time, on the picture through its
 * cells, Page Up and Page Down through channels. Gives what redraws it.
 */
export function viewChannel(
  root: HTMLElement,
  layer: EmbeddedLayer,
  first: number,
  { slice, sliceCount, look, goTo, onClose }: ChannelView,
): () => void {
  const { name, shape, embedded, minima, maxima, notFinite } = layer;
  const [frames, height, width, channels] = embedded;
  const bytes = bytesOf(layer);
  let channel = first;
  const shown = (): number => linkedSlice(slice(), sliceCount, frames);
  const canvas = h('canvas', { class: 'fs-sharp', 'aria-hidden': 'true' });
  // The cursor goes through the cells, or, over the input, through its pixels.
  const places = look().under ?? { width, height };
  const cursor = pixelCursor({
    ...{ canvas, width: places.width, height: places.height, name: 'Enlarged channel' },
    words: (x, y) => {
      // Over the input, cells cover a part of the picture.
      const [left, top, across, down] = look().under ? layer.place : [0, 0, 1, 1];
      const [u, v] = [((x + 0.5) / places.width - left) / across, ((y + 0.5) / places.height - top) / down];
      if (u < 0 || u >= 1 || v < 0 || v >= 1) return 'no cell looks here';
      const at = sliceStart(layer, channel, shown()) + Math.floor(v * height) * width + Math.floor(u * width);
      const value = byteValue(bytes[at], [minima[channel], maxima[channel]]);
      const [column, row] = [u * shape[2], v * shape[1]].map(Math.floor);
      return `x ${column}, y ${row}: ${Number.isNaN(value) ? 'NaN' : formatValue(value, 3)}`;
    },
  });
  const range = positionRange('Time slice', sliceCount, goTo);
  const words = h('p', 'fs-muted');
  const bar = colorBar(notFinite.map(({ counts }) => counts));
  const step = (by: number): void => {
    channel = (channel + by + channels) % channels;
    draw();
  };
  const draw = (): void => {
    const time = `time slice ${slice() + 1} of ${sliceCount}`;
    drawSlice(surfaceOf(canvas), layer, [channel, shown()], look());
    fitTo(cursor.area, canvas.width, canvas.height, 588, 0.6 * innerHeight);
    cursor.update();
    setPosition(range, slice(), time);
    bar.show(look().colorMap, channelRange(layer, channel, look()));
    words.textContent = `${channelWords(layer, channel)} · slice ${shown() + 1} of ${frames} · ${plural(channels, 'channel')} (Page Up, Page Down)`;
    dialog.setTitle(`${name}, channel ${channel}`);
  };
  const dialog = enlarge(root, {
    title: name,
    content: [cursor.area, cursor.line, range, h('div', 'fs-row', words, bar.node)],
    keys: {
      ArrowRight: () => goTo(slice() + 1),
      ArrowLeft: () => goTo(slice() - 1),
      PageDown: () => step(1),
      PageUp: () => step(-1),
    },
    onClose,
  });
  draw();
  return draw;
}
