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
  const cursor = pixelCursor({
    ...{ canvas, width, height, name: 'Enlarged channel' },
    words: (x, y) => {
      const byte = bytes[sliceStart(layer, channel, shown()) + y * width + x];
      const value = byteValue(byte, [minima[channel], maxima[channel]]);
      // Of cells that stand for several, the middle one.
      const [column, row] = [((x + 0.5) * shape[2]) / width, ((y + 0.5) * shape[1]) / height].map(Math.floor);
      return `x ${column}, y ${row}: ${Number.isNaN(value) ? 'NaN' : formatValue(value, 3)}`;
    },
  });
  cursor.area.classList.add('fs-large');
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
