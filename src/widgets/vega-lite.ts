import type { ProbabilityInterval } from '../lib/evaluation/probability-steps.js';
import type { BarChartState, ProbabilityLineState } from './chart-states.js';
import type { Axis } from './drawing/axes.js';
import { LIGHT } from './drawing/colors.js';
import { isDrawable, type Point } from './drawing/envelope.js';
import { legendOf } from './drawing/line-panel.js';
import { seriesColor } from './drawing/palette.js';
import { type TrainingPanel, type TrainingPlot, trainingPanels } from './drawing/training-panels.js';

/** A chart as plain data after Vega-Lite 6: any tool that reads Vega-Lite draws it, none is needed here (docs/decisions/017). */
export interface VegaLiteSpec {
  readonly $schema: string;
  readonly data: { readonly values: readonly Readonly<Record<string, string | number | null>>[] };
  readonly [property: string]: unknown;
}

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** What is no number parts a line instead of joining what is beside it. */
const CONFIG = { mark: { invalid: 'break-paths-show-domains' } } as const;

/** Plots of training runs: a row a point, a view a plot; what lies faintly behind the lines is marked `isBehind`. */
export function trainingSpec(title: string, plot: TrainingPlot): VegaLiteSpec {
  const panels = trainingPanels(plot);
  const values = panels.flatMap(({ lines }) =>
    lines.flatMap(({ name, metric, points, behind }) => {
      const rows = (curve: readonly Point[], isBehind: boolean) =>
        curve.map(([x, value]) => ({
          ...{ series: name, metric, isBehind: Number(isBehind), [plot.by]: x },
          value: isDrawable(value) && (plot.scale === 'linear' || value > 0) ? value : null,
        }));
      return [...behind.flatMap((curve) => rows(curve, true)), ...rows(points, false)];
    }),
  );
  const legend = legendOf(panels);
  const domain = legend.map(({ name }) => name);
  const colors = { domain, range: legend.map(({ color }) => seriesColor(color, LIGHT)) };
  const dashes = { domain, range: legend.map(({ dash }) => dash?.split(' ').map(Number) ?? [1, 0]) };
  const series = {
    color: { field: 'series', type: 'nominal', title: null, scale: colors },
    strokeDash: { field: 'series', type: 'nominal', title: null, scale: dashes },
  };
  const views = panels.map((panel) => viewOf(panel, plot.by, series));
  const common = { $schema: SCHEMA, title, config: CONFIG, data: { values } };
  if (plot.layout === 'stacked') return { ...common, vconcat: views };
  if (plot.layout === 'single') return { ...common, hconcat: views };
  return { ...common, ...views[0] };
}

function viewOf({ x, y, right, lines }: TrainingPanel, by: string, { color, strokeDash }: Encoding): Record<string, unknown> {
  const across = { field: by, type: 'quantitative', title: x.title, scale: scaleOf(x), axis: { tickMinStep: 1 } };
  const layers = (axis: Axis, isRight: boolean): Record<string, unknown>[] => {
    const own = lines.filter((line) => line.isRight === isRight);
    const oneOf = [...new Set(own.map(({ metric }) => metric))];
    const orient = isRight || axis.side === 'right' ? 'right' : 'left';
    const up = { field: 'value', type: 'quantitative', title: axis.title, scale: scaleOf(axis), axis: { orient } };
    const layer = (isBehind: boolean, mark: object, encoding: object): Record<string, unknown> => ({
      transform: [
        {
          filter: {
            and: [
              { field: 'metric', oneOf },
              { field: 'isBehind', equal: Number(isBehind) },
            ],
          },
        },
      ],
      mark: { type: 'line', ...mark },
      encoding: { x: across, y: up, color, ...encoding },
    });
    const front = layer(false, { point: own.every(({ points }) => points.length <= 40) }, { strokeDash });
    return own.some(({ behind }) => behind.length > 0) ? [layer(true, { opacity: 0.4 }, {}), front] : [front];
  };
  const size = { width: 400, height: 220 };
  const [left, other] = [layers(y, false), right ? layers(right, true) : []];
  if (other.length > 0) return { ...size, layer: [{ layer: left }, { layer: other }], resolve: { scale: { y: 'independent' } } };
  return left.length > 1 ? { ...size, layer: left } : { ...size, ...left[0] };
}

interface Encoding {
  readonly color: object;
  readonly strokeDash: object;
}

/** A probability over time: its steps, the threshold across them, and the events behind. */
export function probabilitySpec(state: ProbabilityLineState, events: readonly ProbabilityInterval[]): VegaLiteSpec {
  const { title, yTitle, probability, times, duration, threshold } = state;
  const rows = probability.map((value, i) => ({ time: times[i], value: isDrawable(value) ? value : null }));
  // The last value holds to the end.
  const last = rows.length > 0 ? [{ time: duration, value: rows[rows.length - 1].value }] : [];
  const time = {
    field: 'time',
    type: 'quantitative',
    title: 'time / s',
    scale: { domain: [0, Math.max(duration, 1e-3)], nice: false },
  };
  const share = { type: 'quantitative', title: yTitle, scale: { domain: [0, 1.1], nice: false } };
  return {
    $schema: SCHEMA,
    title,
    config: CONFIG,
    data: { values: [...rows, ...last] },
    width: 500,
    height: 200,
    layer: [
      {
        data: { values: events.map(({ start, end }) => ({ time: start, end })) },
        mark: { type: 'rect', color: LIGHT.accent, opacity: 0.14 },
        encoding: { x: time, x2: { field: 'end' } },
      },
      {
        mark: { type: 'line', interpolate: 'step-after', color: LIGHT.accent },
        encoding: { x: time, y: { field: 'value', ...share } },
      },
      { mark: { type: 'rule', color: LIGHT.second, strokeDash: [6, 4] }, encoding: { y: { datum: threshold, ...share } } },
    ],
  };
}

function scaleOf({ domain, scale = 'linear' }: Axis): Record<string, unknown> {
  return scale === 'log' ? { type: 'log', domain, nice: false } : { domain, nice: false, zero: false };
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
