import { clamp } from '../../drawing/clamp.js';
import { formatPosition, plural } from '../../drawing/format.js';
import { nearest } from '../../drawing/nearest.js';
import type { FrameSliderPage } from '../../states.js';
import { h, iconButton, panel, surfaceOf } from '../dom.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { SpriteImages } from '../sprite-images.js';
import { installStyle } from '../theme.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-marks{position:relative;height:26px;margin:10px 8px 0;cursor:pointer;border-bottom:1px solid var(--fs-line)}
.fs-marks i{position:absolute;bottom:0;width:2px;margin-left:-1px;height:15px;border-radius:1px 1px 0 0;background:var(--fs-accent);opacity:.65}
.fs-marks i.fs-on{height:23px;width:4px;margin-left:-2px;opacity:1;background:var(--fs-second)}
.fs-marks b{position:absolute;top:0;bottom:-1px;width:1px;background:var(--fs-ink)}
`;

/** Frames to drag through and to play, with events on a strip below. */
const widget: FigureWidget<FrameSliderPage> = { render };
export default widget;

function render({ model, el }: RenderContext<FrameSliderPage>): () => void {
  installStyle(STYLE);
  const { timestamps, events, frameCount, frameRate, stride, pictures, title } = readState(model, [
    ...['title', 'frame', 'frameCount', 'frameRate', 'timestamps', 'events', 'width', 'height', 'pictures', 'stride'],
  ] as (keyof FrameSliderPage)[]);
  const images = new SpriteImages(pictures);
  const shown = Array.from({ length: pictures.count }, (_, i) => i * stride);
  const times = shown.map((frame) => timestamps[frame] - timestamps[0]);

  const canvas = h('canvas', { width: pictures.width, height: pictures.height, role: 'img', 'aria-label': `Frame of ${title}` });
  canvas.style.maxWidth = `${Math.round(Math.min(720, (380 * pictures.width) / pictures.height))}px`;
  const surface = surfaceOf(canvas);
  const place = h('span', 'fs-place');
  const count = h('span', 'fs-muted');

  const goTo = (frame: number): void => playback.seek(Math.round(frame / stride));
  const playback = new Playback({
    times,
    duration: times[times.length - 1] + stride / frameRate,
    onPosition: (position) => {
      setValue(model, 'frame', shown[position]);
    },
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const range = positionRange(`Frame of ${title}`, shown.length, (position) => goTo(shown[position]));
  const strip = eventMarks(events, frameCount, goTo);
  const toEvent = (direction: 1 | -1): void => {
    const frame = model.get('frame');
    const target = direction > 0 ? events.find((event) => event > frame) : events.findLast((event) => event < frame);
    if (target !== undefined) goTo(target);
  };

  const toggle = (): void => {
    range.focus();
    playback.toggle();
  };
  const stage = h('div', { class: 'fs-stage', click: toggle }, canvas);
  const row = h('div', 'fs-row', controls.play, place, count);
  const more = h('div', 'fs-row fs-push');
  if (events.length > 0) {
    more.append(iconButton('previous', 'Previous event (Page Up)', () => toEvent(-1)));
    more.append(iconButton('next', 'Next event (Page Down)', () => toEvent(1)));
  }
  more.append(controls.speed, controls.loop);
  row.append(more);
  const root = panel(`Frames of ${title}`, stage, ...strip.nodes, range, row);
  positionKeys(root, playback, {}, { PageDown: () => toEvent(1), PageUp: () => toEvent(-1) });

  const show = (): void => {
    const frame = model.get('frame');
    // A linked figure may look at nothing, or beyond the last frame: the picture stays.
    if (!(frame >= 0 && frame < frameCount)) return;
    const position = Math.min(shown.length - 1, Math.round(frame / stride));
    playback.seek(position);
    if (!images.draw(surface, position)) images.load(position).then(() => model.get('frame') === frame && show());
    place.textContent = formatPosition(timestamps[frame] ?? 0);
    count.textContent = `frame ${frame} / ${frameCount - 1}`;
    setPosition(range, position, `frame ${frame}, ${formatPosition(timestamps[frame] ?? 0)}`);
    strip.update(frame);
  };
  model.on('change:frame', show);
  el.append(root);
  show();
  return () => {
    playback.pause();
    images.dispose();
  };
}

/** Marks of events over the range input, on its scale; a click goes to the nearest event, or to the frame where none is near. */
function eventMarks(events: readonly number[], frameCount: number, goTo: (frame: number) => void) {
  if (events.length === 0) return { nodes: [], update: () => {} };
  const percent = (frame: number): string => `${(frame / Math.max(1, frameCount - 1)) * 100}%`;
  const marks = events.map((frame) => h('i', { style: `left:${percent(frame)}`, title: `event at frame ${frame}` }));
  const head = h('b');
  const click = (event: Event): void => {
    const { left, width } = strip.getBoundingClientRect();
    const frame = ((event as MouseEvent).clientX - left) * ((frameCount - 1) / width);
    const event_ = nearest(events, frame);
    const isNear = event_ !== undefined && Math.abs(event_ - frame) * (width / frameCount) <= 8;
    goTo(clamp(Math.round(isNear ? event_ : frame), 0, frameCount - 1));
  };
  const label = `${plural(events.length, 'event')}, the first at frame ${events[0]}`;
  const strip = h('div', { class: 'fs-marks', role: 'img', 'aria-label': label, click }, ...marks, head);
  const update = (frame: number): void => {
    head.style.left = percent(frame);
    marks.forEach((mark, i) => void mark.classList.toggle('fs-on', events[i] === frame));
  };
  return { nodes: [strip], update };
}
