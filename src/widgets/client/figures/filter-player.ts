import { clamp } from '../../drawing/clamp.js';
import { COLORS } from '../../drawing/color-maps.js';
import { gridColumns, playOrder } from '../../drawing/frame-order.js';
import { nearest } from '../../drawing/nearest.js';
import type { FilterPlayerPage } from '../../states.js';
import { toggle } from '../choice.js';
import { ClipPixels } from '../clip-pixels.js';
import { type SavedClip, saveButtons, saveGif } from '../clip-saving.js';
import { type ColorTable, mapChoice, wordsOf } from '../color-map.js';
import { h, heading, panel } from '../dom.js';
import { enlarge, largeCanvas } from '../enlarge.js';
import { FILTER_STYLE, filterTile, nameOf, objectiveOf } from '../filter-tile.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { installStyle, prefersReducedMotion } from '../theme.js';
import { TILE_STYLE } from '../tiles.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import { playWhileVisible } from '../while-visible.js';
import type { FigureWidget, RenderContext } from '../widget.js';

/** Filters' clips, playing side by side. */
export default { render } as FigureWidget<FilterPlayerPage>;

function render({ model, el }: RenderContext<FilterPlayerPage>): () => void {
  installStyle(TILE_STYLE);
  installStyle(FILTER_STYLE);
  const { title, fps, filters, isGray, pictures, stride, frameCount, steps, shownSteps } = readState(model);
  const kept = Math.ceil(frameCount / stride);
  const pixels = new ClipPixels(pictures);
  let order: readonly number[] = [];
  let table: ColorTable | undefined;
  /** Redraws what is enlarged. */
  let redraw = (): void => {};
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
  const position = (): number => clamp(Math.round(model.get('frame') / stride), 0, kept - 1);
  const goTo = (position: number): void => {
    playback.pause();
    playback.seek(clamp(position, 0, kept - 1));
    model.save_changes();
  };
  /** A slider, unless there is nothing to choose; what it shows is set by `update`. */
  const slider = (label: string, onInput: (step: number) => void) => {
    const range = positionRange(label, shownSteps.length, onInput);
    range.dataset.ownKeys = '';
    range.hidden = shownSteps.length < 2;
    return range;
  };
  const setStep = (range: HTMLInputElement, step: number): void =>
    setPosition(range, step, `after ${steps[shownSteps[step]]} of ${steps.at(-1)} steps`);
  const clip = (i: number): SavedClip => ({
    name: `${filters[i].layer}-filter-${filters[i].filter}`,
    fps: fps / stride,
    pixels,
    order: order.map((frame) => picture(i, frame)),
    shown: picture(i, position()),
    table,
  });

  const open = (i: number): void => {
    const canvas = largeCanvas(pictures.width, pictures.height, nameOf(filters[i]));
    const range = positionRange('Frame of the enlarged filter', kept, goTo);
    const ownStep = slider('Step of the enlarged filter', (step) => showStep(i, step));
    redraw = () => {
      pixels.draw(canvas, picture(i, position()), table);
      setPosition(range, position(), place.textContent ?? '');
      setStep(ownStep, stepOf[i]);
    };
    redraw();
    const player = h('button', { click: () => playback.toggle() }, 'Play or pause');
    const row = h('div', 'fs-row', player, ...saveButtons(fps / stride, () => clip(i)));
    enlarge(root, {
      title: nameOf(filters[i]),
      content: [canvas, range, ownStep, objectiveOf(filters[i]), row],
      keys: { ArrowRight: () => goTo(position() + 1), ArrowLeft: () => goTo(position() - 1), ' ': () => playback.toggle() },
      onClose: () => {
        redraw = () => {};
      },
    });
  };
  const isOneLayer = filters.every(({ layer }) => layer === filters[0].layer);
  const tiles = filters.map((filter, i) => {
    const made = filterTile(filter, pictures, isOneLayer, { open: () => open(i), save: () => saveGif(clip(i)) });
    const range = slider(`Step of ${nameOf(filter)}`, (step) => showStep(i, step));
    made.node.append(range);
    return { ...made, range };
  });
  const grid = h('div', 'fs-filters', ...tiles.map(({ node }) => node));
  grid.style.gridTemplateColumns = `repeat(${gridColumns(filters.length)},minmax(0,1fr))`;
  if (filters.length <= 3) grid.style.maxWidth = `${filters.length * 260}px`;

  const range = positionRange('Frame', kept, goTo);
  const place = h('span', 'fs-place');
  const allSteps = slider('Step of ascent', (step) => {
    setValue(model, 'step', shownSteps[step]);
  });
  const stepPlace = h('span', 'fs-muted');
  const draw = (i: number): void => pixels.draw(tiles[i].canvas, picture(i, position()), table);
  const show = (): void => {
    const at = position();
    // Playing backward shows the same frame at another position: the clock must not be set back.
    if (order[playback.position] !== at) playback.seek(at);
    for (const i of filters.keys()) draw(i);
    place.textContent = `frame ${at * stride + 1} of ${frameCount}`;
    setPosition(range, at, place.textContent);
    redraw();
  };
  const showStep = (i: number, step: number): void => {
    stepOf[i] = step;
    setStep(tiles[i].range, step);
    draw(i);
    redraw();
  };
  const showSteps = (): void => {
    const at = shownSteps.indexOf(nearest(shownSteps, model.get('step')) ?? 0);
    for (const i of filters.keys()) showStep(i, at);
    setStep(allSteps, at);
    stepPlace.textContent = allSteps.ariaValueText;
  };
  const colors = mapChoice(model);
  colors.hidden = !isGray;
  const restyle = (): void => {
    if (isGray) table = wordsOf(COLORS[model.get('colorMap')]);
    order = playOrder(kept, model.get('pingPong'));
    playback.seek(position());
    show();
  };

  const head = heading(title);
  head.append(h('span', 'fs-muted', 'mean activation, first → last step of ascent'));
  const more = h(
    'div',
    'fs-row fs-push',
    colors,
    toggle(model, 'pingPong', 'ping-pong', 'Forward, then backward'),
    controls.speed,
  );
  const below = h('div', {}, range, h('div', 'fs-row', controls.play, place, more));
  if (!allSteps.hidden) below.append(h('div', 'fs-row', 'steps of ascent', stepPlace), allSteps);
  const root = panel(title, head, grid, below);
  positionKeys(root, playback, { at: position, last: kept - 1, goTo });
  el.append(root);
  const heard = { frame: show, step: showSteps, pingPong: restyle, colorMap: restyle } as const;
  const events = Object.entries(heard) as [keyof typeof heard, () => void][];
  for (const [name, listener] of events) model.on(`change:${name}`, listener);
  restyle();
  showSteps();
  let stopWatching = (): void => {};
  pixels.load().then(() => {
    show();
    // Drawn anew, or gone, while its pictures were on their way.
    if (root.isConnected && !prefersReducedMotion()) stopWatching = playWhileVisible(root, playback);
  });
  return () => {
    stopWatching();
    playback.pause();
  };
}
