import { clamp } from '../../drawing/clamp.js';
import { formatPosition } from '../../drawing/format.js';
import type { FrameAnswer, FrameSliderPage } from '../../slider-states.js';
import { h, iconButton, panel } from '../dom.js';
import { eventMarks } from '../frame-slider/event-marks.js';
import { kernelFrames } from '../frame-slider/kernel-frames.js';
import { pixelReadout } from '../frame-slider/pixel-readout.js';
import { rateControl } from '../frame-slider/rate.js';
import { type ViewedVideo, videoView } from '../frame-slider/video-view.js';
import { createZoom, zoomable } from '../frame-slider/zoom.js';
import { Playback } from '../playback.js';
import { readState, setValue } from '../read-state.js';
import { OWN_KEYS } from '../run-keys.js';
import { installStyle } from '../theme.js';
import { positionKeys, positionRange, setPosition, transport } from '../transport.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-videos{display:flex;flex-wrap:wrap;gap:10px}
.fs-videos>*{flex:1 1 220px;min-width:0}
.fs-view{position:relative;overflow:hidden;user-select:none;touch-action:pan-y}
.fs-view.fs-zoomed{cursor:grab;touch-action:none}
.fs-view>*{position:absolute;transform-origin:0 0}
.fs-view canvas{width:100%;height:100%}
.fs-view i{outline:2px solid var(--fs-second)}
.fs-marks{position:relative;height:26px;margin:6px 8px 0;cursor:pointer;border-bottom:1px solid var(--fs-line)}
.fs-marks *{position:absolute;bottom:0}
.fs-marks svg{width:100%;height:15px;overflow:visible;stroke:var(--fs-accent);stroke-width:2;opacity:.65}
.fs-marks i{height:23px;width:4px;margin-left:-2px;background:var(--fs-second)}
.fs-marks b{height:26px;width:1px;background:var(--fs-ink)}
.fs-marks small{bottom:14px;padding-left:4px}
`;

/** Milliseconds after which a reader who drags has come to rest: then the kernel is asked for what the page lacks. */
const RESTING = 80;

/** Frames ahead of which the kernel is asked for the next ones. */
const AHEAD = 24;

type SliderClip = ViewedVideo & Pick<FrameSliderPage, 'events'> & { readonly frames?: readonly number[] };

/** Frames to drag through and to play, with events on a strip below; several videos side by side on one clock. */
export default { render } as FigureWidget<FrameSliderPage>;

function render({ model, el }: RenderContext<FrameSliderPage>): () => void {
  installStyle(STYLE);
  const state = readState(model);
  const { title, frameCount, frameRate, timestamps, events } = state;
  const last = frameCount - 1;
  // Outputs of before there were several videos have no list of them.
  const isSeveral = state.videos?.length > 0;
  const videos: readonly SliderClip[] = isSeveral ? state.videos : [{ ...state, name: '' }];
  /** The frame that a video shows at a position of the slider. */
  const frameOf = (video: number, position: number): number => videos[video].frames?.[position] ?? position;

  const kernel = kernelFrames(model, () => show());
  const most = Math.max(32, ...videos.flatMap(({ width, height }) => [width, height])) / 8;
  const zoom = createZoom(most, () => {
    for (const view of views) view.enlarge();
    readout.mark();
    whole.textContent = `${Number(zoom.factor.toPrecision(2))}×`;
    whole.hidden = zoom.factor === 1;
  });
  const views = videos.map((video, i) => videoView(video, i, { kernel, zoom, mostWidth: isSeveral ? 460 : 720 }));
  const readout = pixelReadout(model, views, zoom);

  /** Whether a position is the first at which one of the videos shows a picture of the page. */
  const isPictured = (position: number): boolean =>
    videos.some(({ stride }, i) => frameOf(i, position) % stride === 0 && frameOf(i, position) !== frameOf(i, position - 1));
  /** The position itself where its picture can be had, else the next one in a direction that the page has a picture of. */
  const pictured = (position: number, by: number): number => {
    let at = clamp(position, 0, last);
    while (at > 0 && at < last && !kernel.isAnswered() && !isPictured(at)) at += by;
    return at;
  };
  const goTo = (frame: number | undefined): void => {
    if (frame !== undefined) setValue(model, 'frame', frame);
  };
  const at = (): number => model.get('frame');
  const before = (): void => goTo(events.findLast((event) => event < at()));
  const after = (): void => goTo(events.find((event) => event > at()));

  const playback = new Playback({
    times: timestamps,
    duration: 0,
    onPosition: (position) => {
      if (at() !== position) goTo(pictured(position, -1));
    },
    onStateChange: () => controls.update(),
  });
  const controls = transport(playback);
  const rate = rateControl(model, frameRate);
  const range = positionRange(`Frame of ${title}`, frameCount, (position) => goTo(pictured(position, -1)));
  const strips = videos.flatMap(({ name, events: own, frames }) => {
    const positions = frames ? own.map((event) => frames.indexOf(event)) : own;
    return own.length > 0 ? [eventMarks(name, positions, last, goTo)] : [];
  });
  const toggle = (): void => {
    range.focus();
    playback.toggle();
  };
  const counts = videos.map(() => h('span', 'fs-muted'));
  const stages = views.map(({ node }, i) => {
    zoomable(node, zoom, (place) => readout.point(i, place));
    const stage = h('div', { class: 'fs-stage', click: toggle }, node);
    return isSeveral ? h('div', {}, videos[i].name, ' ', counts[i], stage) : stage;
  });

  const button = (words: string, label: string, click: () => void): HTMLElement =>
    h('button', { 'aria-label': label, title: label, click }, words);
  const reset = (): void => zoom.show(1, 0, 0);
  const closer = (): void => zoom.scale(1.5);
  const farther = (): void => zoom.scale(1 / 1.5);
  const whole = button('', 'Show the whole picture (0)', reset);
  const place = h('span', 'fs-place');
  const more = h('div', 'fs-row fs-push');
  const row = h('div', 'fs-row', place, ...(isSeveral ? [] : counts), more);
  if (events.length > 0) {
    more.append(iconButton('previous', 'Previous event (Page Up)', before), iconButton('next', 'Next event (Page Down)', after));
  }
  more.append(button('−', 'Zoom out (-)', farther), whole, button('+', 'Zoom in (+)', closer));
  const shownVideos = isSeveral ? h('div', 'fs-videos', ...stages) : stages[0];
  const root = panel(`Frames of ${title}`, shownVideos, readout.node, row);
  root.setAttribute(OWN_KEYS, 'true');
  // A single frame is not played.
  if (last > 0) {
    row.prepend(controls.play);
    row.before(...strips.map(({ node }) => node), range);
    more.append(...rate.nodes, controls.loop);
    root.append(rate.problem);
  }
  const reach = (position: number): void => goTo(pictured(position, Math.sign(position - at())));
  positionKeys(
    root,
    playback,
    { at, last, goTo: reach },
    {
      ...{ PageDown: after, PageUp: before, '+': closer, '=': closer, '-': farther, '0': reset, Escape: () => readout.point(0) },
      ...{ 'Shift+ArrowRight': () => readout.step(1, 0), 'Shift+ArrowLeft': () => readout.step(-1, 0) },
      ...{ 'Shift+ArrowDown': () => readout.step(0, 1), 'Shift+ArrowUp': () => readout.step(0, -1) },
    },
  );

  let resting: ReturnType<typeof setTimeout> | undefined;
  const show = (): void => {
    const position = at();
    // A linked figure may look at nothing, or beyond the last frame: the picture stays.
    if (!(position >= 0 && position <= last)) return;
    if (pictured(playback.position, -1) !== position) playback.seek(position);
    const words = views.map((view, i) => {
      const frame = frameOf(i, position);
      view.draw(frame)?.then(() => at() === position && show());
      const shown = view.shown();
      counts[i].textContent =
        `frame ${frame} / ${frameOf(i, last)}${shown === frame || shown < 0 ? '' : `, picture of ${shown}`}`;
      return `${videos[i].name} frame ${frame}`.trim();
    });
    place.textContent = formatPosition(timestamps[position]);
    setPosition(range, position, `${words.join(', ')}, ${place.textContent}`);
    for (const strip of strips) strip.update(position);
    readout.follow();
    clearTimeout(resting);
    if (playback.isPlaying) want();
    else resting = setTimeout(want, RESTING);
  };
  /** Asks the kernel for what the page lacks here and soon. */
  const want = (): void =>
    videos.forEach(({ stride }, i) => {
      const frame = frameOf(i, at());
      const wanted = kernel.find(i, frame) ? Math.min(frameOf(i, last), frame + AHEAD) : frame;
      if (stride > 1) kernel.want(i, wanted);
    });
  const heard = {
    'change:frame': show,
    'change:speed': () => {
      playback.speed = model.get('speed') ?? 1;
      rate.update();
    },
    'change:timing': () => {
      const times = timestamps.map((seconds, i) => (model.get('timing') === 'even' ? i / frameRate : seconds - timestamps[0]));
      playback.retime(times, times[last] + 1 / frameRate);
    },
    'msg:custom': (answer: FrameAnswer, sheets: readonly DataView[]) => {
      if (answer.ask === 'frames') kernel.take(answer, sheets);
      else readout.take(answer);
    },
    live: () => {
      kernel.take();
      readout.take();
    },
  };
  for (const [event, listener] of Object.entries(heard)) model.on(event as 'live', listener as () => void);
  el.append(root);
  reset();
  heard['change:speed']();
  heard['change:timing']();
  show();
  return () => {
    playback.pause();
    clearTimeout(resting);
    for (const { dispose } of [kernel, ...views]) dispose();
  };
}
