import type { BarChartState } from '../../chart-states.js';
import { type BarDrawing, barSentence, drawBars } from '../../drawing/bar-plot.js';
import { THEMED } from '../../drawing/colors.js';
import { cursor } from '../cursor.js';
import { h, heading, panel } from '../dom.js';
import { onWidth } from '../on-width.js';
import { readState, setValue } from '../read-state.js';
import { svg } from '../svg.js';
import type { FigureWidget, RenderContext } from '../widget.js';

/** Bars. */
export default { render } as FigureWidget<BarChartState>;

function render({ model, el }: RenderContext<BarChartState>): () => void {
  const state = readState(model);
  const { title, bars } = state;
  let drawing: BarDrawing | undefined;
  let width = 0;
  const picture = h('div');
  const hint = bars.length > 0 ? 'Point at a bar, or go through the bars with the arrow keys.' : 'No bars.';
  const readout = h('p', 'fs-readout');
  const draw = (): void => {
    const bar = model.get('bar');
    readout.textContent = barSentence(state, bar) || hint;
    if (width === 0) return;
    drawing = drawBars(state, width, THEMED, bar);
    picture.innerHTML = svg(drawing.markup, width, drawing.height);
  };
  const area = cursor(picture, {
    label: title,
    places: () => bars.map((_, i) => i),
    words: (bar) => barSentence(state, bar),
    valueAt: (x, y) => drawing?.barAt(x, y),
    onMove: (bar) => {
      setValue(model, 'bar', bar ?? -1);
    },
  });
  const root = panel(title, heading(title), area, readout);
  el.append(root);
  const stop = onWidth(picture, (to) => {
    width = to;
    draw();
  });
  model.on('change:bar', draw);
  draw();
  return stop;
}
