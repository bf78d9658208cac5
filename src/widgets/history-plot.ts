import { InvalidInputError } from '../lib/errors.js';
import { requireOneOf } from '../lib/shape.js';
import type { EpochLog } from '../lib/training/callbacks.js';
import type { HistoryLayout, HistoryPlotState, PlottedRun } from './chart-states.js';
import { LIGHT } from './drawing/colors.js';
import { plural } from './drawing/format.js';
import { epochSentence, epochsOf, historyPanels } from './drawing/history-panels.js';
import { drawHistoryPanel, drawKey, legendOf } from './drawing/history-plot.js';
import { element } from './drawing/markup.js';
import { text } from './drawing/text.js';
import { validationName } from './drawing/training-plots.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { withReading } from './reading.js';
import { data, integer, list, oneOf, text as words } from './traits.js';
import { historySpec, type VegaLiteSpec } from './vega-lite.js';

/** What a training run recorded: `History`, its plain data, or its epochs alone. */
export type HistoryLike = { readonly epochs: readonly Omit<EpochLog, 'seconds'>[] } | readonly Omit<EpochLog, 'seconds'>[];

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
  /** Default 'Training history'. */
  readonly title?: string;
}

/** A history plot; `spec` is the same chart after Vega-Lite, as plain data. */
export type HistoryPlot = Figure<HistoryPlotState> & { readonly spec: VegaLiteSpec };

const LAYOUTS = ['stacked', 'single', 'twin', 'right'] as const;

const figure = ownFigure<HistoryPlotState>({
  kind: 'historyPlot',
  traits: {
    title: words(),
    layout: oneOf(...LAYOUTS),
    metrics: list(words()),
    runs: data<readonly PlottedRun[]>('training runs'),
    epoch: integer({ least: -1 }),
  },
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
 * Pointing at an epoch or going through them with the arrow keys reads all values; the legend's keys hide lines. For a plot
 * that follows training as it goes on there is `livePlot`.
 *
 * @param histories one run, a list of runs, or runs by name.
 * @throws {InvalidInputError} when there is no run, a run has no epochs list, or no run has any of `metrics`.
 */
export function historyPlot(
  histories: HistoryLike | readonly HistoryLike[] | Readonly<Record<string, HistoryLike>>,
  options: HistoryPlotOptions = {},
): HistoryPlot {
  const { layout = 'stacked', title = 'Training history' } = options;
  requireOneOf('layout', layout, LAYOUTS);
  const runs = runsOf(histories);
  const known = new Set(runs.flatMap(({ epochs }) => epochs.flatMap(({ metrics }) => Object.keys(metrics))));
  const metrics = options.metrics ?? usualMetrics(known);
  const unknown = metrics.find((metric) => known.size > 0 && !known.has(metric) && !known.has(validationName(metric)));
  if (unknown !== undefined || metrics.length === 0) {
    throw new InvalidInputError('no run has this metric', { received: unknown ?? metrics, accepted: [...known].join(', ') });
  }
  const state: HistoryPlotState = { title, layout, metrics, runs, epoch: -1 };
  const inputs = (): unknown[] => [Object.fromEntries(runs.map((run) => [run.name, { epochs: run.epochs }])), options];
  return withReading(figure({ state, page: compose, inputs }), 'spec', historySpec);
}

function usualMetrics(known: ReadonlySet<string>): string[] {
  const usual = ['loss', 'accuracy'].filter((metric) => known.has(metric));
  const others = [...known].filter((name) => !/^val[A-Z]/.test(name));
  return usual.length > 0 ? usual : others.length > 0 ? others : ['loss'];
}

function runsOf(histories: HistoryLike | readonly HistoryLike[] | Readonly<Record<string, HistoryLike>>): PlottedRun[] {
  const named = namedHistories(histories);
  if (named.length === 0) throw new InvalidInputError('historyPlot needs at least one run', { received: histories });
  return named.map(([name, history]) => {
    const epochs = Array.isArray(history) ? history : (history as { epochs?: unknown } | null)?.epochs;
    if (!Array.isArray(epochs) || !epochs.every(isEpoch)) {
      throw new InvalidInputError(`${name} is no record of a training run`, {
        received: history,
        accepted: 'what fit gives, or a list of { epoch, metrics }',
      });
    }
    return { name, epochs: epochs.map(({ epoch, metrics }) => ({ epoch, metrics: { ...metrics } })) };
  });
}

function namedHistories(histories: unknown): [string, unknown][] {
  if (typeof histories !== 'object' || histories === null) return [['history', histories]];
  if (Array.isArray(histories)) {
    const isOneRun = histories.length > 0 && histories.every(isEpoch);
    return isOneRun ? [['history', histories]] : histories.map((history, i) => [`run ${i + 1}`, history]);
  }
  return Array.isArray((histories as { epochs?: unknown }).epochs) ? [['history', histories]] : Object.entries(histories);
}

function isEpoch(log: unknown): log is EpochLog {
  const { epoch, metrics } = (log ?? {}) as Partial<EpochLog>;
  return Number.isInteger(epoch) && typeof metrics === 'object' && metrics !== null;
}

function describe(state: HistoryPlotState): string {
  const epochs = epochsOf(state.runs);
  const runs = state.runs.length > 1 ? `${plural(state.runs.length, 'run')}, ` : '';
  const last = epochs.at(-1);
  return `${state.title}: ${runs}${plural(epochs.length, 'epoch')}${last === undefined ? '' : `; ${epochSentence(state, last)}`}`;
}

const WIDTH = 480;
const HEIGHT = 250;

async function compose(state: HistoryPlotState): Promise<FigurePage> {
  const panels = historyPanels(state);
  const columns = state.layout === 'single' ? Math.min(2, panels.length) : 1;
  const legend = legendOf(panels).map((line, i) => {
    const at = `translate(${16 + (i % 3) * 190} ${36 + Math.floor(i / 3) * 20})`;
    const name = line.name.length > 22 ? `${line.name.slice(0, 21)}…` : line.name;
    return element('g', { transform: at }, drawKey(line, LIGHT), text(28, 10, name, LIGHT.ink, 'start'));
  });
  const top = 46 + 20 * Math.ceil(legend.length / 3);
  const panelWidth = columns === 1 ? 640 : WIDTH;
  const plots = panels.map((panel, i) => {
    const at = `translate(${(i % columns) * panelWidth} ${top + Math.floor(i / columns) * HEIGHT})`;
    return element('g', { transform: at }, drawHistoryPanel(panel, { width: panelWidth, height: HEIGHT, colors: LIGHT }).markup);
  });
  const overlay = [text(16, 22, state.title, LIGHT.ink, 'start', 600), ...legend, ...plots].join('');
  const height = top + HEIGHT * Math.ceil(panels.length / columns);
  const caption = `${describe(state)}.`;
  return { poster: await posterPng({ width: columns * panelWidth, height, overlay }), alt: caption, caption };
}
