import type { TopKPage } from '../../chart-states.js';
import { clamp } from '../../drawing/clamp.js';
import { formatTop, scoreRange } from '../../drawing/top-bars.js';
import { h, heading, panel, surfaceOf } from '../dom.js';
import { Playback } from '../playback.js';
import { readState } from '../read-state.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle, prefersReducedMotion } from '../theme.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import { playWhileVisible } from '../while-visible.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-beside{display:flex;flex-wrap:wrap;gap:14px 20px;align-items:flex-start}
.fs-beside>*{flex:1 1 260px;min-width:0}
.fs .fs-beside-clip{flex:0 1 300px}
.fs-beside-clip canvas{width:100%;height:auto;border-radius:8px;background:#0b0d11}
.fs ol.fs-top-bars{list-style:none;margin:0;padding:0}
.fs-top-bars li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;margin:0 0 10px}
.fs-top-bars li>i{flex:0 0 100%;height:9px;border-radius:5px;background:var(--fs-raised);margin-top:2px;position:relative;overflow:hidden}
.fs-top-bars li>i>i{position:absolute;top:0;bottom:0;border-radius:5px;background:var(--fs-accent)}
.fs-top-bars li.fs-right{font-weight:600}.fs-top-bars li.fs-wrong>i>i{background:var(--fs-second)}
`;

/** The likeliest classes beside the clip. */
export default { render } as FigureWidget<TopKPage>;

function render(context: RenderContext<TopKPage>): () => void {
  installStyle(STYLE);
  const { model, el } = context;
  const { title, top, isProbability, actual } = readState(model);
  const place = scoreRange(top, isProbability);
  const bars = top.map(({ name, score, isActual }) => {
    const [from, to] = place(score);
    const bar = h('i', { style: `left:${from * 100}%;width:${(to - from) * 100}%` });
    const verdict = isActual === undefined ? '' : isActual ? 'fs-right' : 'fs-wrong';
    const words = [h('span', {}, `${name}${isActual ? ' (actual)' : ''}`), h('span', {}, formatTop(score, isProbability))];
    return h('li', { class: verdict }, ...words, h('i', { 'aria-hidden': 'true' }, bar));
  });
  const list = h('ol', 'fs-top-bars', ...bars);
  const beside = h('div', 'fs-beside');
  const head = heading(title);
  if (actual !== undefined) head.append(h('span', 'fs-muted', `actual ${actual}`));
  const root = panel(title, head, beside);
  const stop = clip(context, root, beside);
  beside.append(list);
  el.append(root);
  return stop;
}

/** The clip, playing while it is in view, unless the reader wants less motion. */
function clip({ model }: RenderContext<TopKPage>, root: HTMLElement, parent: HTMLElement): () => void {
  const pictures = model.get('pictures');
  if (!pictures) return () => {};
  const [title, stride, frameRate] = [model.get('title'), model.get('stride'), model.get('frameRate') || 25];
  const { count, width, height } = pictures;
  const images = new SpriteImages(pictures);
  const canvas = h('canvas', { width, height, role: 'img', 'aria-label': `Clip of ${title}` });
  const surface = surfaceOf(canvas);
  const playback = new Playback({
    times: Array.from({ length: count }, (_, i) => (i * stride) / frameRate),
    duration: (count * stride) / frameRate,
    onPosition: (position) => model.set('frame', position * stride),
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const goTo = (position: number): void => {
    playback.seek(position);
    model.save_changes();
  };
  const range = positionRange(`Frame of ${title}`, count, goTo);
  const show = (): void => {
    const frame = model.get('frame');
    const position = clamp(Math.round(frame / stride), 0, count - 1);
    if (position !== playback.position) playback.seek(position);
    if (!images.draw(surface, position)) images.load(position).then(() => model.get('frame') === frame && show());
    setPosition(range, position, `frame ${position * stride}`);
  };
  positionKeys(root, playback, { goTo });
  parent.append(h('div', 'fs-beside-clip', canvas, range, h('div', 'fs-row', controls.play, controls.speed)));
  model.on('change:frame', show);
  show();
  const rest = prefersReducedMotion() ? undefined : playWhileVisible(root, playback);
  return () => {
    rest?.();
    playback.pause();
    images.dispose();
  };
}
