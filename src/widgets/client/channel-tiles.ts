import { channelRange } from '../drawing/channel-range.js';
import { formatValue, plural } from '../drawing/format.js';
import { linkedSlice, tileColumns } from '../drawing/frame-order.js';
import type { EmbeddedLayer } from '../states.js';
import { colorBar } from './color-map.js';
import { h, heading, surfaceOf } from './dom.js';
import { type ChannelLook, drawSlice } from './draw-slice.js';
import { onWidth } from './on-width.js';
import { rovingFocus, tile } from './tiles.js';
import { whenSeen } from './when-seen.js';

/** Channels above which a layer is a window to scroll in, and only tiles in sight are drawn. */
const MANY = 256;

/** What a channel holds, in words. */
export function channelWords({ minima, maxima, dead, notFinite }: EmbeddedLayer, channel: number): string {
  if (dead.includes(channel)) return 'dead: zero everywhere';
  const lost = notFinite.find((entry) => entry.channel === channel)?.counts.reduce((a, b) => a + b);
  return `${formatValue(minima[channel])} to ${formatValue(maxima[channel])}${lost ? `, ${lost} not finite` : ''}`;
}

/** A layer's head and tiles, and how to draw a time of it. */
export interface ChannelTiles {
  readonly node: HTMLElement;
  draw(at: number, total: number, look: ChannelLook): void;
  stop(): void;
}

/** Makes a layer's tiles. */
export function channelTiles(layer: EmbeddedLayer, onEnlarge: (channel: number) => void): ChannelTiles {
  const { name, shape, embedded, dead, notFinite } = layer;
  const [frames, height, width, channels] = embedded;
  const when = h('span');
  const silent = dead.length > 0 ? ` · ${dead.length} dead` : '';
  const facts = h('span', 'fs-muted', `${shape[1]} × ${shape[2]}, ${plural(channels, 'channel')}${silent} · `, when);
  const bar = colorBar(notFinite.map(({ counts }) => counts));
  const head = heading(name, facts, bar.node);
  const made = Array.from({ length: channels }, (_, channel) =>
    tile(width, height, `${name} channel ${channel}, ${channelWords(layer, channel)}`, () => onEnlarge(channel)),
  );
  const buttons = made.map(({ button }) => button);
  for (const channel of dead) buttons[channel].classList.add('fs-dead');
  const tiles = h('div', { class: 'fs-tiles', role: 'group', 'aria-label': `Channels of ${name}` }, ...buttons);
  const stopWidth = onWidth(tiles, (width) => {
    tiles.style.gridTemplateColumns = `repeat(${tileColumns(channels, width)},minmax(0,1fr))`;
  });
  rovingFocus(tiles, buttons);

  let shown: readonly [number, ChannelLook] | undefined;
  const drawTile = (channel: number): void => {
    if (shown) drawSlice(surfaceOf(made[channel].canvas), layer, [channel, shown[0]], shown[1]);
  };
  const seen = new Set(channels > MANY ? [] : buttons.keys());
  let stopSeeing = (): void => {};
  if (channels > MANY) {
    tiles.classList.add('fs-many');
    stopSeeing = whenSeen(buttons, (channel, isSeen) => {
      if (isSeen) drawTile(channel);
      seen[isSeen ? 'add' : 'delete'](channel);
    });
  }
  return {
    node: h('section', { class: 'fs-layer', 'aria-label': name }, head, tiles),
    draw: (at: number, total: number, look: ChannelLook): void => {
      const slice = linkedSlice(at, total, frames);
      shown = [slice, look];
      for (const channel of seen) drawTile(channel);
      when.textContent = `slice ${slice + 1} of ${frames}`;
      const ends = look.colorMap === 'diverging' ? (['below 0', 'above 0'] as const) : (['least', 'greatest'] as const);
      const isEachOwn = look.scale === 'own' && channels > 1;
      bar.show(look.colorMap, channelRange(layer, 0, look), isEachOwn ? [ends[0], `${ends[1]} of the channel`] : undefined);
    },
    stop: () => {
      stopWidth();
      stopSeeing();
    },
  };
}
