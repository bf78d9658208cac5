import { clamp } from '../../drawing/clamp.js';
import { THEMED } from '../../drawing/colors.js';
import { formatTime, formatValue } from '../../drawing/format.js';
import type { LinePlotDrawing } from '../../drawing/line-plot.js';
import { drawMetric, hasValidation, statusSentence, validationName, valuesSentence } from '../../drawing/training-plots.js';
import type { LivePlotState } from '../../states.js';
import { cursor } from '../cursor.js';
import { h, heading, panel, press } from '../dom.js';
import { onWidth } from '../on-width.js';
import { readState, setValue } from '../read-state.js';
import { installStyle } from '../theme.js';
import type { FigureWidget, RenderContext } from '../widget.js';

const STYLE = `
.fs-plots{display:grid;gap:12px;position:relative}
.fs-plots>div{position:relative;min-width:0}
.fs-plot{position:relative}
.fs-plots .fs-line{bottom:28px;top:26px}
.fs .fs-value{padding-left:52px;font-size:13px;display:flex;flex-wrap:wrap;gap:0 14px;min-height:1.5em}
.fs-value b{font-weight:600}
.fs-badge{font-size:12.5px;font-weight:600;padding:2px 9px;border-radius:99px;background:var(--fs-soft);color:var(--fs-accent)}
.fs-key i{width:20px;height:0;border-top:2.5px solid}
.fs .fs-key{background:none;border-color:var(--fs-line)}
.fs .fs-key[aria-pressed=false]{color:var(--fs-muted);text-decoration:line-through}
.fs-key[aria-pressed=false] i{opacity:.35}
`;

/** Metrics by epoch. */
const widget: FigureWidget<LivePlotState> = { render };
export default widget;

const KEYS = [
  'title',
  'status',
  'plannedEpochs',
  'batchesPerEpoch',
  'metrics',
  'canStop',
  'epochs',
  'batches',
  'batchCount',
  'seconds',
] as const;

/** What changes while training goes on. */
const FOLLOWED = ['status', 'canStop', 'epochs', 'batches', 'batchCount', 'seconds'] as const;

function render({ model, el }: RenderContext<LivePlotState>): () => void {
  installStyle(STYLE);
  let state = readState(model, KEYS);
  const shown = { train: true, validation: true, batches: true, yScale: 'linear' as 'linear' | 'log' };
  const panels = state.metrics.map((metric) => {
    const picture = h('div');
    const line = h('div', 'fs-line');
    const values = h('p', 'fs-value');
    return {
      metric,
      picture,
      line,
      values,
      node: h('div', {}, h('div', 'fs-plot', picture, line), values),
      drawing: undefined as LinePlotDrawing | undefined,
    };
  });
  const plots = h('div', 'fs-plots', ...panels.map(({ node }) => node));
  let columns = 1;

  const draw = (): void => {
    const total = plots.clientWidth;
    columns = total >= 560 && panels.length > 1 ? 2 : 1;
    plots.style.gridTemplateColumns = `repeat(${columns},minmax(0,1fr))`;
    const width = Math.floor((total - 12 * (columns - 1)) / columns);
    const height = Math.round(clamp(width * 0.62, 190, 280));
    for (const panel of panels) {
      panel.drawing = drawMetric(state, panel.metric, { ...shown, width, height, colors: THEMED });
      panel.picture.innerHTML = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${panel.drawing.markup}</svg>`;
    }
    look();
  };
  const look = (): void => {
    const epoch = model.get('epoch');
    const log = state.epochs[epoch >= 0 ? epoch : state.epochs.length - 1];
    readout.textContent = log ? `epoch ${log.epoch + 1} · ${formatTime(log.seconds)}` : 'no epoch finished yet';
    for (const { metric, line, values, drawing } of panels) {
      line.style.display = epoch >= 0 ? 'block' : 'none';
      if (drawing && epoch >= 0) line.style.left = `${drawing.x(epoch + 1)}px`;
      const entries = [
        ['train', metric, 'var(--fs-accent)'],
        ['validation', validationName(metric), 'var(--fs-second)'],
      ].filter(([, name]) => log && name in log.metrics);
      const spans = entries.map(([label, name, color]) =>
        h('span', { style: `color:${color}` }, `${label} `, h('b', {}, formatValue(log?.metrics[name]))),
      );
      values.replaceChildren(...spans);
    }
  };
  const readout = h('p', 'fs-readout');
  const area = cursor(plots, {
    label: 'Epoch',
    places: () => state.epochs.map((_, i) => i),
    words: (epoch) => `epoch ${epoch + 1}: ${valuesSentence(state, epoch)}`,
    valueAt: (x) => {
      const drawing = panels[0]?.drawing;
      if (!drawing || state.epochs.length === 0) return undefined;
      const within = columns > 1 ? x % ((plots.clientWidth + 12) / columns) : x;
      const [low, high] = drawing.x.range;
      const epochs = ((within - low) / (high - low)) * drawing.x.domain[1];
      return clamp(Math.round(epochs) - 1, 0, state.epochs.length - 1);
    },
    onMove: (epoch) => {
      setValue(model, 'epoch', epoch ?? -1);
    },
  });

  const keys = h('div', 'fs-row fs-push');
  const toggle = (name: 'train' | 'validation' | 'batches', style: string): HTMLButtonElement => {
    const button = h('button', { class: 'fs-key', 'aria-pressed': 'true' }, h('i', { style }), name);
    button.addEventListener('click', () => {
      shown[name] = !shown[name];
      press(button, shown[name]);
      draw();
    });
    keys.append(button);
    return button;
  };
  toggle('train', 'border-color:var(--fs-accent)');
  const validation = toggle('validation', 'border-color:var(--fs-second);border-top-style:dashed');
  const batches = toggle('batches', 'border-color:var(--fs-accent);opacity:.4;border-top-width:1.5px');
  const log = h('button', { 'aria-pressed': 'false' }, 'log scale');
  log.addEventListener('click', () => {
    shown.yScale = shown.yScale === 'log' ? 'linear' : 'log';
    press(log, shown.yScale === 'log');
    draw();
  });
  keys.append(log);

  const badge = h('span', 'fs-badge');
  const stopper = h('button', { click: () => model.send('stop') }, 'stop after this epoch');
  const follow = (): void => {
    badge.textContent = statusSentence(state);
    stopper.hidden = !state.canStop;
    validation.hidden = !hasValidation(state);
    batches.hidden = state.batchCount === 0;
  };
  // While training goes on, many values change at once: they are one drawing.
  let isPlanned = false;
  const update = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      state = readState(model, KEYS);
      follow();
      draw();
    });
  };
  const foot = h('div', 'fs-row', readout, keys);
  const root = panel(state.title, heading(state.title, badge, stopper), area, foot);
  el.append(root);
  follow();
  const stop = onWidth(plots, draw);
  model.on('change:epoch', look);
  for (const key of FOLLOWED) model.on(`change:${key}`, update);
  return stop;
}
