import { formatValue } from '../../drawing/format.js';
import { linkedSlice, tileColumns } from '../../drawing/frame-order.js';
import type { ActivationGridPage, EmbeddedLayer } from '../../states.js';
import { PLASMA, paint } from '../color-map.js';
import { h, heading, panel, press, surfaceOf } from '../dom.js';
import { drawSlice, rangeOf } from '../draw-slice.js';
import { enlarge } from '../enlarge.js';
import { onWidth } from '../on-width.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle } from '../theme.js';
import { rovingFocus, TILE_STYLE, tile } from '../tiles.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-clip{display:flex;gap:16px;align-items:flex-end;margin-bottom:6px}
.fs-clip>canvas{width:132px;border-radius:8px;flex:none;background:#000}
.fs-clip>div{flex:1;min-width:0}
.fs-layer{margin-top:16px}
.fs-layer .fs-head{margin-bottom:6px}
.fs-bar{height:9px;width:120px;border-radius:3px}
.fs-bars{display:flex;align-items:center;gap:8px;font-size:12.5px;color:var(--fs-muted)}
@container (max-width:430px){.fs-clip{gap:10px}.fs-clip>canvas{width:92px}}
`;

/** Channels of layers over time. */
const widget: FigureWidget<ActivationGridPage> = { render };
export default widget;

/** Slices shown a second: slow enough to follow. */
const SLICES_PER_SECOND = 3;

const KEYS = ['title', 'slice', 'sliceCount', 'layers', 'input', 'isShared', 'isOverlaid'] as const;

function render({ model, el }: RenderContext<ActivationGridPage>): () => void {
  installStyle(TILE_STYLE);
  installStyle(STYLE);
  const { title, sliceCount, layers, input, ...first } = readState(model, KEYS);
  let { isShared, isOverlaid } = first;
  const images = new SpriteImages(input);
  const clip = h('canvas', { width: input.width, height: input.height, role: 'img', 'aria-label': 'Input clip' });
  const clipSurface = surfaceOf(clip);
  let large: (() => void) | undefined;

  const times = Array.from({ length: sliceCount }, (_, i) => i / SLICES_PER_SECOND);
  const playback = new Playback({
    times,
    duration: sliceCount / SLICES_PER_SECOND,
    onPosition: (slice) => {
      setValue(model, 'slice', slice);
    },
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const goTo = (slice: number): void => playback.seek(slice);
  const range = positionRange('Time slice', sliceCount, goTo);
  const place = h('span', 'fs-place');
  const scaleButton = h('button', { 'aria-pressed': String(isShared) }, 'shared scale');
  scaleButton.title = 'One colour scale for all channels of a layer, so that they can be compared';
  scaleButton.addEventListener('click', () => {
    isShared = !isShared;
    press(scaleButton, isShared);
    show();
  });

  const overlayButton = h('button', { 'aria-pressed': String(isOverlaid) }, 'over input');
  overlayButton.title = 'Values glow over the part of the input they come from; the stronger, the less it shines through';
  overlayButton.addEventListener('click', () => {
    isOverlaid = !isOverlaid;
    press(overlayButton, isOverlaid);
    show();
  });

  const sections = layers.map((layer) =>
    layerSection(layer, (channel) => {
      playback.pause();
      large = openChannel(root, layer, channel, {
        slice: () => model.get('slice'),
        sliceCount,
        isShared: () => isShared,
        under: () => (isOverlaid ? clip : undefined),
        goTo,
        onClose: () => {
          large = undefined;
        },
      });
    }),
  );
  const show = (): void => {
    const slice = model.get('slice');
    playback.seek(slice);
    const frame = linkedSlice(slice, sliceCount, input.count);
    if (!images.draw(clipSurface, frame)) images.load(frame).then(() => model.get('slice') === slice && show());
    place.textContent = `time ${slice + 1} of ${sliceCount}`;
    setPosition(range, slice, `time slice ${slice + 1} of ${sliceCount}, input frame ${frame + 1} of ${input.count}`);
    for (const section of sections)
      section.draw(linkedSlice(slice, sliceCount, section.frames), isShared, isOverlaid ? clip : undefined);
    large?.();
  };

  const row = h('div', 'fs-row', controls.play, place, h('div', 'fs-row fs-push', overlayButton, scaleButton));
  const top = h('div', 'fs-clip', clip, h('div', {}, h('p', 'fs-title', title), range, row));
  const root = panel(title, top, ...sections.map(({ node }) => node));
  positionKeys(root, playback);
  el.append(root);
  model.on('change:slice', show);
  show();
  return () => {
    playback.pause();
    images.dispose();
    for (const section of sections) section.stop();
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function colorBar(): HTMLCanvasElement {
  const bar = h('canvas', { width: 256, height: 1, class: 'fs-bar', 'aria-hidden': 'true' });
  paint(
    surfaceOf(bar),
    Uint8Array.from({ length: 256 }, (_, i) => i),
    0,
    PLASMA,
  );
  return bar;
}

/** A layer's head and tiles, and how to draw one of its slices. */
function layerSection(layer: EmbeddedLayer, onEnlarge: (channel: number) => void) {
  const { name, shape, embedded, minima, maxima, dead } = layer;
  const [frames, height, width, channels] = embedded;
  const bytes = bytesOf(layer.values);
  const low = h('span');
  const high = h('span');
  const when = h('span');
  const silent = dead.length > 0 ? ` · ${dead.length} dead` : '';
  const facts = h('span', 'fs-muted', `${shape[1]} × ${shape[2]}, ${channels} channels${silent} · `, when);
  const bars = h('span', 'fs-bars fs-push', low, colorBar(), high);
  const head = heading(name, facts, bars);
  const surfaces: CanvasRenderingContext2D[] = [];
  const buttons = Array.from({ length: channels }, (_, channel) => {
    const isDead = dead.includes(channel);
    const words = isDead ? 'dead: zero everywhere' : `${formatValue(minima[channel])} to ${formatValue(maxima[channel])}`;
    const { button, canvas } = tile(width, height, `${name} channel ${channel}, ${words}`, () => onEnlarge(channel));
    button.classList.toggle('fs-dead', isDead);
    surfaces.push(surfaceOf(canvas));
    return button;
  });
  const tiles = h('div', { class: 'fs-tiles', role: 'group', 'aria-label': `Channels of ${name}` }, ...buttons);
  const stop = onWidth(tiles, (width) => {
    tiles.style.gridTemplateColumns = `repeat(${tileColumns(channels, width)},minmax(0,1fr))`;
  });
  rovingFocus(tiles, buttons);
  const draw = (slice: number, isShared: boolean, under?: HTMLCanvasElement): void => {
    surfaces.forEach((surface, channel) => {
      drawSlice(surface, layer, bytes, { channel, slice, isShared, under });
    });
    when.textContent = `slice ${slice + 1} of ${frames}`;
    const [least, greatest] = rangeOf(minima, maxima);
    low.textContent = isShared ? formatValue(least) : 'least';
    high.textContent = isShared ? formatValue(greatest) : 'greatest of the channel';
  };
  return { node: h('section', { class: 'fs-layer', 'aria-label': name }, head, tiles), frames, draw, stop };
}

interface ChannelContext {
  readonly slice: () => number;
  readonly sliceCount: number;
  readonly isShared: () => boolean;
  readonly under: () => HTMLCanvasElement | undefined;
  readonly goTo: (slice: number) => void;
  readonly onClose: () => void;
}

/** Shows one channel large; arrow keys go through time, Page Up and Page Down through channels. Gives what redraws it. */
function openChannel(root: HTMLElement, layer: EmbeddedLayer, first: number, context: ChannelContext): () => void {
  const [frames, height, width, channels] = layer.embedded;
  const bytes = bytesOf(layer.values);
  let channel = first;
  const canvas = h('canvas', { width, height, class: 'fs-large fs-sharp', role: 'img', 'aria-label': 'Enlarged channel' });
  const surface = surfaceOf(canvas);
  const range = positionRange('Time slice', context.sliceCount, context.goTo);
  const words = h('p', 'fs-muted');
  const step = (by: number): void => {
    channel = (channel + by + channels) % channels;
    draw();
  };
  const name = (): string => `${layer.name}, channel ${channel}`;
  const draw = (): void => {
    const slice = linkedSlice(context.slice(), context.sliceCount, frames);
    drawSlice(surface, layer, bytes, { channel, slice, isShared: context.isShared(), under: context.under() });
    setPosition(range, context.slice(), `time slice ${context.slice() + 1} of ${context.sliceCount}`);
    const state = layer.dead.includes(channel)
      ? 'dead: zero everywhere'
      : `values ${formatValue(layer.minima[channel])} to ${formatValue(layer.maxima[channel])}`;
    words.textContent = `${state} · slice ${slice + 1} of ${frames} · ${channels} channels (Page Up, Page Down)`;
    dialog?.setTitle(name());
  };
  const dialog: ReturnType<typeof enlarge> | undefined = enlarge(root, {
    title: name(),
    content: [canvas, range, words],
    keys: {
      ArrowRight: () => context.goTo(context.slice() + 1),
      ArrowLeft: () => context.goTo(context.slice() - 1),
      PageDown: () => step(1),
      PageUp: () => step(-1),
    },
    onClose: context.onClose,
  });
  draw();
  return draw;
}
