import { InvalidInputError } from '../lib/errors.js';
import type { HistoryLayout } from './chart-states.js';
import { Figure } from './figure.js';
import { plotOf } from './live-plot-page.js';
import { registerRemake } from './own-figure.js';
import { withReading } from './reading.js';
import type { LivePlotState } from './states.js';
import { type Listening, TrainingFigure } from './training-figure.js';
import { type HistoryLike, namedRuns, requireView } from './training-runs.js';
import { trainingSpec, type VegaLiteSpec } from './vega-lite.js';

/** Options of `livePlot`. */
export interface LivePlotOptions {
  /** Metrics to plot, validation's left out: 'loss', 'accuracy'. Default: all that training reports. */
  readonly metrics?: readonly string[];
  /** Default 'Training'. */
  readonly title?: string;
  /** How the plots lie, as `historyPlot` says. Default 'single': each by itself, limits close to its values. */
  readonly layout?: HistoryLayout;
  /**
   * Weight of what was before in the lines' moving averages, from 0, which smoothes nothing, to below 1. Default 0. Taken over
   * the points that are drawn: batches are averaged before they become more than 600.
   */
  readonly smoothing?: number;
  /** Of the upright axes. Default 'linear'. */
  readonly scale?: 'linear' | 'log';
  /** What the lines go by: 'epoch', batches lying behind, or 'batch'. Default 'epoch'. */
  readonly by?: 'epoch' | 'batch';
  /** The legend's name for the run that is followed, where there are others. Default 'this run'. */
  readonly name?: string;
}

/** A plot that is also a training callback: `fit(…, { callbacks: [livePlot()] })`. */
export type LivePlot = Figure<LivePlotState> & Listening & { readonly spec: VegaLiteSpec };

/** A training run to lay others over: what was recorded, or the plot that follows it. */
export type TrainingSource = HistoryLike | LivePlot;

/**
 * Loss, accuracy and every other metric by epoch or by batch, training and validation; smoothed lines over faint raw ones.
 *
 * Under the framescope kernel it shows itself when training begins and follows it: live ten times a second, with a button
 * that ends training after the epoch, where the front end has live figures, else as a picture four times a second. What stays
 * in the saved notebook is the full figure. Stock tslab shows that one, when training has ended. Elsewhere nothing is shown
 * until it is asked for.
 *
 * A metric that is no finite number leaves a gap with a cross, and a sentence says at which batch it began.
 *
 * @throws {InvalidInputError} when `metrics` is an empty list, or an option is out of range.
 */
export function livePlot(options?: LivePlotOptions): LivePlot;
/**
 * The same with other runs beside it, told apart by names, colours and dashes: `livePlot([first, second])`. Each is what `fit`
 * gave, or the live plot that follows it, then shown as it goes on. As a callback it lays its own training over them.
 *
 * @param others a run, a list of runs, or runs by name. A list's names are 'run 1', 'run 2', …
 * @throws {InvalidInputError} as well when a run is no record of training.
 */
export function livePlot(
  others: TrainingSource | readonly TrainingSource[] | Readonly<Record<string, TrainingSource>>,
  options?: LivePlotOptions,
): LivePlot;
export function livePlot(first: unknown = {}, second?: LivePlotOptions): LivePlot {
  const isOptions = second === undefined && isOptionsLike(first);
  const options = isOptions ? (first as LivePlotOptions) : (second ?? {});
  requireOptions(options);
  const plot = new TrainingFigure(options, isOptions ? [] : namedRuns(first, 'livePlot'));
  return withReading(plot, 'spec', (state) => trainingSpec(state.title, plotOf(state))) as unknown as LivePlot;
}

const OPTIONS = ['metrics', 'title', 'layout', 'smoothing', 'scale', 'by', 'name'];

function isOptionsLike(given: unknown): boolean {
  return (
    typeof given === 'object' &&
    given !== null &&
    !Array.isArray(given) &&
    Object.keys(given).every((name) => OPTIONS.includes(name)) &&
    !(given instanceof Figure)
  );
}

function requireOptions({ metrics, ...view }: LivePlotOptions): void {
  if (metrics?.length === 0) {
    throw new InvalidInputError('metrics must name at least one metric', { received: [], accepted: "names such as 'loss'" });
  }
  requireView({ layout: 'single', smoothing: 0, scale: 'linear', by: 'epoch', ...view });
}

registerRemake('livePlot', livePlot);
