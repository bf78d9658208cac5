import { InvalidInputError } from '../lib/errors.js';
import type { HistoryLayout, HistoryPlotState, PlottedRun } from './chart-states.js';
import { plural } from './drawing/format.js';
import { trainingPanels, validationName } from './drawing/training-panels.js';
import { epochsOf, gapSentences, readingAt } from './drawing/training-words.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { withReading } from './reading.js';
import { drawTraining } from './training-poster.js';
import { type HistoryLike, namedRuns, plottedRun, requireView, VIEW_TRAITS } from './training-runs.js';
import { data, text } from './traits.js';
import { trainingSpec, type VegaLiteSpec } from './vega-lite.js';

/** Options of `historyPlot`. */
export interface HistoryPlotOptions {
  /**
   * 'stacked': a plot a metric, one over the other, loss from 0 to the next whole number above its highest value, shares from
   * 0 to 1. 'single': each plot by itself, limits close to its values. 'twin': two metrics in one plot, an axis on each side.
   * 'right': all in one plot whose only axis is on the right. Default 'stacked'.
   */
  readonly layout?: HistoryLayout;
  /** Metrics, validation's left out. Default: 'loss' and 'accuracy', those of them that there are; else all. */
  readonly metrics?: readonly string[];
  /** Weight of what was before in the lines' moving averages, from 0, which smoothes nothing, to below 1. Default 0. */
  readonly smoothing?: number;
  /** Of the upright axes. Default 'linear'. */
  readonly scale?: 'linear' | 'log';
  /** Default 'Training history'. */
  readonly title?: string;
}

/** A history plot; `spec` is the same chart after Vega-Lite, as plain data. */
export type HistoryPlot = Figure<HistoryPlotState> & { readonly spec: VegaLiteSpec };

const figure = ownFigure<HistoryPlotState>({
  kind: 'historyPlot',
  traits: { title: text(), runs: data<readonly PlottedRun[]>('training runs'), ...VIEW_TRAITS },
  text: describe,
  check: ({ layout, metrics }) => {
    if (layout !== 'twin' || metrics.length === 2) return;
    throw new InvalidInputError("the layout 'twin' has an axis for each of two metrics", {
      received: metrics,
      accepted: 'two metrics',
      hint: "Take the layout 'stacked' for another number of metrics",
    });
  },
  remake: historyPlot,
});

/**
 * Loss, accuracy and other metrics by epoch, training and validation, of one run or of several laid over each other.
 *
 * Pointing at an epoch or going through them with the arrow keys reads all values; the legend's keys hide lines; lines can be
 * smoothed, and drawn on a log scale. For a plot that follows training as it goes on there is `livePlot`.
 *
 * @param histories one run, a list of runs, or runs by name.
 * @throws {InvalidInputError} when there is no run, a run has no epochs list, or no run has any of `metrics`.
 */
export function historyPlot(
  histories: HistoryLike | readonly HistoryLike[] | Readonly<Record<string, HistoryLike>>,
  options: HistoryPlotOptions = {},
): HistoryPlot {
  const { layout = 'stacked', title = 'Training history', smoothing = 0, scale = 'linear' } = options;
  requireView({ layout, smoothing, scale, by: 'epoch' });
  const runs = namedRuns(histories, 'historyPlot').map(([name, run]) => plottedRun(name, run));
  const known = new Set(runs.flatMap(({ epochs }) => epochs.flatMap(({ metrics }) => Object.keys(metrics))));
  const metrics = options.metrics ?? usualMetrics(known);
  const unknown = metrics.find((metric) => known.size > 0 && !known.has(metric) && !known.has(validationName(metric)));
  if (unknown !== undefined || metrics.length === 0) {
    throw new InvalidInputError('no run has this metric', { received: unknown ?? metrics, accepted: [...known].join(', ') });
  }
  const state: HistoryPlotState = { title, layout, metrics, runs, smoothing, scale, by: 'epoch', epoch: -1 };
  const inputs = (): unknown[] => [Object.fromEntries(runs.map((run) => [run.name, { epochs: run.epochs }])), options];
  return withReading(figure({ state, page: compose, inputs }), 'spec', (shown) => trainingSpec(shown.title, shown));
}

function usualMetrics(known: ReadonlySet<string>): string[] {
  const usual = ['loss', 'accuracy'].filter((metric) => known.has(metric));
  const others = [...known].filter((name) => !/^val[A-Z]/.test(name));
  return usual.length > 0 ? usual : others.length > 0 ? others : ['loss'];
}

function describe(state: HistoryPlotState): string {
  const plain = { ...state, smoothing: 0, scale: 'linear' as const };
  const panels = trainingPanels(plain);
  const epochs = epochsOf(state.runs);
  const runs = state.runs.length > 1 ? `${plural(state.runs.length, 'run')}, ` : '';
  const last = epochs.at(-1);
  const parts = [last === undefined ? '' : readingAt(plain, panels, last + 1), gapSentences(plain, panels).replace(/\.$/, '')];
  return [`${state.title}: ${runs}${plural(epochs.length, 'epoch')}`, ...parts].filter(Boolean).join('; ');
}

async function compose(state: HistoryPlotState): Promise<FigurePage> {
  const { markup, width, height } = drawTraining(state, state.title);
  const caption = `${describe(state)}.`;
  return { poster: await posterPng({ width, height, overlay: markup }), alt: caption, caption };
}
