import { hsvColor, middleburyColor, type Rgb } from '../../../lib/flow/flow-color.js';
import { clamp } from '../../drawing/clamp.js';
import { arrowPath } from '../../drawing/flow-arrows.js';
import { formatValue } from '../../drawing/format.js';
import type { FlowFieldPage } from '../../scene-states.js';
import { h, heading, panel, press, surfaceOf } from '../dom.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle } from '../theme.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-flow{display:flex;gap:14px;align-items:flex-start}
.fs-flow>[role=application]{flex:1;min-width:0;cursor:crosshair;border-radius:8px;position:relative}
.fs-flow>[role=application] canvas{width:100%;border-radius:8px;border:1px solid var(--fs-line)}
.fs-flow>div:last-child{flex:none;width:96px;text-align:center;font-size:12.5px}
.fs-flow>div:last-child canvas{width:96px}
.fs-flow i{position:absolute;width:11px;height:11px;margin:-5.5px;border:2px solid #fff;outline:1.5px solid #14181f;border-radius:50%;pointer-events:none}
.fs .fs-vector{min-height:1.5em;margin-top:6px;font-size:13px}
.fs-flowrange{flex:1;min-width:120px;max-width:260px;font-size:13px}
@container (max-width:430px){.fs-flow{gap:8px}.fs-flow>div:last-child,.fs-flow>div:last-child canvas{width:64px}}
`;

/** Optical flow in colours and arrows. */
const widget: FigureWidget<FlowFieldPage> = { render };
export default widget;

const UNKNOWN = -32_768;
const WHEEL = 192;
/** The range's slider is in fiftieths of the longest movement. */
const FULL = 50;
const KEYS = [
  'title',
  'fields',
  'height',
  'width',
  'frameRate',
  'greatest',
  'vectors',
  'embedded',
  'unit',
  'stride',
  'pictures',
] as const;

function render({ model, el }: RenderContext<FlowFieldPage>): () => void {
  installStyle(STYLE);
  const { title, frameRate, greatest, vectors, embedded, unit, stride, pictures, ...state } = readState(model, KEYS);
  const [count, height, width] = embedded;
  const values = new Int16Array(vectors.buffer, vectors.byteOffset, vectors.byteLength / 2);
  const images = pictures && new SpriteImages(pictures);
  const zoom = Math.max(1, Math.round(640 / width));
  const canvas = h('canvas', { width: width * zoom, height: height * zoom, 'aria-hidden': 'true' });
  const surface = surfaceOf(canvas);
  const colors = h('canvas', { width, height });
  const wheel = h('canvas', { width: WHEEL, height: WHEEL, role: 'img', 'aria-label': 'Colours of directions: the wheel' });
  const wheelWords = h('span');
  let cursor: readonly [number, number] | undefined;
  let under = images ? 'colours' : '';

  const position = (): number => Math.min(count - 1, Math.round(model.get('field') / stride));
  const vectorAt = (x: number, y: number): readonly [number, number] => {
    const at = 2 * ((position() * height + y) * width + x);
    return values[at] === UNKNOWN ? [Number.NaN, Number.NaN] : [values[at] * unit, values[at + 1] * unit];
  };
  /** Colours by the coding; in 'hsv' between the least and greatest length of the field. */
  const coder = (): ((x: number, y: number) => Rgb) => {
    const range = model.get('range');
    if (model.get('coding') === 'middlebury') return (x, y) => middleburyColor(x, y, range);
    let [least, most] = [Number.POSITIVE_INFINITY, 0];
    for (let cell = 0; cell < width * height; cell++) {
      const length = Math.hypot(...vectorAt(cell % width, Math.floor(cell / width)));
      if (length < least) least = length;
      if (length > most) most = length;
    }
    return (x, y) => hsvColor(x, y, least, most);
  };
  const paintCells = (target: HTMLCanvasElement, colorAt: (x: number, y: number) => Rgb | undefined): void => {
    const picture = new ImageData(target.width, target.height);
    for (let cell = 0; cell < target.width * target.height; cell++) {
      const color = colorAt(cell % target.width, Math.floor(cell / target.width));
      if (color) picture.data.set([...color, 255], 4 * cell);
    }
    surfaceOf(target).putImageData(picture, 0, 0);
  };

  const draw = (): void => {
    const code = coder();
    paintCells(colors, (x, y) => code(...vectorAt(x, y)));
    surface.imageSmoothingEnabled = false;
    surface.globalAlpha = 1;
    surface.drawImage(colors, 0, 0, canvas.width, canvas.height);
    if (images && under !== 'colours') {
      const index = images && pictures ? Math.min(pictures.count - 1, position() * stride) : 0;
      if (!images.draw(surface, index)) images.load(index).then(draw);
      surface.globalAlpha = under === 'both' ? 0.55 : 0;
      surface.drawImage(colors, 0, 0, canvas.width, canvas.height);
      surface.globalAlpha = 1;
    }
    if (!model.get('hasArrows')) return;
    const path = new Path2D(arrowPath(vectorAt, { width, height, zoom, range: model.get('range') }));
    surface.lineCap = 'round';
    for (const [style, lineWidth] of [
      ['#fff', 3],
      ['#14181f', 1.3],
    ] as const) {
      surface.strokeStyle = style;
      surface.lineWidth = lineWidth * Math.max(1, canvas.width / (canvas.clientWidth || canvas.width));
      surface.stroke(path);
    }
  };
  const drawWheel = (): void => {
    const isHsv = model.get('coding') === 'hsv';
    paintCells(wheel, (column, row) => {
      const [x, y] = [column, row].map((place) => (place + 0.5) / (WHEEL / 2) - 1);
      if (Math.hypot(x, y) > 1) return undefined;
      return isHsv ? hsvColor(x, y, 0, 1) : middleburyColor(x, y, 1);
    });
    wheelWords.textContent = isHsv ? 'slow to fast in this field' : `up to ${formatValue(model.get('range'), 3)} px`;
  };

  const readout = h('p', { class: 'fs-vector fs-muted', 'aria-live': 'polite' });
  const mark = h('i', { style: 'display:none' });
  const area = h(
    'div',
    { role: 'application', tabindex: 0, 'data-own-keys': true, 'data-lm-suppress-shortcuts': 'true' },
    canvas,
    mark,
  );
  area.setAttribute('aria-label', 'Flow: arrow keys move a cursor, its movement is read below');
  const look = (to: readonly [number, number] | undefined): void => {
    cursor = to && [clamp(to[0], 0, width - 1), clamp(to[1], 0, height - 1)];
    mark.style.display = cursor ? '' : 'none';
    if (!cursor) {
      readout.textContent = 'Point at the flow, or move through it with the arrow keys.';
      return;
    }
    const [x, y] = cursor;
    mark.style.left = `${((x + 0.5) / width) * 100}%`;
    mark.style.top = `${((y + 0.5) / height) * 100}%`;
    const [right, down] = vectorAt(x, y);
    const place = `x ${Math.round(((x + 0.5) * state.width) / width - 0.5)}, y ${Math.round(((y + 0.5) * state.height) / height - 0.5)}`;
    const angle = Math.round((Math.atan2(-down, right) * 180) / Math.PI);
    readout.textContent = Number.isNaN(right)
      ? `${place}: not known`
      : `${place}: ${formatValue(right, 3)} right, ${formatValue(down, 3)} down · ${formatValue(Math.hypot(right, down), 3)} px at ${(angle + 360) % 360}°`;
  };
  area.addEventListener('pointermove', ({ clientX, clientY }) => {
    const { left, top, width: across, height: high } = canvas.getBoundingClientRect();
    look([Math.floor(((clientX - left) / across) * width), Math.floor(((clientY - top) / high) * height)]);
  });
  area.addEventListener('pointerleave', () => document.activeElement !== area && look(undefined));
  area.addEventListener('blur', () => look(undefined));
  area.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 10 : 1;
    const moves: Record<string, readonly [number, number]> = {
      ArrowRight: [step, 0],
      ArrowLeft: [-step, 0],
      ArrowDown: [0, step],
      ArrowUp: [0, -step],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const [x, y] = cursor ?? [width >> 1, height >> 1];
    look(cursor ? [x + move[0], y + move[1]] : [x, y]);
  });

  const set = (name: 'range' | 'coding' | 'hasArrows', value: never): void => {
    setValue(model, name, value);
  };
  const arrows = h('button', { title: 'Arrows on a grid' }, 'arrows');
  arrows.addEventListener('click', () => set('hasArrows', !model.get('hasArrows') as never));
  const choice = (label: string, options: readonly (readonly [string, string])[], onChange: (value: string) => void) =>
    h(
      'select',
      { 'aria-label': label, title: label, change: (event) => onChange((event.target as HTMLSelectElement).value) },
      ...options.map(([value, words]) => h('option', { value }, words)),
    );
  const codings = [
    ['middlebury', 'Middlebury'],
    ['hsv', 'HSV'],
  ] as const;
  const coding = choice('Colours', codings, (value) => set('coding', value as never));
  const range = positionRange('Range of the colours', 2 * FULL + 1, (at) =>
    set('range', ((Math.max(1, at) * (greatest || 1)) / FULL) as never),
  );
  range.dataset.ownKeys = '';
  const rangeWords = h('span');
  const settings = h('div', 'fs-row fs-push', arrows, coding);
  const layers = [
    ['colours', 'colours'],
    ['both', 'over the frame'],
    ['frame', 'frame alone'],
  ] as const;
  if (images) {
    settings.append(
      choice('Layers', layers, (value) => {
        under = value;
        draw();
      }),
    );
  }
  const setting = h('div', 'fs-row', h('div', 'fs-flowrange', rangeWords, range), settings);

  const playback = new Playback({
    times: Array.from({ length: count }, (_, i) => (i * stride) / frameRate),
    duration: (count * stride) / frameRate,
    onPosition: (at) => model.set('field', at * stride),
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const goTo = (at: number): void => {
    playback.seek(at);
    model.save_changes();
  };
  const fieldRange = positionRange('Field', count, goTo);
  const place = h('span', 'fs-place');
  const show = (): void => {
    playback.seek(position());
    place.textContent = `field ${model.get('field') + 1} of ${state.fields}`;
    setPosition(fieldRange, position(), place.textContent);
    draw();
    look(cursor);
  };
  const restyle = (): void => {
    const isHsv = model.get('coding') === 'hsv';
    press(arrows, model.get('hasArrows'));
    coding.value = model.get('coding');
    rangeWords.textContent = `full colour and longest arrow: ${formatValue(model.get('range'), 3)} px`;
    setPosition(range, Math.round((model.get('range') / (greatest || 1)) * FULL), `${formatValue(model.get('range'), 3)} pixels`);
    range.disabled = isHsv && !model.get('hasArrows');
    drawWheel();
    draw();
  };
  const legend = h('div', {}, wheel, wheelWords);
  const root = panel(title, heading(title), h('div', 'fs-flow', area, legend), readout);
  if (count > 1) root.append(fieldRange, h('div', 'fs-row', controls.play, place, h('div', 'fs-push', controls.speed)));
  root.append(setting);
  positionKeys(root, playback, { at: position, goTo });
  el.append(root);
  const restyled = ['range', 'coding', 'hasArrows'] as const;
  model.on('change:field', show);
  for (const name of restyled) model.on(`change:${name}`, restyle);
  show();
  restyle();
  return () => {
    playback.pause();
    images?.dispose();
  };
}
