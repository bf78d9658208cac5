import { clamp } from '../../drawing/clamp.js';
import { linkedSlice } from '../../drawing/frame-order.js';
import type { ActivationGridPage } from '../../states.js';
import { channelTiles } from '../channel-tiles.js';
import { viewChannel } from '../channel-view.js';
import { choice, toggle } from '../choice.js';
import { mapChoice } from '../color-map.js';
import { rangeFields } from '../color-range.js';
import { h, panel, surfaceOf } from '../dom.js';
import type { ChannelLook } from '../draw-slice.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle } from '../theme.js';
import { TILE_STYLE } from '../tiles.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-clip{display:flex;gap:16px;align-items:flex-end;margin-bottom:6px}
.fs-clip>canvas{width:132px;border-radius:8px;flex:none;background:#000}
.fs-clip>div{flex:1;min-width:0}
.fs-layer{margin-top:16px}
.fs-layer .fs-head{margin-bottom:6px}
.fs-many{max-height:420px;overflow-y:auto}
@container (max-width:430px){.fs-clip{gap:10px}.fs-clip>canvas{width:92px}}
`;

/** Channels of layers over time. */
export default { render } as FigureWidget<ActivationGridPage>;

/** Slices shown a second: slow enough to follow. */
const SLICES_PER_SECOND = 3;

const OBSERVED = ['slice', 'scale', 'range', 'colorMap', 'isOverlaid'] as const;

function render({ model, el }: RenderContext<ActivationGridPage>): () => void {
  installStyle(TILE_STYLE);
  installStyle(STYLE);
  const { title, sliceCount, layers, input } = readState(model);
  const images = new SpriteImages(input);
  const clip = h('canvas', { width: input.width, height: input.height, role: 'img', 'aria-label': 'Input clip' });
  const clipSurface = surfaceOf(clip);
  let large: (() => void) | undefined;
  const look = (): ChannelLook => ({
    scale: model.get('scale'),
    range: model.get('range'),
    colorMap: model.get('colorMap'),
    under: model.get('isOverlaid') ? clip : undefined,
  });

  const playback = new Playback({
    times: Array.from({ length: sliceCount }, (_, i) => i / SLICES_PER_SECOND),
    duration: sliceCount / SLICES_PER_SECOND,
    onPosition: (slice) => {
      setValue(model, 'slice', slice);
    },
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const at = (): number => clamp(model.get('slice'), 0, sliceCount - 1);
  const goTo = (slice: number): void => playback.seek(slice);
  const range = positionRange('Time slice', sliceCount, goTo);
  const place = h('span', 'fs-place');
  const fields = rangeFields(model);
  const overlay = toggle(
    model,
    'isOverlaid',
    'over input',
    'Values glow over the part of the input they come from; the stronger, the less it shines through',
  );
  const scale = choice(model, 'scale', 'Colour scale', [
    ['own', 'own scale'],
    ['shared', 'shared scale'],
    ['range', 'one range'],
  ]);

  const sections = layers.map((layer) =>
    channelTiles(layer, (channel) => {
      playback.pause();
      const onClose = (): void => {
        large = undefined;
      };
      large = viewChannel(root, layer, channel, { slice: at, sliceCount, look, goTo, onClose });
    }),
  );
  const show = (): void => {
    const slice = at();
    playback.seek(slice);
    const frame = linkedSlice(slice, sliceCount, input.count);
    if (!images.draw(clipSurface, frame)) images.load(frame).then(() => at() === slice && show());
    place.textContent = `time ${slice + 1} of ${sliceCount}`;
    setPosition(range, slice, `time slice ${slice + 1} of ${sliceCount}, input frame ${frame + 1} of ${input.count}`);
    fields.hidden = model.get('scale') !== 'range';
    for (const section of sections) section.draw(slice, sliceCount, look());
    large?.();
  };

  const row = h('div', 'fs-row', controls.play, place);
  row.append(h('div', 'fs-row fs-push', overlay, mapChoice(model), scale, fields));
  const top = h('div', 'fs-clip', clip, h('div', {}, h('p', 'fs-title', title), range, row));
  const root = panel(title, top, ...sections.map(({ node }) => node));
  positionKeys(root, playback);
  el.append(root);
  for (const name of OBSERVED) model.on(`change:${name}`, show);
  show();
  return () => {
    playback.pause();
    images.dispose();
    for (const section of sections) section.stop();
  };
}
