import { liveContent } from '../../drawing/training-panels.js';
import { statusSentence } from '../../drawing/training-words.js';
import type { LivePlotState } from '../../states.js';
import { h, heading, panel } from '../dom.js';
import { readState } from '../read-state.js';
import { installStyle } from '../theme.js';
import { trainingPlots } from '../training-plots.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-badge{font-size:12.5px;font-weight:600;padding:2px 9px;border-radius:99px;background:var(--fs-soft);color:var(--fs-accent)}
`;

/** Metrics while training goes on. */
export default { render } as FigureWidget<LivePlotState>;

/** What changes while training goes on. */
const FOLLOWED = ['status', 'canStop', 'epochs', 'batches', 'batchCount', 'seconds', 'faults', 'others'] as const;

function render({ model, el }: RenderContext<LivePlotState>): () => void {
  installStyle(STYLE);
  const title = model.get('title');
  const now = (): LivePlotState => readState(model);
  const plots = trainingPlots(model, () => liveContent(now()));
  const badge = h('span', 'fs-badge');
  const stopper = h('button', { click: () => model.send('stop') }, 'stop after this epoch');
  const follow = (): void => {
    const state = now();
    badge.textContent = statusSentence(state);
    badge.hidden = state.status === 'waiting' && state.others.length > 0;
    stopper.hidden = !state.canStop;
    plots.update();
  };
  el.append(panel(title, heading(title, badge, stopper), ...plots.nodes));
  follow();
  for (const key of FOLLOWED) model.on(`change:${key}`, follow);
  return plots.stop;
}
