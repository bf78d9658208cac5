import { intervalsOfSteps, type ProbabilityInterval } from '../../../lib/evaluation/probability-steps.js';
import type { ProbabilityLineState } from '../../chart-states.js';
import { clamp } from '../../drawing/clamp.js';
import { THEMED } from '../../drawing/colors.js';
import { formatTime, formatValue } from '../../drawing/format.js';
import {
  drawProbabilityLine,
  eventsSentence,
  frameAt,
  lineSentence,
  type ProbabilityDrawing,
  timeSentence,
} from '../../drawing/probability-plot.js';
import { setCaption } from '../caption.js';
import { cursor } from '../cursor.js';
import { h, heading, panel } from '../dom.js';
import { labelledRange } from '../labelled-range.js';
import { onWidth } from '../on-width.js';
import { readState, setValue } from '../read-state.js';
import { svg } from '../svg.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-cursor>.fs-gone{position:absolute;top:26px;bottom:40px;width:2px;margin-left:-1px;background:var(--fs-second);pointer-events:none;display:none}
`;

/** A probability over time and the events in it. */
export default { render } as FigureWidget<ProbabilityLineState>;

const RULE = ['threshold', 'minimumDuration', 'mergeGap'] as const;

function render({ model, el }: RenderContext<ProbabilityLineState>): () => void {
  installStyle(STYLE);
  const fixed = readState(model);
  const { title, times, duration, frameRate } = fixed;
  const probability = fixed.probability.map((value) => value ?? Number.NaN);
  const stateNow = (): ProbabilityLineState => {
    const [threshold, minimumDuration, mergeGap] = RULE.map((name) => model.get(name));
    return { ...fixed, threshold, minimumDuration, mergeGap };
  };
  let drawing: ProbabilityDrawing | undefined;
  let events: ProbabilityInterval[] = [];
  let looked: number | undefined;
  let width = 0;

  const picture = h('div');
  const line = h('div', { class: 'fs-line', style: 'top:26px;bottom:40px' });
  const head = h('div', 'fs-gone');
  const summary = h('p', { class: 'fs-muted', 'aria-live': 'polite' });
  const readout = h('p', 'fs-readout');
  const goTo = (time: number): void => {
    model.set('time', time);
    if (frameRate !== undefined) setValue(model, 'frame', time < 0 ? -1 : frameAt(time, frameRate));
  };
  const place = (mark: HTMLElement, time: number | undefined): void => {
    mark.style.display = time === undefined || time < 0 ? 'none' : 'block';
    if (drawing && time !== undefined) mark.style.left = `${drawing.x(time)}px`;
  };
  const look = (): void => {
    const time = model.get('time');
    const shown = looked ?? (time >= 0 ? time : undefined);
    readout.textContent =
      shown === undefined
        ? 'Point at the curve to read it; a click or the arrow keys go there.'
        : timeSentence(stateNow(), events, shown);
    if (shown !== undefined) picture.parentElement?.setAttribute('aria-valuetext', readout.textContent);
    place(line, looked);
    place(head, time);
  };
  const area = cursor(picture, {
    label: `Time in ${title}`,
    places: () => times,
    landmarks: () => events.map(({ start }) => start),
    onChoose: (time) => goTo(time ?? -1),
    chosen: () => (model.get('time') >= 0 ? model.get('time') : undefined),
    words: (time) => timeSentence(stateNow(), events, time),
    valueAt: (x) => {
      if (!drawing) return undefined;
      const [low, high] = drawing.x.range;
      const share = (x - low) / (high - low);
      return clamp(share * drawing.x.domain[1], 0, duration);
    },
    onMove: (time) => {
      looked = time;
      look();
    },
  });
  area.append(line, head);

  const draw = (): void => {
    const state = stateNow();
    events = intervalsOfSteps({ ...state, probability }, state);
    summary.textContent = eventsSentence(events);
    setCaption(el, `${lineSentence(state, events)}.`);
    for (const [i, name] of RULE.entries()) ranges[i].show(model.get(name));
    if (width === 0) return;
    drawing = drawProbabilityLine(state, events, width, THEMED);
    picture.innerHTML = svg(drawing.markup, width, drawing.height);
    look();
  };

  const change = (name: (typeof RULE)[number]) => (value: number) => {
    setValue(model, name, value);
  };
  // A quarter of the video: whatever lasts longer needs no slider.
  const longest = Math.max(0.5, Math.ceil(duration / 4), model.get('minimumDuration'), model.get('mergeGap'));
  const time = { least: 0, greatest: longest, step: longest > 5 ? 0.1 : 0.01, words: formatTime };
  const ranges = [
    labelledRange({
      label: 'Threshold',
      least: 0,
      greatest: 1,
      step: 0.01,
      words: (v) => formatValue(v),
      onInput: change('threshold'),
    }),
    labelledRange({ label: 'Minimum duration', ...time, onInput: change('minimumDuration') }),
    labelledRange({ label: 'Merge gap', ...time, onInput: change('mergeGap') }),
  ];
  const top = heading(title, summary);
  const rule = h('div', 'fs-row', ...ranges.map(({ node }) => node));
  const root = panel(title, top, area, readout, rule);
  el.append(root);
  const stop = onWidth(picture, (to) => {
    width = to;
    draw();
  });
  // Whoever sets the frame, such as a linked slider, moves the time along.
  const follow = (): void => {
    const frame = model.get('frame');
    if (frameRate === undefined || frame === frameAt(model.get('time'), frameRate)) return;
    model.set('time', frame < 0 ? -1 : frame / frameRate);
  };
  for (const name of RULE) model.on(`change:${name}`, draw);
  model.on('change:time', area.refresh);
  model.on('change:frame', follow);
  draw();
  return stop;
}
