import type { BarChartState, HistoryPlotState } from './chart-states.js';
import type { Axis } from './drawing/axes.js';
import { LIGHT } from './drawing/colors.js';
import { type HistoryPanel, historyPanels } from './drawing/history-panels.js';
import { legendOf } from './drawing/history-plot.js';
import { seriesColor } from './drawing/palette.js';

/** A chart as plain data after Vega-Lite 6: any tool that reads Vega-Lite draws it, none is needed here (docs/decisions/017). */
export interface VegaLiteSpec {
  readonly $schema: string;
  readonly data: { readonly values: readonly Readonly<Record<string, string | number | null>>[] };
  readonly [property: string]: unknown;
}

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** What is no number parts a line instead of joining what is beside it. */
const CONFIG = { mark: { invalid: 'break-paths-show-domains' } } as const;

/** A history plot: a row a point, a view a plot. */
export function historySpec(state: HistoryPlotState): VegaLiteSpec {
  const panels = historyPanels(state);
  const values = panels.flatMap(({ lines }) =>
    lines.flatMap(({ name, metric, points }) =>
      points.map(([epoch, value]) => ({ series: name, metric, epoch, value: Number.isFinite(value) ? value : null })),
    ),
  );
  const legend = legendOf(panels);
  const domain = legend.map(({ name }) => name);
  const colors = { domain, range: legend.map(({ color }) => seriesColor(color, LIGHT)) };
  const dashes = { domain, range: legend.map(({ isDashed }) => (isDashed ? [6, 4] : [1, 0])) };
  const series = {
    color: { field: 'series', type: 'nominal', title: null, scale: colors },
    strokeDash: { field: 'series', type: 'nominal', title: null, scale: dashes },
  };
  const views = panels.map((panel) => viewOf(panel, series));
  const common = { $schema: SCHEMA, title: state.title, config: CONFIG, data: { values } };
  if (state.layout === 'stacked') return { ...common, vconcat: views };
  if (state.layout === 'single') return { ...common, hconcat: views };
  return { ...common, ...views[0] };
}

function viewOf({ x, y, right, lines }: HistoryPanel, series: object): Record<string, unknown> {
  const across = { field: 'epoch', type: 'quantitative', title: x.title, scale: scaleOf(x), axis: { tickMinStep: 1 } };
  const layer = (axis: Axis, isRight: boolean): Record<string, unknown> => {
    const shown = [...new Set(lines.filter((line) => line.isRight === isRight).map(({ metric }) => metric))];
    const orient = isRight || axis.side === 'right' ? 'right' : 'left';
    const up = { field: 'value', type: 'quantitative', title: axis.title, scale: scaleOf(axis), axis: { orient } };
    return {
      transform: [{ filter: { field: 'metric', oneOf: shown } }],
      mark: { type: 'line', point: true },
      encoding: { x: across, y: up, ...series },
    };
  };
  const size = { width: 400, height: 220 };
  if (!right) return { ...size, ...layer(y, false) };
  return { ...size, layer: [layer(y, false), layer(right, true)], resolve: { scale: { y: 'independent' } } };
}

function scaleOf({ domain }: Axis): Record<string, unknown> {
  return { domain, nice: false, zero: false };
}

/** A bar chart: a row a bar. */
export function barSpec({ title, bars, nameTitle, valueTitle, isHorizontal }: BarChartState): VegaLiteSpec {
  const names = { field: 'name', type: 'nominal', title: nameTitle, sort: null };
  const lengths = { field: 'value', type: 'quantitative', title: valueTitle };
  return {
    $schema: SCHEMA,
    title,
    data: { values: bars.map(({ name, value }) => ({ name, value: Number.isFinite(value) ? value : null })) },
    mark: { type: 'bar', color: LIGHT.accent },
    encoding: isHorizontal ? { y: names, x: lengths } : { x: names, y: lengths },
  };
}
