import type { TrainingView } from '../chart-states.js';
import type { AxesDrawing } from '../drawing/axes.js';
import { clamp } from '../drawing/clamp.js';
import { THEMED } from '../drawing/colors.js';
import { drawKey, drawPanel, legendOf } from '../drawing/line-panel.js';
import { nearest } from '../drawing/nearest.js';
import { epochPlace, hasBatches, type TrainingPanel, type TrainingPlot, trainingPanels } from '../drawing/training-panels.js';
import { gapSentences, readingAt } from '../drawing/training-words.js';
import { cursor } from './cursor.js';
import { h, press } from './dom.js';
import { labelledRange } from './labelled-range.js';
import { onWidth } from './on-width.js';
import { setValue } from './read-state.js';
import { svg } from './svg.js';
import { installStyle } from './theme.js';
import type { Model } from './widget.js';

const STYLE = `
.fs-panels{display:grid;gap:4px 12px}
.fs-panels>div{position:relative;min-width:0}
.fs .fs-panels .fs-line{top:26px;bottom:40px}
.fs button.fs-name[aria-pressed]{background:none;color:var(--fs-ink);border-color:var(--fs-line)}
.fs button.fs-name[aria-pressed=false]{color:var(--fs-muted);text-decoration:line-through;border-style:dashed}
.fs button.fs-name svg{width:40px;height:12px}
`;

/** Plots of training runs with a cursor, a legend whose keys hide lines, smoothing and scales. */
export interface TrainingPlots {
  readonly nodes: readonly HTMLElement[];
  /** Draws them anew, with what `content` gives now. */
  update(): void;
  /** Ends what listens. */
  stop(): void;
}

