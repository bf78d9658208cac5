import type { HistoryPlotState } from '../../chart-states.js';
import { heading, panel } from '../dom.js';
import { trainingPlots } from '../training-plots.js';
import type { FigureWidget, RenderContext } from '../widget.js';

/** Metrics by epoch. */
export default { render } as FigureWidget<HistoryPlotState>;

function render({ model, el }: RenderContext<HistoryPlotState>): () => void {
  const [title, runs] = [model.get('title'), model.get('runs')];
  const { nodes, stop } = trainingPlots(model, () => ({ runs }));
  el.append(panel(title, heading(title), ...nodes));
  return stop;
}
