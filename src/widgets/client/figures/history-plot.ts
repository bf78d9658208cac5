import type { HistoryPlotState } from '../../chart-states.js';
import type { AxesDrawing } from '../../drawing/axes.js';
import { clamp } from '../../drawing/clamp.js';
import { THEMED } from '../../drawing/colors.js';
import { epochSentence, epochsOf, historyPanels } from '../../drawing/history-panels.js';
import { drawHistoryPanel, drawKey, legendOf } from '../../drawing/history-plot.js';
import { nearest } from '../../drawing/nearest.js';
import { cursor } from '../cursor.js';
import { h, heading, panel, press } from '../dom.js';
import { onWidth } from '../on-width.js';
import { readState, setValue } from '../read-state.js';
import { svg } from '../svg.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-panels{display:grid;gap:4px 12px}
.fs-panels>div{position:relative;min-width:0}
.fs .fs-panels .fs-line{top:26px;bottom:40px}
.fs button.fs-name{background:none;border-color:var(--fs-line)}
.fs button.fs-name[aria-pressed=false]{color:var(--fs-muted);text-decoration:line-through;border-style:dashed}
.fs button.fs-name[aria-pressed=true]{background:none;color:var(--fs-ink);border-color:var(--fs-line)}
.fs button.fs-name svg{width:22px;height:12px}
`;

/** Metrics by epoch. */
const widget: FigureWidget<HistoryPlotState> = { render };
export default widget;

function render({ model, el }: RenderContext<HistoryPlotState>): () => void {
  installStyle(STYLE);
  const state = readState(model, ['title', 'layout', 'metrics', 'runs', 'epoch']);
  const panels = historyPanels(state).map((panel) => {
    const picture = h('div');
    const line = h('div', 'fs-line');
    return { panel, picture, line, node: h('div', {}, picture, line), drawing: undefined as AxesDrawing | undefined };
  });
  const epochs = epochsOf(state.runs);
  const hidden = new Set<string>();
  const plots = h('div', 'fs-panels', ...panels.map(({ node }) => node));
  const hint = epochs.length > 0 ? 'Point at an epoch, or go through them with the arrow keys.' : 'No epochs.';
  const readout = h('p', 'fs-readout', hint);

  const look = (): void => {
    const epoch = model.get('epoch');
    readout.textContent = epoch >= 0 ? epochSentence(state, epoch) : hint;
    for (const { line, drawing } of panels) {
      line.style.display = epoch >= 0 ? 'block' : 'none';
      if (drawing && epoch >= 0) line.style.left = `${drawing.x(epoch + 1)}px`;
    }
  };
  const draw = (): void => {
    const total = plots.clientWidth;
    const columns = state.layout === 'single' && total >= 560 && panels.length > 1 ? 2 : 1;
    plots.style.gridTemplateColumns = `repeat(${columns},minmax(0,1fr))`;
    const width = Math.floor((total - 12 * (columns - 1)) / columns);
    const height = Math.round(clamp(width * 0.6, 190, columns > 1 ? 280 : 250));
    for (const own of panels) {
      own.drawing = drawHistoryPanel(own.panel, { width, height, colors: THEMED, hidden });
      own.picture.innerHTML = svg(own.drawing.markup, width, height);
    }
    look();
  };
  const area = cursor(plots, {
    label: 'Epoch',
    places: () => epochs,
    words: (epoch) => epochSentence(state, epoch),
    valueAt: (x) => {
      const left = panels.map(({ node }) => node.offsetLeft - plots.offsetLeft);
      const at = panels.findIndex((_, i) => x < (left.find((other) => other > left[i]) ?? Infinity));
      const drawing = panels[at]?.drawing;
      if (!drawing) return undefined;
      const { domain, range } = drawing.x;
      const epoch = domain[0] + ((x - left[at] - range[0]) / (range[1] - range[0])) * (domain[1] - domain[0]);
      return nearest(epochs, epoch - 1);
    },
    onMove: (epoch) => {
      setValue(model, 'epoch', epoch ?? -1);
    },
  });
  const keys = legendOf(panels.map(({ panel }) => panel)).map((line) => {
    const button = h('button', { class: 'fs-name', 'aria-pressed': 'true' }, line.name);
    button.insertAdjacentHTML('afterbegin', svg(drawKey(line, THEMED), 22, 12));
    button.addEventListener('click', () => {
      if (!hidden.delete(line.name)) hidden.add(line.name);
      press(button, !hidden.has(line.name));
      draw();
    });
    return button;
  });
  const legend = h('div', { class: 'fs-row', role: 'group', 'aria-label': 'Lines shown' }, ...keys);
  const root = panel(state.title, heading(state.title), area, readout, legend);
  el.append(root);
  const stop = onWidth(plots, draw);
  model.on('change:epoch', look);
  return stop;
}
