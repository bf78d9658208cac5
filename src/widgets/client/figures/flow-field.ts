import { clamp } from '../../drawing/clamp.js';
import { arrowPath } from '../../drawing/flow-arrows.js';
import { formatValue } from '../../drawing/format.js';
import type { FlowFieldPage } from '../../scene-states.js';
import { choice, toggle } from '../choice.js';
import { h, heading, panel, surfaceOf } from '../dom.js';
import { fitTo } from '../fit.js';
import { paintFlow, paintWheel, type VectorAt } from '../flow-colors.js';
import { labelledRange } from '../labelled-range.js';
import { pixelCursor } from '../pixel-cursor.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle } from '../theme.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-flow{display:flex;gap:14px;align-items:flex-start;justify-content:space-between}
.fs-flow>.fs-pixels{flex:1;min-width:0;margin:0}
.fs-flow>.fs-pixels canvas{border:1px solid var(--fs-line)}
.fs-wheel{flex:none;width:96px;text-align:center;font-size:12.5px}
.fs-wheel canvas{width:100%;border-radius:50%}
@container (max-width:430px){.fs-flow{gap:8px}.fs-wheel{width:64px}}
`;

/** Optical flow in colours and arrows. */
export default { render } as FigureWidget<FlowFieldPage>;

const UNKNOWN = -32_768;
const WHEEL = 192;
const RESTYLED = ['range', 'coding', 'hasArrows', 'under'] as const;

function render({ model, el }: RenderContext<FlowFieldPage>): () => void {
  installStyle(STYLE);
  const { title, frameRate, greatest, unknown, vectors, embedded, unit, stride, pictures, ...state } = readState(model);
  const [count, height, width] = embedded;
  const values = new Int16Array(vectors.buffer, vectors.byteOffset, vectors.byteLength / 2);
  const images = pictures && new SpriteImages(pictures);
  const zoom = Math.max(1, Math.round(640 / Math.max(width, height)));
  const canvas = h('canvas', { width: width * zoom, height: height * zoom, 'aria-hidden': 'true' });
  const surface = surfaceOf(canvas);
  const colors = h('canvas', { width, height });

  const position = (): number => clamp(Math.round(model.get('field') / stride), 0, count - 1);
  const vectorAt: VectorAt = (x, y) => {
    const at = 2 * ((position() * height + y) * width + x);
    return values[at] === UNKNOWN ? [Number.NaN, Number.NaN] : [values[at] * unit, values[at + 1] * unit];
  };
  const cursor = pixelCursor({
    ...{ canvas, width, height, name: 'Flow' },
    words: (x, y) => {
      const [right, down] = vectorAt(x, y);
      const [column, row] = [((x + 0.5) * state.width) / width, ((y + 0.5) * state.height) / height].map(Math.floor);
      const place = `x ${column}, y ${row}: `;
      if (Number.isNaN(right)) return `${place}not known`;
      const angle = (Math.round((Math.atan2(-down, right) * 180) / Math.PI) + 360) % 360;
      const [x3, y3, length] = [right, down, Math.hypot(right, down)].map((value) => formatValue(value, 3));
      return `${place}${x3} right, ${y3} down · ${length} px at ${angle}°`;
    },
  });
  fitTo(cursor.area, width, height, 800, 600);

  const draw = (): void => {
    const over = images ? model.get('under') : 'colours';
    const frame = pictures ? Math.floor((position() * stride * pictures.count) / state.fields) : 0;
    if (over !== 'colours' && !images?.draw(surface, frame)) images?.load(frame).then(draw);
    paintFlow(colors, vectorAt, readState(model));
    surface.imageSmoothingEnabled = false;
    surface.globalAlpha = { colours: 1, both: 0.55, frame: 0 }[over];
    surface.drawImage(colors, 0, 0, canvas.width, canvas.height);
    surface.globalAlpha = 1;
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

  const settings = [
    toggle(model, 'hasArrows', 'arrows', 'Arrows on a grid'),
    choice(model, 'coding', 'Colours', [
      ['middlebury', 'Middlebury'],
      ['hsv', 'HSV'],
    ]),
  ];
  const layers = choice(model, 'under', 'Layers', [
    ['colours', 'colours'],
    ['both', 'over the frame'],
    ['frame', 'frame alone'],
  ]);
  if (images) settings.push(layers);
  const pixels = (value: number): string => `${formatValue(value, 3)} px`;
  const unitOfRange = (greatest || 1) / 50;
  const range = labelledRange({
    ...{ label: 'Full colour and longest arrow', least: 1, greatest: 100, step: 1 },
    words: (fiftieths) => pixels(fiftieths * unitOfRange),
    onInput: (fiftieths) => setValue(model, 'range', fiftieths * unitOfRange),
  });

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
    place.textContent = `field ${clamp(model.get('field'), 0, state.fields - 1) + 1} of ${state.fields}`;
    setPosition(fieldRange, position(), place.textContent);
    draw();
    cursor.update();
  };
  const wheel = h('canvas', { width: WHEEL, height: WHEEL, role: 'img', 'aria-label': 'Colours of directions: the wheel' });
  const wheelWords = h('span');
  const restyle = (): void => {
    const [isHsv, longest] = [model.get('coding') === 'hsv', model.get('range')];
    range.show(longest / unitOfRange);
    range.node.hidden = isHsv && !model.get('hasArrows');
    paintWheel(wheel, model.get('coding'));
    const scale = isHsv ? 'slow to fast in this field' : `up to ${pixels(longest)}`;
    wheelWords.textContent = `${scale}${unknown > 0 ? '; black: not known' : ''}`;
    draw();
  };
  const legend = h('div', 'fs-wheel', wheel, wheelWords);
  const root = panel(title, heading(title), h('div', 'fs-flow', cursor.area, legend), cursor.line);
  if (count > 1) root.append(fieldRange, h('div', 'fs-row', controls.play, place, h('div', 'fs-push', controls.speed)));
  root.append(h('div', 'fs-row', range.node, ...settings));
  positionKeys(root, playback, { at: position, goTo });
  el.append(root);
  model.on('change:field', show);
  for (const name of RESTYLED) model.on(`change:${name}`, restyle);
  show();
  restyle();
  return () => {
    playback.pause();
    images?.dispose();
  };
}
