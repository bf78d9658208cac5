import { clamp } from '../../drawing/clamp.js';
import { THEMED } from '../../drawing/colors.js';
import { countSentence, frameSentence, scoreSentence } from '../../drawing/event-sentence.js';
import { drawEventStrip, drawMark, type StripDrawing, type Verdict } from '../../drawing/event-strip.js';
import { nearest } from '../../drawing/nearest.js';
import type { EventStripState } from '../../states.js';
import { cursor } from '../cursor.js';
import { h, heading, panel } from '../dom.js';
import { onWidth } from '../on-width.js';
import { readState, setValue } from '../read-state.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;color:var(--fs-muted);list-style:none}
.fs ul.fs-legend{margin:0 0 8px!important;padding:0!important}
.fs-legend li{display:flex;align-items:center;gap:6px;margin:0}
.fs-legend svg{width:16px;height:22px;overflow:visible}
`;

/** Predicted over actual events on a time axis. */
const widget: FigureWidget<EventStripState> = { render };
export default widget;

function render({ model, el }: RenderContext<EventStripState>): () => void {
  installStyle(STYLE);
  const state = readState(model, [
    ...['title', 'predicted', 'actual', 'pairs', 'misses', 'falseAlarms', 'precision', 'recall', 'f1', 'tolerance'],
    ...['frameRate', 'frameCount', 'probability', 'threshold', 'frame'],
  ] as (keyof EventStripState)[]);
  const frames = [...new Set([...state.predicted, ...(state.actual ?? [])])].sort((a, b) => a - b);
  const picture = h('div');
  const line = h('div', 'fs-line');
  const hint =
    frames.length > 0 ? 'Point at the strip, or step through the events with the arrow keys; a click stays.' : 'No events.';
  const readout = h('p', 'fs-readout', hint);
  let drawing: StripDrawing | undefined;

  let looked = -1;
  const show = (): void => {
    const frame = looked;
    readout.textContent = frame >= 0 ? frameSentence(state, frame) : hint;
    line.style.display = frame >= 0 ? 'block' : 'none';
    if (drawing && frame >= 0) line.style.left = `${drawing.x(frame)}px`;
  };
  const area = cursor(picture, {
    label: 'Events',
    places: () => frames,
    words: (frame) => frameSentence(state, frame),
    valueAt: (x) => drawing && frameAt(x, drawing, frames),
    onMove: (frame) => {
      looked = frame ?? -1;
      show();
    },
    onChoose: (frame) => {
      setValue(model, 'frame', frame ?? -1);
    },
    chosen: () => (model.get('frame') >= 0 ? model.get('frame') : undefined),
  });
  area.append(line);
  const stop = onWidth(picture, (width) => {
    drawing = drawEventStrip(state, width, THEMED);
    picture.innerHTML = `<svg width="${width}" height="${drawing.height}" viewBox="0 0 ${width} ${drawing.height}" aria-hidden="true">${drawing.markup}</svg>`;
    show();
  });
  const scores = scoreSentence(state);
  const head = heading(`${state.title ? `${state.title}: ` : ''}${countSentence(state)}`);
  if (scores) head.append(h('span', 'fs-muted', scores));
  const root = panel(state.title ?? 'Events', head, legend(state), area, readout);
  el.append(root);
  model.on('change:frame', area.refresh);
  return stop;
}

/** The event under the pointer, or else the frame. */
function frameAt(x: number, { x: scale }: StripDrawing, events: readonly number[]): number {
  const [low, high] = scale.range;
  const frame = clamp((x - low) / (high - low), 0, 1) * scale.domain[1];
  const event = nearest(events, frame);
  return event !== undefined && Math.abs(scale(event) - x) <= 8 ? event : Math.round(frame);
}

function legend({ actual, pairs, misses, falseAlarms, predicted }: EventStripState): HTMLElement {
  const entries: [Verdict, string][] = actual
    ? [
        ['hit', `hit ${pairs.length}`],
        ['miss', `miss ${misses.length}`],
        ['falseAlarm', `false alarm ${falseAlarms.length}`],
      ]
    : [['event', `event ${predicted.length}`]];
  const items = entries.map(([verdict, words]) => {
    const item = h('li', {}, words);
    item.insertAdjacentHTML(
      'afterbegin',
      `<svg viewBox="0 0 16 22" aria-hidden="true">${drawMark(verdict, 8, 11, 4.5, THEMED)}</svg>`,
    );
    return item;
  });
  return h('ul', 'fs-legend', ...items);
}
