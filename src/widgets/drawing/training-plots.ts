import type { LivePlotState } from '../states.js';
import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { formatTime, formatValue, metricLabel, plural } from './format.js';
import { drawLinePlot, type LinePlotDrawing, type Series } from './line-plot.js';
import { element } from './markup.js';
import { text } from './text.js';

/** What of the training is drawn. */
export interface TrainingPlotOptions {
  readonly train: boolean;
  readonly validation: boolean;
  readonly batches: boolean;
  readonly yScale: 'linear' | 'log';
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
}

/** One metric over epochs: training, validation, and the batches' running values behind them. */
export function drawMetric(state: LivePlotState, metric: string, options: TrainingPlotOptions): LinePlotDrawing {
  const { train, validation, batches, yScale, width, height, colors } = options;
  const series: Series[] = [];
  if (batches) series.push({ points: state.batches[metric] ?? [], color: colors.accent, isFaint: true });
  if (train) series.push({ points: pointsOf(state, metric), color: colors.accent });
  if (validation) series.push({ points: pointsOf(state, validationName(metric)), color: colors.second, isDashed: true });
  return drawLinePlot({ title: metricLabel(metric), series, xEnd: xEndOf(state), yScale, width, height, colors });
}

/** 'loss' → 'valLoss'. */
export function validationName(metric: string): string {
  return `val${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}

/** True when any epoch was validated. */
export function hasValidation({ epochs, metrics }: LivePlotState): boolean {
  return epochs.some((epoch) => metrics.some((metric) => validationName(metric) in epoch.metrics));
}

/** 'finished after 6 of 6 epochs, 48.2 s'. */
export function statusSentence({ status, epochs, plannedEpochs, seconds, batchCount, batchesPerEpoch }: LivePlotState): string {
  if (status === 'waiting') return 'training has not begun';
  const time = formatTime(seconds);
  if (status === 'training') {
    const batch = batchCount - epochs.length * batchesPerEpoch;
    return `training: epoch ${Math.min(epochs.length + 1, plannedEpochs)} of ${plannedEpochs}, batch ${Math.max(0, batch)} of ${batchesPerEpoch}, ${time}`;
  }
  return `${status} after ${epochs.length} of ${plural(plannedEpochs, 'epoch')}, ${time}`;
}

/** The last values: 'loss 0.2134, validation loss 0.2511'; empty before the first epoch is done. */
export function valuesSentence({ epochs, metrics }: LivePlotState, epoch: number = epochs.length - 1): string {
  const log = epochs[epoch];
  if (!log) return '';
  const names = metrics.flatMap((metric) => [metric, validationName(metric)]).filter((name) => name in log.metrics);
  return names.map((name) => `${metricLabel(name)} ${formatValue(log.metrics[name])}`).join(', ');
}

/** All plots side by side as one SVG document that needs no script: what is shown while training goes on, and the poster. */
export function drawTraining(
  state: LivePlotState,
  colors: Colors,
): { readonly markup: string; readonly width: number; readonly height: number } {
  const columns = clamp(state.metrics.length, 1, 2);
  const [width, height] = [440 * columns, 40 + 250 * Math.ceil(Math.max(1, state.metrics.length) / columns)];
  const plots = state.metrics.map((metric, i) =>
    element(
      'svg',
      { x: (i % columns) * 440, y: 40 + Math.floor(i / columns) * 250, width: 440, height: 250 },
      drawMetric(state, metric, {
        train: true,
        validation: true,
        batches: true,
        yScale: 'linear',
        width: 440,
        height: 240,
        colors,
      }).markup,
    ),
  );
  const words = [statusSentence(state), valuesSentence(state)].filter(Boolean).join(' · ');
  return { markup: text(16, 24, words, colors.ink, 'start', 600) + plots.join(''), width, height };
}

function pointsOf({ epochs }: LivePlotState, name: string): [number, number][] {
  return epochs.filter(({ metrics }) => name in metrics).map(({ epoch, metrics }) => [epoch + 1, metrics[name] ?? Number.NaN]);
}

/** All planned epochs while there is hope, those that were done afterwards. */
function xEndOf({ status, plannedEpochs, epochs, batchCount, batchesPerEpoch }: LivePlotState): number {
  if (status === 'training' || status === 'waiting') return Math.max(1, plannedEpochs);
  return Math.max(1, epochs.length, batchesPerEpoch > 0 ? Math.ceil(batchCount / batchesPerEpoch) : 0);
}
