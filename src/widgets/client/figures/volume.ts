import { clamp } from '../../drawing/clamp.js';
import { formatValue } from '../../drawing/format.js';
import { alphaOf, boxOf, emphasisOf, type SliceStack, sliceStack } from '../../drawing/volume-view.js';
import type { VolumeEmphasis, VolumePage } from '../../scene-states.js';
import { PLASMA, paint } from '../color-map.js';
import { h, heading, panel, surfaceOf } from '../dom.js';
import { readState, setValue } from '../read-state.js';
import { installStyle, onTheme } from '../theme.js';
import { positionRange, setPosition } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-volume{cursor:grab;border-radius:8px;touch-action:pan-y;max-width:620px;margin:0 auto}
.fs-volume:active{cursor:grabbing}
.fs-volume canvas{width:100%}
.fs-scale{display:flex;align-items:center;gap:8px;font-size:12.5px;color:var(--fs-muted)}
.fs-scale canvas{height:9px;width:120px;border-radius:3px}
.fs-knobs{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:4px 16px;margin-top:8px;font-size:13px}
`;

/** A cloud of cells in x, y and time. */
const widget: FigureWidget<VolumePage> = { render };
export default widget;

const WIDTH = 960;
const HEIGHT = 760;
const SCALE = 500;
/** Degrees that a key turns. */
const STEP = 5;
const OBSERVED = ['turn', 'tilt', 'threshold', 'opacity', 'emphasis'] as const;

function render({ model, el }: RenderContext<VolumePage>): void {
  installStyle(STYLE);
  const { title, voxels, embedded, minimum, maximum } = readState(model, ['title', 'voxels', 'embedded', 'minimum', 'maximum']);
  const cells = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  const strides = [embedded[1] * embedded[2], embedded[2], 1];
  const canvas = h('canvas', { width: WIDTH, height: HEIGHT, 'aria-hidden': 'true' });
  const surface = surfaceOf(canvas);
  let strengths = emphasisOf(cells, embedded, model.get('emphasis'));
  /** Slices as pictures, made when an axis is first looked along; forgotten when their opacity changes. */
  let slices: HTMLCanvasElement[][] = [];

  const slicesOf = ({ axis, across }: SliceStack): HTMLCanvasElement[] => {
    const [width, height] = across.map((along) => embedded[along]);
    const [threshold, opacity] = [model.get('threshold'), model.get('opacity')];
    const alphas = Uint8Array.from({ length: 256 }, (_, strength) => Math.round(255 * alphaOf(strength, threshold, opacity)));
    return Array.from({ length: embedded[axis] }, (_, slice) => {
      const picture = new ImageData(width, height);
      const words = new Uint32Array(picture.data.buffer);
      for (let i = 0; i < words.length; i++) {
        const cell = slice * strides[axis] + (i % width) * strides[across[0]] + Math.floor(i / width) * strides[across[1]];
        words[i] = (PLASMA[cells[cell]] & 0xffffff) | (alphas[strengths[cell]] << 24);
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
    const words = h('span');
    const factor = unit === '°' ? 1 : 100;
    const range = positionRange(label, most - least + 1, (at) => {
      setValue(model, name, (at + least) / factor);
    });
    const update = (): void => {
      const value = Math.round(model.get(name) * factor);
      words.textContent = `${label.toLowerCase()} ${value}${unit}`.replace('-', '−');
      setPosition(range, value - least, `${value}${unit}`);
    };
    return { node: h('div', {}, words, range), update };
  };
  const knobs = [
    knob('turn', 'Turn', -180, 180, '°'),
    knob('tilt', 'Tilt', -90, 90, '°'),
    knob('threshold', 'Threshold', 0, 100, ' %'),
    knob('opacity', 'Opacity', 0, 100, ' %'),
  ];
  const EMPHASES: readonly (readonly [VolumeEmphasis, string])[] = [
    ['high', 'high values'],
    ['contrast', 'far from the middle'],
    ['motion', 'what changes in time'],
  ];
  const emphasis = h(
    'select',
    { 'aria-label': 'Opaque is', title: 'Opaque is' },
    ...EMPHASES.map(([value, words]) => h('option', { value }, words)),
  );
  emphasis.addEventListener('change', () => {
    setValue(model, 'emphasis', emphasis.value as VolumeEmphasis);
  });
  const bar = h('canvas', { width: 256, height: 1, 'aria-hidden': 'true' });
  paint(
    surfaceOf(bar),
    Uint8Array.from({ length: 256 }, (_, i) => i),
    0,
    PLASMA,
  );
  const scale = h('div', 'fs-scale fs-push', formatValue(minimum), bar, formatValue(maximum));
  const root = panel(
    title,
    heading(title, scale),
    area,
    h('div', 'fs-row', 'opaque is', emphasis),
    h('div', 'fs-knobs', ...knobs.map(({ node }) => node)),
  );
  const show = (): void => {
    for (const { update } of knobs) update();
    emphasis.value = model.get('emphasis');
    plan();
  };
  const remake = (): void => {
    strengths = emphasisOf(cells, embedded, model.get('emphasis'));
    slices = [];
    show();
  };
  for (const name of OBSERVED) model.on(`change:${name}`, name === 'turn' || name === 'tilt' ? show : remake);
  el.append(root);
  onTheme(root, draw);
  show();
}
