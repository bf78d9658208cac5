import { plural } from '../../drawing/format.js';
import type { ClipGalleryPage } from '../../scene-states.js';
import { h, heading, panel, press, surfaceOf } from '../dom.js';
import { enlarge, largeCanvas } from '../enlarge.js';
import { fitTo } from '../fit.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle, prefersReducedMotion } from '../theme.js';
import { rovingFocus, TILE_STYLE, tile } from '../tiles.js';
import { positionRange, setPosition, transport } from '../transport.js';
import { whenSeen } from '../when-seen.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-gallery{display:grid;gap:12px 8px;grid-template-columns:repeat(auto-fill,minmax(116px,1fr));align-items:end}
.fs-gallery>div{min-width:0;max-width:192px}
.fs-gallery p{font-size:13px;margin-top:4px!important}
.fs .fs-gallery button[aria-pressed=true]{border:0;box-shadow:0 0 0 3px var(--fs-accent)}
`;

/** Small clips that play while they are looked at. */
export default { render } as FigureWidget<ClipGalleryPage>;

function render({ model, el }: RenderContext<ClipGalleryPage>): () => void {
  installStyle(TILE_STYLE);
  installStyle(STYLE);
  const { title, clips, pictures, stride } = readState(model);
  const isCalm = prefersReducedMotion();
  let isPlayingAll = false;

  const tiles = clips.map((clip, i) => {
    const { width, height } = pictures[i];
    const words = `${clip.label}, ${plural(clip.frameCount, 'frame')}`;
    const made = tile(width, height, `Enlarge ${words}`, () => open(i));
    fitTo(made.button, width, height, 192, 192);
    const player = clipPlayer(model, i, [surfaceOf(made.canvas)]);
    const { playback } = player;
    const start = (): void => (isCalm ? undefined : playback.play());
    const rest = (): void => (isPlayingAll ? undefined : playback.pause());
    for (const event of ['pointerenter', 'focus']) made.button.addEventListener(event, start);
    for (const event of ['pointerleave', 'blur']) made.button.addEventListener(event, rest);
    const node = h('div', 'fs-unseen', made.button, h('p', {}, clip.label));
    return { ...made, ...player, node, isSeen: false };
  });
  const open = (i: number): void => {
    setValue(model, 'clip', i);
    const { width, height } = pictures[i];
    const canvas = largeCanvas(width, height, clips[i].label);
    const at = tiles[i].playback.position;
    tiles[i].playback.pause();
    const large = clipPlayer(model, i, [surfaceOf(canvas)], (position) => {
      setPosition(range, position, `frame ${position * stride + 1} of ${clips[i].frameCount}`);
      controls.update();
    });
    const { playback } = large;
    const controls = transport(playback);
    const range = positionRange('Frame', pictures[i].count, (position) => {
      playback.pause();
      playback.seek(position);
    });
    const step = (by: number): void => {
      playback.pause();
      playback.seek(playback.position + by);
    };
    const row = h('div', { class: 'fs-row' }, controls.play, controls.speed, controls.loop);
    large.show(at);
    enlarge(root, {
      title: clips[i].label,
      content: pictures[i].count > 1 ? [canvas, range, row] : [canvas],
      keys: { ArrowRight: () => step(1), ArrowLeft: () => step(-1), ' ': () => playback.toggle() },
      onClose: () => large.stop(),
    });
    if (!isCalm) playback.play();
  };

  const all = h('button', { 'aria-pressed': 'false' }, 'play all');
  all.addEventListener('click', () => {
    isPlayingAll = !isPlayingAll;
    press(all, isPlayingAll);
    for (const { playback, isSeen } of tiles) isPlayingAll && isSeen ? playback.play() : playback.pause();
  });
  const grid = h('div', 'fs-gallery', ...tiles.map(({ node }) => node));
  rovingFocus(
    grid,
    tiles.map(({ button }) => button),
  );
  const root = panel(title, heading(title, all), grid);
  const mark = (): void => tiles.forEach(({ button }, i) => void press(button, model.get('clip') === i));
  mark();
  model.on('change:clip', mark);
  el.append(root);
  // Decoded when they come into view, and at rest when they leave it.
  const nodes = tiles.map(({ node }) => node);
  const stopSeeing = whenSeen(nodes, (i, isSeen) => {
    const seen = tiles[i];
    seen.isSeen = isSeen;
    if (!isSeen) {
      seen.playback.pause();
      return;
    }
    seen.node.className = '';
    seen.show(seen.playback.position);
    if (isPlayingAll) seen.playback.play();
  });
  return () => {
    stopSeeing();
    for (const { stop } of tiles) stop();
  };
}

/** A clip on a surface: its playback, how to show a position, and how to end it. */
function clipPlayer(
  model: RenderContext<ClipGalleryPage>['model'],
  clip: number,
  [surface]: readonly CanvasRenderingContext2D[],
  onShown: (position: number) => void = () => {},
) {
  const pictures = model.get('pictures')[clip];
  const { frameRate } = model.get('clips')[clip];
  const images = new SpriteImages(pictures);
  const show = (position: number): void => {
    onShown(position);
    if (images.draw(surface, position)) return;
    images.load(position).then(() => playback.position === position && images.draw(surface, position));
  };
  const seconds = model.get('stride') / frameRate;
  const playback = new Playback({
    times: Array.from({ length: pictures.count }, (_, i) => i * seconds),
    duration: pictures.count * seconds,
    onPosition: show,
    onStateChange: () => onShown(playback.position),
  });
  const stop = (): void => {
    playback.pause();
    images.dispose();
  };
  return {
    playback,
    show: (position: number): void => {
      playback.seek(position);
      show(position);
    },
    stop,
  };
}
