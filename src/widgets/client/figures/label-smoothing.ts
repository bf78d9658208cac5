import type { LabelSmoothingState } from '../../chart-states.js';
import { clamp } from '../../drawing/clamp.js';
import { THEMED } from '../../drawing/colors.js';
import { plural } from '../../drawing/format.js';
import {
  drawSmoothing,
  type SmoothedCurve,
  type SmoothingDrawing,
  smoothed,
  smoothedFrameSentence,
  smoothingSentence,
  studySentence,
} from '../../drawing/smoothing-plot.js';
import { setCaption } from '../caption.js';
import { cursor } from '../cursor.js';
import { h, heading, panel } from '../dom.js';
import { floatsOf } from '../floats.js';
import { labelledRange } from '../labelled-range.js';
import { onWidth } from '../on-width.js';
import { setValue } from '../read-state.js';
import { svg } from '../svg.js';
import type { FigureWidget, RenderContext } from '../widget.js';

/** Raw labels against averaged ones. */
export default { render } as FigureWidget<LabelSmoothingState>;

function render({ model, el }: RenderContext<LabelSmoothingState>): () => void {
  const [title, classes] = [model.get('title'), model.get('classes')];
  const curve: SmoothedCurve = {
    values: floatsOf(model.get('probabilities')),
    classCount: classes.length,
    classes,
    starts: model.get('starts'),
    frameRate: model.get('frameRate'),
  };
  let smoothing = smoothed(curve, model.get('queue'));
  const frames = Array.from(smoothing.raw.keys());
  let drawing: SmoothingDrawing | undefined;
  let width = 0;

  const picture = h('div');
  const line = h('div', { class: 'fs-line', style: 'top:26px;bottom:0' });
  const summary = h('p', { class: 'fs-muted', 'aria-live': 'polite' });
  const readout = h('p', 'fs-readout');
  const hint = frames.length > 0 ? 'Point at the time line, or go through the frames with the arrow keys.' : 'No frames.';
  const area = cursor(picture, {
    label: `Frame of ${title}`,
    places: () => frames,
    words: (frame) => smoothedFrameSentence(curve, smoothing, frame),
    valueAt: (x) => {
      if (!drawing || frames.length === 0) return undefined;
      const [low, high] = drawing.x.range;
      return clamp(Math.floor(((x - low) / (high - low)) * drawing.x.domain[1]), 0, frames.length - 1);
    },
    onMove: (frame) => {
      setValue(model, 'frame', frame ?? -1);
    },
  });
  area.append(line);
  const look = (): void => {
    const frame = model.get('frame');
    const isFrame = frame >= 0 && frame < frames.length;
    readout.textContent = isFrame ? smoothedFrameSentence(curve, smoothing, frame) : hint;
    line.style.display = isFrame ? 'block' : 'none';
    if (drawing && isFrame) line.style.left = `${drawing.x(frame + 0.5)}px`;
  };
  const draw = (): void => {
    smoothing = smoothed(curve, model.get('queue'));
    range.show(model.get('queue'));
    summary.textContent = frames.length > 0 ? `${smoothingSentence(curve, smoothing)}.` : '';
    setCaption(el, `${studySentence(title, curve, smoothing)}.`);
    if (width === 0) return;
    drawing = drawSmoothing(curve, smoothing, width, THEMED);
    picture.innerHTML = svg(drawing.markup, width, drawing.height);
    look();
  };
  const range = labelledRange({
    label: 'Queue',
    least: 1,
    greatest: Math.max(model.get('longestQueue'), model.get('queue')),
    step: 1,
    words: (queue) => (queue === 1 ? '1 frame: raw' : plural(queue, 'frame')),
    onInput: (queue) => {
      setValue(model, 'queue', queue);
    },
  });
  const row = h('div', 'fs-row', range.node);
  const root = panel(title, heading(title), area, readout, row, summary);
  el.append(root);
  const stop = onWidth(picture, (to) => {
    width = to;
    draw();
  });
  model.on('change:queue', draw);
  model.on('change:frame', look);
  draw();
  look();
  return stop;
}
