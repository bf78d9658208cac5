import { clamp } from '../../drawing/clamp.js';
import { colorTable, shownRange } from '../../drawing/color-maps.js';
import { boxOf, opacities, type SliceStack, sliceStack } from '../../drawing/volume-view.js';
import type { VolumePage } from '../../scene-states.js';
import { choice } from '../choice.js';
import { colorBar, mapChoice, wordsOf } from '../color-map.js';
import { h, heading, panel, surfaceOf } from '../dom.js';
import { labelledRange } from '../labelled-range.js';
import { onTheme } from '../on-theme.js';
import { readState, setValue } from '../read-state.js';
import { installStyle } from '../theme.js';
import { positionRange, setPosition } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-volume{cursor:grab;border-radius:8px;touch-action:pan-y;max-width:620px;margin:0 auto}
.fs-volume:active{cursor:grabbing}
.fs-volume canvas{width:100%}
.fs-knobs{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:4px 16px;margin-top:8px;font-size:13px}
`;

/** A cloud of cells in x, y and time. */
export default { render } as FigureWidget<VolumePage>;

const WIDTH = 960;
const HEIGHT = 760;
const SCALE = 500;
/** Degrees that a key turns. */
const STEP = 5;
/** What makes the cells look otherwise, wherever they are seen from. */
const LOOKS = ['threshold', 'opacity', 'emphasis', 'across', 'slice', 'colorMap'] as const;
const VIEWS = ['turn', 'tilt'] as const;

function render({ model, el }: RenderContext<VolumePage>): void {
  installStyle(STYLE);
  const { title, voxels, embedded, shape, minimum, maximum, notFinite } = readState(model);
  const cells = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  const strides = [embedded[1] * embedded[2], embedded[2], 1];
  const canvas = h('canvas', { width: WIDTH, height: HEIGHT, 'aria-hidden': 'true' });
  const surface = surfaceOf(canvas);
  /** Slices as pictures, made when an axis is first looked along; forgotten when their cells look otherwise. */
  let slices: HTMLCanvasElement[][] = [];

  const slicesOf = ({ axis, across }: SliceStack): HTMLCanvasElement[] => {
    const [width, height] = across.map((along) => embedded[along]);
    const map = model.get('colorMap');
    const colors = wordsOf(colorTable(map, shownRange(map, [minimum, maximum]), [minimum, maximum]));
    const alphas = opacities(cells, embedded, readState(model));
    return Array.from({ length: embedded[axis] }, (_, slice) => {
      const picture = new ImageData(width, height);
      const words = new Uint32Array(picture.data.buffer);
      for (let i = 0; i < words.length; i++) {
        const cell = slice * strides[axis] + (i % width) * strides[across[0]] + Math.floor(i / width) * strides[across[1]];
        words[i] = (colors[cells[cell]] & 0xffffff) | (alphas[cell] << 24);
      }
      const made = h('canvas', { width, height });
      surfaceOf(made).putImageData(picture, 0, 0);
      return made;
    });
  };
  const draw = (): void => {
    const view = { turn: model.get('turn'), tilt: model.get('tilt') };
    const stack = sliceStack(embedded, view, { middleX: WIDTH / 2, middleY: HEIGHT / 2, scale: SCALE });
    slices[stack.axis] ??= slicesOf(stack);
    surface.resetTransform();
    surface.clearRect(0, 0, WIDTH, HEIGHT);
    const { edges, labels } = boxOf(embedded, view);
    const at = ([x, y]: readonly [number, number]) => [WIDTH / 2 + x * SCALE, HEIGHT / 2 + y * SCALE] as const;
    surface.strokeStyle = surface.fillStyle = getComputedStyle(root).color;
    surface.globalAlpha = 0.35;
    surface.beginPath();
    for (const [from, to] of edges) {
      surface.moveTo(...at(from));
      surface.lineTo(...at(to));
    }
    surface.stroke();
    surface.globalAlpha = 1;
    surface.imageSmoothingEnabled = false;
    for (const slice of stack.order) {
      surface.setTransform(...stack.transform(slice));
      surface.drawImage(slices[stack.axis][slice], 0, 0);
    }
    surface.resetTransform();
    surface.font = '26px system-ui, sans-serif';
    surface.textAlign = 'center';
    for (const [label, place] of labels) surface.fillText(label, at(place)[0], at(place)[1] + 8);
  };
  let isPlanned = false;
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      draw();
    });
  };

  const look = (turn: number, tilt: number): void => {
    model.set('turn', ((((turn + 180) % 360) + 360) % 360) - 180);
    setValue(model, 'tilt', clamp(tilt, -90, 90));
  };
  const area = h(
    'div',
    {
      class: 'fs-volume',
      role: 'application',
      tabindex: 0,
      'data-lm-suppress-shortcuts': 'true',
      'aria-label': `${title}: arrow keys turn it`,
    },
    canvas,
  );
  area.addEventListener('pointerdown', (event) => area.setPointerCapture(event.pointerId));
  area.addEventListener('pointermove', ({ buttons, movementX, movementY }) => {
    if (buttons & 1) look(model.get('turn') - movementX * 0.5, model.get('tilt') + movementY * 0.5);
  });
  area.addEventListener('keydown', (event) => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [STEP, 0],
      ArrowRight: [-STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    };
    const move = moves[event.key];
    if (!move && event.key !== 'Home') return;
    event.preventDefault();
    if (move) look(model.get('turn') + move[0], model.get('tilt') + move[1]);
    else look(35, 25);
  });

  const knob = (name: 'turn' | 'tilt' | 'threshold' | 'opacity', label: string, least: number, most: number, unit: string) => {
    const factor = unit === '°' ? 1 : 100;
    const range = labelledRange({
      ...{ label, least, greatest: most, step: 1 },
      words: (value) => `${Math.round(value)}${unit}`.replace('-', '−'),
      onInput: (value) => setValue(model, name, value / factor),
    });
    return { node: range.node, update: () => range.show(model.get(name) * factor) };
  };
  const knobs = [
    knob('turn', 'Turn', -180, 180, '°'),
    knob('tilt', 'Tilt', -90, 90, '°'),
    knob('threshold', 'Threshold', 0, 100, ' %'),
    knob('opacity', 'Opacity', 0, 100, ' %'),
  ];
  const emphasis = choice(model, 'emphasis', 'Opaque is', [
    ['high', 'high values'],
    ['contrast', 'far from the middle'],
    ['motion', 'what changes in time'],
  ]);
  const across = choice(model, 'across', 'Cells shown', [
    ['all', 'all cells'],
    ['t', 'a slice of t'],
    ['y', 'a slice of y'],
    ['x', 'a slice of x'],
  ]);
  const slice = positionRange('Slice', Math.max(...shape), (at) => setValue(model, 'slice', at));
  const sliceWords = h('span', 'fs-muted');
  const slicing = h('div', {}, sliceWords, slice);
  const bar = colorBar([notFinite]);
  const root = panel(
    title,
    heading(title, bar.node),
    area,
    h('div', 'fs-row', across, emphasis, mapChoice(model)),
    slicing,
    h('div', 'fs-knobs', ...knobs.map(({ node }) => node)),
  );
  const show = (): void => {
    for (const { update } of knobs) update();
    const axis = model.get('across');
    slicing.hidden = axis === 'all';
    emphasis.hidden = knobs[2].node.hidden = knobs[3].node.hidden = axis !== 'all';
    const length = shape[['t', 'y', 'x'].indexOf(axis)] ?? 1;
    const at = Math.min(length - 1, model.get('slice'));
    slice.max = String(length - 1);
    sliceWords.textContent = `${axis} ${at} of 0 to ${length - 1}`;
    setPosition(slice, at, sliceWords.textContent);
    plan();
  };
  const remake = (): void => {
    slices = [];
    const map = model.get('colorMap');
    bar.show(map, shownRange(map, [minimum, maximum]));
    show();
  };
  for (const name of LOOKS) model.on(`change:${name}`, remake);
  for (const name of VIEWS) model.on(`change:${name}`, show);
  el.append(root);
  onTheme(root, draw);
  remake();
}