/** What both figures of training runs are in the browser; `content` is asked for whenever they are drawn. */
export function trainingPlots<State extends TrainingView>(
  model: Model<State>,
  content: () => Pick<TrainingPlot, 'runs' | 'end'>,
): TrainingPlots {
  installStyle(STYLE);
  const own = model as unknown as Model<TrainingView>;
  const [layout, metrics] = [own.get('layout'), own.get('metrics')];
  const hidden = new Set<string>();
  let plot: TrainingPlot;
  let panels: readonly TrainingPanel[] = [];
  let places: number[] = [];
  let at: number | undefined;
  /** Whether what is looked at stays as it is while the cursor says it anew. */
  let isKept = true;
  let views: { readonly node: HTMLElement; readonly line: HTMLElement; readonly drawing: AxesDrawing }[] = [];

  const plots = h('div', 'fs-panels');
  const readout = h('p', 'fs-readout');
  const notes = h('p', { class: 'fs-muted', role: 'status' });
  const legend = h('div', { class: 'fs-row', role: 'group', 'aria-label': 'Lines shown' });
  const epochOf = (place: number | undefined): number =>
    place === undefined ? -1 : Math.ceil(place / epochPlace(plot, 0) - 1e-6) - 1;

  const look = (): void => {
    const epoch = own.get('epoch');
    if (epochOf(at) !== epoch) at = epoch < 0 ? undefined : epochPlace(plot, epoch);
    const shown = at ?? places.at(-1);
    readout.textContent = shown === undefined ? 'No epochs yet.' : readingAt(plot, panels, shown);
    for (const { line, drawing } of views) {
      line.style.display = at === undefined ? 'none' : 'block';
      if (at !== undefined) line.style.left = `${drawing.x(at)}px`;
    }
  };
  const draw = (): void => {
    const total = plots.clientWidth;
    if (total === 0) return;
    const columns = layout === 'single' && total >= 560 && panels.length > 1 ? 2 : 1;
    plots.style.gridTemplateColumns = `repeat(${columns},minmax(0,1fr))`;
    const width = Math.floor((total - 12 * (columns - 1)) / columns);
    const height = Math.round(clamp(width * 0.6, 190, columns > 1 ? 280 : 250));
    views = panels.map((panel) => {
      const drawing = drawPanel(panel, { width, height, colors: THEMED, hidden });
      const node = h('div');
      node.innerHTML = svg(drawing.markup, width, height);
      const line = h('div', 'fs-line');
      node.append(line);
      return { node, line, drawing };
    });
    plots.replaceChildren(...views.map(({ node }) => node));
    look();
  };
  const update = (): void => {
    const [smoothing, scale, by] = [own.get('smoothing'), own.get('scale'), own.get('by')];
    plot = { layout, metrics, smoothing, scale, by, ...content() };
    panels = trainingPanels(plot);
    const lines = panels.flatMap((panel) => panel.lines);
    places = [...new Set(lines.flatMap(({ raw }) => raw.map(([x]) => x)))].sort((a, b) => a - b);
    range.show(smoothing);
    press(log, scale === 'log');
    press(batches, by === 'batch');
    batches.hidden = !hasBatches(plot.runs);
    const words = gapSentences(plot, panels);
    // It is read out when it changes, not at each update.
    if (notes.textContent !== words) notes.textContent = words;
    showLegend();
    draw();
    isKept = true;
    area.refresh();
    isKept = false;
  };
  const showLegend = (): void => {
    const lines = legendOf(panels);
    const names = lines.map(({ name }) => name).join();
    // While training goes on, the legend is not the reader's to lose the focus in.
    if (names === legend.dataset.names) return;
    legend.dataset.names = names;
    const keys = lines.map((line) => {
      const key = h('button', 'fs-name', line.name);
      press(key, !hidden.has(line.name));
      key.insertAdjacentHTML('afterbegin', svg(drawKey(line, THEMED), 40, 12));
      key.addEventListener('click', () => {
        if (!hidden.delete(line.name)) hidden.add(line.name);
        press(key, !hidden.has(line.name));
        draw();
      });
      return key;
    });
    legend.replaceChildren(...keys);
  };

  const area = cursor(plots, {
    label: 'Epoch',
    places: () => places,
    landmarks: () => places.filter((place) => Math.abs(place / epochPlace(plot, 0) - epochOf(place) - 1) < 1e-4),
    words: (place) => readingAt(plot, panels, place),
    valueAt: (x) => {
      const left = views.map(({ node }) => node.offsetLeft - plots.offsetLeft);
      const view = views.findIndex((_, i) => x < (left.find((other) => other > left[i]) ?? Infinity));
      if (view < 0) return undefined;
      const { domain, range } = views[view].drawing.x;
      return nearest(places, domain[0] + ((x - left[view] - range[0]) / (range[1] - range[0])) * (domain[1] - domain[0]));
    },
    chosen: () => (isKept ? at : undefined),
    onMove: (place) => {
      if (isKept) return;
      at = place;
      setValue(own, 'epoch', epochOf(at));
      look();
    },
  });
  const range = labelledRange({
    label: 'Smoothing',
    ...{ least: 0, greatest: 0.99, step: 0.01 },
    words: (weight) => (weight === 0 ? 'none' : weight.toFixed(2)),
    onInput: (weight) => setValue(own, 'smoothing', weight),
  });
  const log = h('button', {}, 'log scale');
  log.addEventListener('click', () => setValue(own, 'scale', own.get('scale') === 'log' ? 'linear' : 'log'));
  const batches = h('button', {}, 'by batch');
  batches.addEventListener('click', () => setValue(own, 'by', own.get('by') === 'batch' ? 'epoch' : 'batch'));
  const controls = h('div', 'fs-row', range.node, log, batches);

  // Several changes at once are one drawing.
  let isPlanned = false;
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      update();
    });
  };
  update();
  const stop = onWidth(plots, draw);
  const names = ['smoothing', 'scale', 'by'] as const;
  own.on('change:epoch', look);
  for (const name of names) own.on(`change:${name}`, plan);
  return {
    nodes: [area, readout, notes, legend, controls],
    update: plan,
    stop,
  };
}
