import { leastHeight } from '../../../lib/evaluation/probability-peaks.js';
import { clamp } from '../../drawing/clamp.js';
import { THEMED } from '../../drawing/colors.js';
import { countSentence, frameSentence, scoreSentence, stripCaption, thresholdSentence } from '../../drawing/event-sentence.js';
import { drawEventStrip, drawMark, type StripDrawing, type Verdict } from '../../drawing/event-strip.js';
import { formatValue } from '../../drawing/format.js';
import { nearest } from '../../drawing/nearest.js';
import { curveOf, type ShownEvents, shownEvents } from '../../drawing/shown-events.js';
import type { EventStripState } from '../../states.js';
import { setCaption } from '../caption.js';
import { cursor } from '../cursor.js';
import { h, panel } from '../dom.js';
import { floatsOf } from '../floats.js';
import { onWidth } from '../on-width.js';
import { readState, setValue } from '../read-state.js';
import { svg } from '../svg.js';
import { installStyle } from '../theme.js';
import { thresholdHandle } from '../threshold-handle.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;color:var(--fs-muted);list-style:none}
.fs ul.fs-legend{margin:0 0 8px!important;padding:0!important}
.fs-legend li{display:flex;align-items:center;gap:6px;margin:0}
.fs-legend svg{width:16px;height:22px;overflow:visible}
`;

/** Predicted over actual events on a time axis. */
export default { render } as FigureWidget<EventStripState>;

function render({ model, el }: RenderContext<EventStripState>): () => void {
  installStyle(STYLE);
  const fixed = readState(model);
  const { title, probability, givenThreshold, minimumGap, actual } = fixed;
  const curve = probability && curveOf(fixed, floatsOf(probability));
  const isOpen = curve !== undefined && minimumGap !== undefined && givenThreshold !== undefined;
  let shown = shownEvents(fixed, curve);
  let drawing: StripDrawing | undefined;
  let width = 0;
  let looked = -1;

  const picture = h('div');
  const line = h('div', 'fs-line');
  const [heads, scores] = [h('p', 'fs-title'), h('span', 'fs-muted')];
  const marks = h('ul', 'fs-legend');
  const readout = h('p', 'fs-readout');
  const frames = (): number[] => [...new Set([...shown.predicted, ...(actual ?? [])])].sort((a, b) => a - b);
  const look = (): void => {
    const hint =
      frames().length > 0 ? 'Point at the strip, or step through the events with the arrow keys; a click stays.' : 'No events.';
    readout.textContent = looked >= 0 ? frameSentence(shown, looked) : hint;
    line.style.display = looked >= 0 ? 'block' : 'none';
    if (drawing && looked >= 0) line.style.left = `${drawing.x(looked)}px`;
  };
  const area = cursor(picture, {
    label: 'Events',
    places: frames,
    words: (frame) => frameSentence(shown, frame),
    valueAt: (x) => drawing && frameAt(x, drawing, frames()),
    onMove: (frame) => {
      looked = frame ?? -1;
      look();
    },
    onChoose: (frame) => setValue(model, 'frame', frame ?? -1),
    chosen: () => (model.get('frame') >= 0 ? model.get('frame') : undefined),
  });
  area.append(line);
  const handle = thresholdHandle({
    value: () => shown.threshold ?? 0,
    span: () => (drawing?.y && curve ? drawing.y(0) - drawing.y(leastHeight(curve.peaks, 1)) : 0),
    words: () => thresholdSentence(shown),
    onInput: (to) => setValue(model, 'threshold', to ?? givenThreshold),
  });
  const back = h(
    'button',
    { click: () => setValue(model, 'threshold', givenThreshold) },
    `back to ${formatValue(givenThreshold)}`,
  );
  const rule = h('p', 'fs-muted', '', back);
  rule.hidden = shown.threshold === undefined || !curve;

  const draw = (): void => {
    shown = shownEvents({ ...fixed, threshold: model.get('threshold') }, curve);
    heads.textContent = `${title ? `${title}: ` : ''}${countSentence(shown)}`;
    scores.textContent = scoreSentence(shown);
    marks.replaceChildren(...legend(shown));
    setCaption(el, stripCaption(shown));
    rule.firstChild?.replaceWith(
      isOpen
        ? `Threshold ${formatValue(shown.threshold)} of the clear peaks’ height; squares are peaks, the events expected within a frame. `
        : 'The threshold stays as it is: the predicted events are not known to be those of the curve.',
    );
    back.hidden = shown.threshold === givenThreshold;
    if (width > 0) {
      drawing = drawEventStrip(shown, width, THEMED);
      picture.innerHTML = svg(drawing.markup, width, drawing.height);
      if (isOpen && drawing.y) handle.show(drawing.x, drawing.y(shown.least ?? 0));
    }
    area.refresh();
  };
  const strip = h('div', 'fs-strip', area);
  if (isOpen) strip.append(handle.node);
  const name = title ?? 'Events';
  el.append(panel(name, h('div', 'fs-head', heads, scores), marks, strip, readout, rule));
  const stop = onWidth(picture, (to) => {
    width = to;
    draw();
  });
  draw();
  model.on('change:frame', area.refresh);
  model.on('change:threshold', draw);
  return stop;
}

/** The event under the pointer, or else the frame. */
function frameAt(x: number, { x: scale }: StripDrawing, events: readonly number[]): number {
  const [low, high] = scale.range;
  const frame = clamp((x - low) / (high - low), 0, 1) * scale.domain[1];
  const event = nearest(events, frame);
  return event !== undefined && Math.abs(scale(event) - x) <= 8 ? event : Math.round(frame);
}

function legend({ match, predicted }: ShownEvents): HTMLElement[] {
  const entries: [Verdict, string][] = match
    ? [
        ['hit', `hit ${match.pairs.length}`],
        ['miss', `miss ${match.misses.length}`],
        ['falseAlarm', `false alarm ${match.falseAlarms.length}`],
      ]
    : [['event', `event ${predicted.length}`]];
  return entries.map(([verdict, words]) => {
    const item = h('li', {}, words);
    item.insertAdjacentHTML('afterbegin', svg(drawMark(verdict, 8, 11, 4.5, THEMED), 16, 22));
    return item;
  });
}
