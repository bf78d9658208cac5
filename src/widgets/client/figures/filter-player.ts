import { clamp } from '../../drawing/clamp.js';
import { gridColumns, playOrder } from '../../drawing/frame-order.js';
import { nearest } from '../../drawing/nearest.js';
import type { FilterPlayerPage } from '../../states.js';
import { ClipPixels } from '../clip-pixels.js';
import { type SavedClip, saveButtons, saveGif } from '../clip-saving.js';
import { GRAY, PLASMA } from '../color-map.js';
import { h, heading, panel, press, surfaceOf } from '../dom.js';
import { enlarge } from '../enlarge.js';
import { FILTER_STYLE, filterTile, nameOf, objectiveOf } from '../filter-tile.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { installStyle, prefersReducedMotion } from '../theme.js';
import { TILE_STYLE } from '../tiles.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import { playWhileVisible } from '../while-visible.js';
import type { FigureWidget, RenderContext } from '../widget.js';

/** Filters' clips, playing side by side. */
const widget: FigureWidget<FilterPlayerPage> = { render };
export default widget;

const KEYS = ['title', 'frameCount', 'fps', 'filters', 'isGray', 'pictures', 'stride', 'steps', 'shownSteps'] as const;

function render({ model, el }: RenderContext<FilterPlayerPage>): () => void {
  installStyle(TILE_STYLE);
  installStyle(FILTER_STYLE);
  const { title, fps, filters, isGray, pictures, stride, frameCount, steps, shownSteps } = readState(model, KEYS);
  const kept = Math.ceil(frameCount / stride);
  let order = playOrder(kept, model.get('pingPong'));
  const pixels = new ClipPixels(pictures);
  let table = isGray ? PLASMA : undefined;
  let large: (() => void) | undefined;
  // Places in `shownSteps`, one a filter.
  const stepOf = filters.map(() => 0);
  const picture = (i: number, frame: number): number => (i * shownSteps.length + stepOf[i]) * kept + frame;

  const playback = new Playback({
    get times() {
      return order.map((_, i) => (i * stride) / fps);
    },
    get duration() {
      return (order.length * stride) / fps;
    },
    onPosition: (position) => model.set('frame', order[position] * stride),
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const position = (): number => Math.round(model.get('frame') / stride);
  const goTo = (position: number): void => {
    playback.pause();
    playback.seek(clamp(position, 0, kept - 1));
    model.save_changes();
  };
  const stepWords = (i: number): string => `after ${steps[shownSteps[stepOf[i]]]} of ${steps.at(-1)} steps`;
  const stepRange = (label: string, onInput: (place: number) => void): HTMLInputElement | undefined => {
    if (shownSteps.length < 2) return undefined;
    const range = positionRange(label, shownSteps.length, onInput);
    range.dataset.ownKeys = '';
    return range;
  };
  const goToStep = (place: number): void => {
    setValue(model, 'step', shownSteps[place]);
  };
  const clip = (i: number): SavedClip => ({
    name: `${filters[i].layer}-filter-${filters[i].filter}`,
    width: pictures.width,
    height: pictures.height,
    fps: fps / stride,
    frames: () => order.map((frame) => pixels.rgba(picture(i, frame))),
    table: () => table,
    shown: () => pixels.rgba(picture(i, position())),
  });

  const open = (i: number): void => {
    const size = { width: pictures.width, height: pictures.height };
    const canvas = h('canvas', { ...size, class: 'fs-large', role: 'img', 'aria-label': nameOf(filters[i]) });
    const surface = surfaceOf(canvas);
    const range = positionRange('Frame of the enlarged filter', kept, goTo);
    const ownStep = stepRange('Step of the enlarged filter', (place) => showStep(i, place));
    large = () => {
      pixels.draw(surface, picture(i, position()), table);
      setPosition(range, position(), frameWords(position()));
      if (ownStep) setPosition(ownStep, stepOf[i], stepWords(i));
    };
    large();
    const player = h('button', { click: () => playback.toggle() }, 'Play or pause');
    const row = h('div', 'fs-row', player, ...saveButtons(clip(i)));
    enlarge(root, {
      title: nameOf(filters[i]),
      content: [canvas, range, ...(ownStep ? [ownStep] : []), objectiveOf(filters[i]), row],
      keys: { ArrowRight: () => goTo(position() + 1), ArrowLeft: () => goTo(position() - 1), ' ': () => playback.toggle() },
      onClose: () => {
        large = undefined;
      },
    });
  };
  const isOneLayer = filters.every(({ layer }) => layer === filters[0].layer);
  const tiles = filters.map((filter, i) => {
    const made = filterTile(filter, pictures, isOneLayer, { open: () => open(i), save: () => saveGif(clip(i)) });
    const range = stepRange(`Step of ${nameOf(filter)}`, (place) => showStep(i, place));
    if (range) made.node.append(range);
    return { ...made, range };
  });
  const grid = h('div', 'fs-filters', ...tiles.map(({ node }) => node));
  grid.style.gridTemplateColumns = `repeat(${gridColumns(filters.length)},minmax(0,1fr))`;
  grid.style.maxWidth = filters.length <= 3 ? `${filters.length * 260}px` : '';

  const range = positionRange('Frame', kept, goTo);
  const place = h('span', 'fs-place');
  const frameWords = (at: number): string => `frame ${at * stride + 1} of ${frameCount}`;
  const allSteps = stepRange('Step of ascent', goToStep);
  const stepPlace = h('span', 'fs-muted');
  const draw = (i: number): void => pixels.draw(tiles[i].surface, picture(i, position()), table);
  const show = (): void => {
    const at = position();
    // Playing backward shows the same frame at another position: the clock must not be set back.
    if (order[playback.position] !== at) playback.seek(at);
    filters.forEach((_, i) => void draw(i));
    place.textContent = frameWords(at);
    setPosition(range, at, frameWords(at));
    large?.();
  };
  const showStep = (i: number, place: number): void => {
    stepOf[i] = place;
    const { range } = tiles[i];
    if (range) setPosition(range, place, stepWords(i));
    draw(i);
    large?.();
  };
  const showSteps = (): void => {
    const at = shownSteps.indexOf(nearest(shownSteps, model.get('step')) ?? 0);
    filters.forEach((_, i) => void showStep(i, at));
    if (!allSteps) return;
    setPosition(allSteps, at, stepWords(0));
    stepPlace.textContent = stepWords(0);
  };

  const toggle = (label: string, title: string, isOn: boolean, onToggle: (isOn: boolean) => void): HTMLButtonElement => {
    const button = h('button', { title, 'aria-pressed': String(isOn) }, label);
    button.addEventListener('click', () => onToggle(button.getAttribute('aria-pressed') !== 'true'));
    return button;
  };
  const pingPong = toggle('ping-pong', 'Forward, then backward', model.get('pingPong'), (isOn) => {
    setValue(model, 'pingPong', isOn);
  });
  const reorder = (): void => {
    const at = position();
    order = playOrder(kept, model.get('pingPong'));
    press(pingPong, model.get('pingPong'));
    playback.seek(at);
  };
  const more = h('div', 'fs-row fs-push', pingPong, controls.speed);
  if (isGray) {
    const gray = toggle('gray', 'Gray in place of plasma’s colours', false, (isOn) => {
      table = isOn ? GRAY : PLASMA;
      press(gray, isOn);
      show();
    });
    more.prepend(gray);
  }
  const head = heading(title, h('span', 'fs-muted', 'mean activation, first → last step of ascent'));
  const row = h('div', 'fs-row', controls.play, place, more);
  const below = h('div', { style: 'margin-top:10px' }, range, row);
  if (allSteps) below.append(h('div', 'fs-row', 'steps of ascent', stepPlace), allSteps);
  const root = panel(title, head, grid, below);
  positionKeys(root, playback, { at: position, last: kept - 1, goTo });
  el.append(root);
  model.on('change:frame', show);
  model.on('change:step', showSteps);
  model.on('change:pingPong', reorder);
  showSteps();
  show();
  let stopWatching = (): void => {};
  pixels.load().then(() => {
    show();
    if (!prefersReducedMotion()) stopWatching = playWhileVisible(root, playback);
  });
  return () => {
    stopWatching();
    playback.pause();
  };
}
