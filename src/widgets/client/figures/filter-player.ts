import { formatValue } from '../../drawing/format.js';
import { gridColumns, playOrder } from '../../drawing/frame-order.js';
import { drawSparkline } from '../../drawing/sparkline.js';
import type { FilterPlayerPage, PlayedFilter } from '../../states.js';
import { ClipPixels } from '../clip-pixels.js';
import { GRAY, PLASMA } from '../color-map.js';
import { h, iconButton, surfaceOf } from '../dom.js';
import { enlarge } from '../enlarge.js';
import { encodeGif, offerFile } from '../filter-gif.js';
import { Playback } from '../playback.js';
import { readState } from '../read-state.js';
import { installStyle, prefersReducedMotion } from '../theme.js';
import { TILE_STYLE, tile } from '../tiles.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-filters{display:grid;gap:12px 10px}
.fs-filter{min-width:0;position:relative}
.fs-filter .fs-row{margin-top:5px;flex-wrap:nowrap;gap:6px;min-height:26px}
.fs-filter b{font-weight:600;font-size:13px;white-space:nowrap}
.fs-filter svg.fs-spark{width:44px;height:20px;flex:none}
.fs-gain{font-size:12.5px;color:var(--fs-muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}
.fs .fs-filter button.fs-save{position:absolute;top:6px;right:6px;width:28px;height:28px;background:rgb(16 18 24/.62);color:#fff;border:0;opacity:.75}
.fs .fs-filter button.fs-save:is(:hover,:focus-visible){opacity:1;background:rgb(16 18 24/.9)}
.fs .fs-filter button.fs-save svg{width:14px;height:14px}
@container (max-width:560px){.fs-filter svg.fs-spark{display:none}.fs-filter .fs-row{flex-wrap:wrap;gap:0 6px}}
`;

/** Filters' clips, playing side by side. */
const widget: FigureWidget<FilterPlayerPage> = { render };
export default widget;

const KEYS = ['title', 'frame', 'frameCount', 'fps', 'pingPong', 'filters', 'isGray', 'pictures', 'stride'] as const;

function render({ model, el }: RenderContext<FilterPlayerPage>): () => void {
  installStyle(TILE_STYLE);
  installStyle(STYLE);
  const { title, fps, pingPong, filters, isGray, pictures, stride, frameCount } = readState(model, KEYS);
  const kept = Math.ceil(frameCount / stride);
  const order = playOrder(kept, pingPong);
  const pixels = new ClipPixels(pictures);
  let table = isGray ? PLASMA : undefined;
  let large: (() => void) | undefined;

  const playback = new Playback({
    times: order.map((_, i) => (i * stride) / fps),
    duration: (order.length * stride) / fps,
    onPosition: (position) => model.set('frame', order[position] * stride),
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const goTo = (position: number): void => {
    playback.pause();
    playback.seek(Math.min(kept - 1, Math.max(0, position)));
    model.save_changes();
  };
  const position = (): number => Math.round(model.get('frame') / stride);
  const range = positionRange('Frame', kept, goTo);
  const place = h('span', { class: 'fs-place' });
  const save = (i: number): void => {
    const frames = order.map((frame) => pixels.rgba(i * kept + frame));
    const { width, height } = pictures;
    const { layer, filter } = filters[i];
    offerFile(encodeGif({ frames, width, height, fps: fps / stride, table }), `${layer}-filter-${filter}.gif`);
  };
  const open = (i: number): void => {
    const canvas = h('canvas', {
      width: pictures.width,
      height: pictures.height,
      class: 'fs-large',
      role: 'img',
      'aria-label': nameOf(filters[i]),
    });
    const surface = surfaceOf(canvas);
    const button = h('button', { type: 'button', click: () => save(i) }, 'Save GIF');
    const player = h('button', { type: 'button', click: () => playback.toggle() }, 'Play or pause');
    large = () => pixels.draw(surface, i * kept + position(), table);
    large();
    enlarge(root, {
      title: nameOf(filters[i]),
      content: [canvas, objectiveOf(filters[i]), h('div', { class: 'fs-row' }, player, button)],
      keys: { ArrowRight: () => goTo(position() + 1), ArrowLeft: () => goTo(position() - 1), ' ': () => playback.toggle() },
      onClose: () => {
        large = undefined;
      },
    });
  };
  const isOneLayer = filters.every(({ layer }) => layer === filters[0].layer);
  const tiles = filters.map((filter, i) =>
    filterTile(filter, pictures, isOneLayer, { open: () => open(i), save: () => save(i) }),
  );
  const grid = h('div', { class: 'fs-filters' }, ...tiles.map(({ node }) => node));
  grid.style.gridTemplateColumns = `repeat(${gridColumns(filters.length)},minmax(0,1fr))`;
  grid.style.maxWidth = filters.length <= 3 ? `${filters.length * 260}px` : '';

  const show = (): void => {
    const at = position();
    // Playing backward shows the same frame at another position: the clock must not be set back.
    if (order[playback.position] !== at) playback.seek(at);
    for (const [i, { surface }] of tiles.entries()) pixels.draw(surface, i * kept + at, table);
    place.textContent = `frame ${at * stride + 1} of ${frameCount}`;
    setPosition(range, at, `frame ${at * stride + 1} of ${frameCount}`);
    large?.();
  };
  const more = h('div', { class: 'fs-row fs-push' }, controls.speed);
  if (isGray) {
    const gray = h('button', { type: 'button', 'aria-pressed': 'false' }, 'gray');
    gray.addEventListener('click', () => {
      table = table === PLASMA ? GRAY : PLASMA;
      gray.setAttribute('aria-pressed', String(table === GRAY));
      show();
    });
    more.prepend(gray);
  }
  const head = h('div', { class: 'fs-head' }, h('p', { class: 'fs-title' }, title));
  head.append(h('span', { class: 'fs-muted' }, 'mean activation, first → last step of ascent'));
  const row = h('div', { class: 'fs-row' }, controls.play, place, more);
  const root = h(
    'div',
    { class: 'fs', role: 'group', 'aria-label': title },
    head,
    grid,
    h('div', { style: 'height:10px' }),
    range,
    row,
  );
  positionKeys(root, {
    ArrowRight: () => goTo(position() + 1),
    ArrowUp: () => goTo(position() + 1),
    ArrowLeft: () => goTo(position() - 1),
    ArrowDown: () => goTo(position() - 1),
    Home: () => goTo(0),
    End: () => goTo(kept - 1),
    ' ': () => playback.toggle(),
  });
  el.append(root);
  model.on('change:frame', show);
  show();
  pixels.load().then(() => {
    show();
    if (!prefersReducedMotion()) stopWatching = playWhileVisible(root, playback);
  });
  let stopWatching = (): void => {};
  return () => {
    stopWatching();
    playback.pause();
    model.off('change:frame', show);
    root.remove();
  };
}

/** Starts when the figure comes into view; out of view it rests, unless the reader has paused it anyway. */
function playWhileVisible(root: HTMLElement, playback: Playback): () => void {
  let isResting = true;
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting && isResting) playback.play();
    else if (!isIntersecting) {
      isResting = playback.isPlaying || isResting;
      playback.pause();
      return;
    }
    isResting = false;
  });
  observer.observe(root);
  return () => observer.disconnect();
}

function nameOf({ layer, filter, isDead }: PlayedFilter): string {
  return `${layer}, filter ${filter}${isDead ? ' (dead)' : ''}`;
}

interface TileActions {
  readonly open: () => void;
  readonly save: () => void;
}

function filterTile(
  filter: PlayedFilter,
  { width, height }: FilterPlayerPage['pictures'],
  isOneLayer: boolean,
  { open, save }: TileActions,
) {
  const { button, canvas } = tile(width, height, `Enlarge ${nameOf(filter)}`, open);
  canvas.classList.replace('fs-sharp', 'fs-soft');
  button.classList.toggle('fs-dead', filter.isDead);
  const { objective, isDead } = filter;
  const gain = (digits: number): string => `${formatValue(objective[0], digits)} → ${formatValue(objective.at(-1), digits)}`;
  const words = h('span', { class: 'fs-gain', title: isDead ? 'dead' : gain(4) }, isDead ? 'dead' : gain(2));
  const row = h(
    'div',
    { class: 'fs-row' },
    h('b', {}, isOneLayer ? `filter ${filter.filter}` : `${filter.layer} · ${filter.filter}`),
    words,
  );
  if (!isDead)
    words.insertAdjacentHTML(
      'beforebegin',
      `<svg class="fs-spark" viewBox="0 0 44 20" aria-hidden="true">${drawSparkline(objective, 44, 20, 'var(--fs-accent)')}</svg>`,
    );
  const saver = iconButton('save', `Save GIF of ${nameOf(filter)}`, save, 'fs-save');
  return { node: h('div', { class: 'fs-filter' }, button, saver, row), surface: surfaceOf(canvas) };
}

/** The objective over the steps, large. */
function objectiveOf({ objective, isDead }: PlayedFilter): HTMLElement {
  const first = formatValue(objective[0]);
  const words = isDead
    ? 'No gradient reached this filter: nothing could be found.'
    : `mean activation ${first} → ${formatValue(objective.at(-1))} in ${Math.max(0, objective.length - 1)} steps`;
  const node = h('div', { style: 'margin-top:8px' }, h('p', { class: 'fs-muted' }, words));
  if (!isDead)
    node.insertAdjacentHTML(
      'beforeend',
      `<svg viewBox="0 0 560 60" width="100%" aria-hidden="true">${drawSparkline(objective, 560, 60, 'var(--fs-accent)')}</svg>`,
    );
  return node;
}
