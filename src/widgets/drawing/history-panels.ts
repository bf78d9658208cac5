import type { HistoryPlotState, PlottedRun } from '../chart-states.js';
import type { Axis } from './axes.js';
import type { Point } from './envelope.js';
import { formatValue, metricLabel } from './format.js';
import { ticks } from './scale.js';
import { validationName } from './training-plots.js';

/** One line: a metric of a run, in training or validation. */
export interface HistoryLine {
  /** In the legend; lines of several panels that mean the same share it. */
  readonly name: string;
  /** Its colour's place in the palette. */
  readonly color: number;
  readonly isDashed: boolean;
  readonly isRight: boolean;
  readonly metric: string;
  /** `[epoch from 1, value]`; NaN where there is none. */
  readonly points: readonly Point[];
}

/** One plot. */
export interface HistoryPanel {
  readonly x: Axis;
  readonly y: Axis;
  readonly right?: Axis;
  readonly lines: readonly HistoryLine[];
}

/** The plots of a history, as its layout has them. */
export function historyPanels({ layout, metrics, runs }: HistoryPlotState): HistoryPanel[] {
  const isShared = layout === 'twin' || layout === 'right';
  const x = epochAxis(runs);
  const linesOf = (metric: string, place: number): HistoryLine[] =>
    runs.flatMap((run, at) =>
      [metric, validationName(metric)].flatMap((name, set): HistoryLine[] => {
        const points = pointsOf(run, name);
        if (points.length === 0) return [];
        const words = [runs.length > 1 ? run.name : '', isShared ? titleOf(metric) : '', ['Train', 'Validation'][set]];
        return [
          {
            name: words.filter(Boolean).join(' · '),
            color: isShared ? at * metrics.length + place : runs.length > 1 ? at : set,
            isDashed: set === 1,
            isRight: layout === 'twin' && place === 1,
            metric,
            points,
          },
        ];
      }),
    );
  const all = metrics.map(linesOf);
  const axisOf = (places: readonly number[]): Axis => {
    const values = places.flatMap((place) => all[place]).flatMap(({ points }) => points.map(([, value]) => value));
    const isShare = places.every((place) => isShareMetric(metrics[place]));
    const title = places.map((place) => titleOf(metrics[place])).join(' / ');
    return { title, domain: layout === 'single' ? closeLimits(values) : fixedLimits(values, isShare) };
  };
  if (!isShared) return metrics.map((_, place) => ({ x, y: axisOf([place]), lines: all[place] }));
  if (layout === 'twin') return [{ x, y: axisOf([0]), right: axisOf([1]), lines: all.flat() }];
  return [{ x, y: { ...axisOf([...metrics.keys()]), side: 'right' }, lines: all.flat() }];
}

/** What an epoch (from 0) reached, in words: 'epoch 44: loss 0.4802, validation loss 1.059'. */
export function epochSentence({ runs, metrics }: HistoryPlotState, epoch: number): string {
  const names = metrics.flatMap((metric) => [metric, validationName(metric)]);
  const parts = runs.flatMap((run) => {
    const log = run.epochs.find((other) => other.epoch === epoch);
    const values = names.filter((name) => log && name in log.metrics);
    const words = values.map((name) => `${metricLabel(name)} ${formatValue(log?.metrics[name] ?? Number.NaN)}`);
    return words.length > 0 ? [`${runs.length > 1 ? `${run.name} ` : ''}${words.join(', ')}`] : [];
  });
  return `epoch ${epoch + 1}: ${parts.join('; ') || 'nothing'}`;
}

/** All epochs of all runs, from 0, ascending. */
export function epochsOf(runs: readonly PlottedRun[]): number[] {
  return [...new Set(runs.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
}

/** 'valLoss' → 'Validation loss'. */
export function titleOf(metric: string): string {
  const words = metricLabel(metric);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function pointsOf({ epochs }: PlottedRun, name: string): Point[] {
  return epochs
    .filter(({ metrics }) => name in metrics)
    .map(({ epoch, metrics }): Point => [epoch + 1, metrics[name] ?? Number.NaN]);
}

function epochAxis(runs: readonly PlottedRun[]): Axis {
  const epochs = epochsOf(runs);
  const first = (epochs[0] ?? 0) + 1;
  const last = Math.max(first + 1, (epochs.at(-1) ?? 0) + 1);
  return { title: 'Epoch', domain: [first, last], ticks: ticks([first, last], Math.min(8, last - first), 1), format: String };
}

function isShareMetric(metric: string): boolean {
  return /accuracy|precision|recall|f1|auc/i.test(metric);
}

/** Shares 0 to 1; others from 0 to the next whole number above the highest value, below 0 where there are such values. */
function fixedLimits(values: readonly number[], isShare: boolean): [number, number] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b), 0), finite.reduce((a, b) => Math.max(a, b), 0)];
  if (isShare && low >= 0 && high <= 1) return [0, 1];
  return [Math.floor(low), Math.floor(high) + 1];
}

/** A little more than the values take. */
function closeLimits(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  const margin = (high - low) * 0.05 || Math.abs(high) * 0.1 || 0.5;
  return [low - margin, high + margin];
}
