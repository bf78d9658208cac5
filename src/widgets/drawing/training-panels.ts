import type { PlottedRun, TrainingView } from '../chart-states.js';
import type { LivePlotState } from '../states.js';
import type { Axis } from './axes.js';
import { isDrawable, type Point } from './envelope.js';
import { smoothCurve } from './exponential-smoothing.js';
import { metricLabel } from './format.js';
import { gapStarts } from './gaps.js';

/** Training runs, how they are looked at, and how many epochs the plots have room for; undefined: as many as there are. */
export interface TrainingPlot extends Omit<TrainingView, 'epoch'> {
  readonly runs: readonly PlottedRun[];
  readonly end?: number;
}

/** One line: a metric of a run, in training or validation. */
export interface TrainingLine {
  /** In the legend; lines of several panels that mean the same share it. */
  readonly name: string;
  /** Its run's name, and what it shows: 'validation loss'. */
  readonly run: string;
  readonly label: string;
  /** Its colour's place in the palette. */
  readonly color: number;
  /** As SVG has it; undefined for a line without gaps. */
  readonly dash: string | undefined;
  readonly isValidation: boolean;
  readonly isRight: boolean;
  readonly metric: string;
  /** `[place on the x axis, value]`, as they are and as they are drawn; NaN where there is none. */
  readonly raw: readonly Point[];
  readonly points: readonly Point[];
  /** What lies faintly behind. */
  readonly behind: readonly (readonly Point[])[];
  /** Places from which on it is no number. */
  readonly gaps: readonly number[];
}

/** One plot. */
export interface TrainingPanel {
  readonly x: Axis;
  readonly y: Axis;
  readonly right?: Axis;
  readonly lines: readonly TrainingLine[];
}

/** Lines side by side, told apart without colour; they begin again after that. */
const DASHES = [undefined, '6 4', '1.5 4', '12 4', '12 4 2 4', '3 3', '12 3 2 3 2 3', '8 8'];

/** The plots of training runs, as their layout has them. */
export function trainingPanels(plot: TrainingPlot): TrainingPanel[] {
  const { layout, metrics, runs, scale } = plot;
  const isShared = layout === 'twin' || layout === 'right';
  const linesOf = (metric: string, place: number): TrainingLine[] =>
    runs.flatMap((run, at) =>
      [metric, validationName(metric)].flatMap((name, set): TrainingLine[] => {
        const curves = curvesOf(run, name, plot);
        if (curves.raw.length === 0 && curves.gaps.length === 0) return [];
        const words = [runs.length > 1 ? run.name : '', isShared ? titleOf(metric) : '', ['Train', 'Validation'][set]];
        return [
          {
            ...curves,
            name: words.filter(Boolean).join(' · '),
            run: run.name,
            label: metricLabel(name),
            color: isShared ? at * metrics.length + place : runs.length > 1 ? at : set,
            dash: DASHES[(2 * at + set) % DASHES.length],
            isValidation: set === 1,
            isRight: layout === 'twin' && place > 0,
            metric,
          },
        ];
      }),
    );
  const all = metrics.map(linesOf);
  const axisOf = (places: readonly number[]): Axis => {
    const lines = places.flatMap((place) => all[place]);
    const title = places.map((place) => titleOf(metrics[place])).join(' / ');
    if (layout === 'single') return { title, scale, domain: closeLimits(lines, scale) };
    const isShare = places.every((place) => /accuracy|precision|recall|f1|auc/i.test(metrics[place]));
    return {
      title,
      scale,
      domain: fixedLimits(
        lines.flatMap(({ raw }) => raw.map(([, value]) => value)),
        isShare,
        scale,
      ),
    };
  };
  const x = acrossAxis(plot, all.flat());
  const places = [...metrics.keys()];
  if (!isShared) return places.map((place) => ({ x, y: axisOf([place]), lines: all[place] }));
  if (layout === 'right' || places.length < 2) return [{ x, y: { ...axisOf(places), side: 'right' }, lines: all.flat() }];
  return [{ x, y: axisOf([0]), right: axisOf(places.slice(1)), lines: all.flat() }];
}

/** 'loss' → 'valLoss'. */
export function validationName(metric: string): string {
  return `val${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}

/** Where an epoch (from 0) ends on the x axis. */
export function epochPlace({ by, runs }: TrainingPlot, epoch: number, run: PlottedRun | undefined = runs[0]): number {
  return (epoch + 1) * (by === 'batch' ? (run?.batchesPerEpoch ?? Math.max(1, ...runs.map((r) => r.batchesPerEpoch ?? 1))) : 1);
}

/** Whether any run has values of batches. */
export function hasBatches(runs: readonly PlottedRun[]): boolean {
  return runs.some(({ batches = {} }) => Object.values(batches).some(({ length }) => length > 0));
}

/** 'valLoss' → 'Validation loss'. */
function titleOf(metric: string): string {
  const words = metricLabel(metric);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function curvesOf(run: PlottedRun, name: string, plot: TrainingPlot): Pick<TrainingLine, 'raw' | 'points' | 'behind' | 'gaps'> {
  const unit = epochPlace(plot, 0, run);
  const epochs = run.epochs
    .filter(({ metrics }) => name in metrics)
    .map(({ epoch, metrics }): Point => [(epoch + 1) * unit, metrics[name] ?? Number.NaN]);
  const batches = (run.batches?.[name] ?? []).map(([x, value]): Point => [x * unit, value ?? Number.NaN]);
  const isByBatch = plot.by === 'batch' && batches.length > 0;
  const raw = isByBatch ? batches : epochs;
  const points = smoothCurve(raw, plot.smoothing);
  const behind = [isByBatch ? [] : batches, points === raw ? [] : raw].filter(({ length }) => length > 0);
  const fault = run.faults?.[name];
  const first = fault ? [(fault.epoch + (fault.batch + 1) / (run.batchesPerEpoch || 1)) * unit] : [];
  const gaps = gapStarts(raw.map(([, value]) => value)).map((i) => raw[i][0]);
  return { raw, points, behind, gaps: [...first, ...gaps] };
}

function acrossAxis(plot: TrainingPlot, lines: readonly TrainingLine[]): Axis {
  const isByBatch = plot.by === 'batch';
  const isFromStart = isByBatch || plot.end !== undefined || lines.some(({ behind }) => behind.length > 0);
  const places = lines.flatMap(({ raw, behind, gaps }) => [
    ...[raw, ...behind].flatMap((points) => [points[0]?.[0] ?? 1, points.at(-1)?.[0] ?? 1]),
    ...gaps,
  ]);
  const room = epochPlace(plot, (plot.end ?? 1) - 1);
  const first = isFromStart ? 0 : Math.min(...places, places.length > 0 ? Infinity : 1);
  const last = Math.max(first + 1, Math.ceil(Math.max(room, ...places)));
  return { title: isByBatch ? 'Batch' : 'Epoch', domain: [first, last], step: 1, format: String };
}

/** Shares 0 to 1; others from 0 to the next whole number above the highest value, below 0 where there are such values. */
function fixedLimits(values: readonly number[], isShare: boolean, scale: TrainingView['scale']): [number, number] {
  if (scale === 'log') {
    const [low, high] = extremes(values.filter((value) => value > 0)) ?? [0.1, 1];
    const [from, to] = [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))];
    return [from, to > from ? to : from * 10];
  }
  const [low, high] = extremes([...values, 0]) ?? [0, 0];
  return isShare && low >= 0 && high <= 1 ? [0, 1] : [Math.floor(low), Math.floor(high) + 1];
}

/** A little more than what counts takes, and nearly all of what lies behind; what is never negative is not drawn below 0. */
function closeLimits(lines: readonly TrainingLine[], scale: TrainingView['scale']): [number, number] {
  const isLog = scale === 'log';
  const usable = (points: readonly Point[]): number[] =>
    points.map(([, value]) => value).filter((value) => isDrawable(value) && (!isLog || value > 0));
  const values = lines.flatMap(({ points, behind }) => [
    ...usable(points),
    ...behind.flatMap((faint) => {
      const sorted = usable(faint).sort((a, b) => a - b);
      return sorted.slice(Math.floor(sorted.length * 0.02), Math.ceil(sorted.length * 0.98));
    }),
  ]);
  const [low, high] = extremes(values) ?? (isLog ? [0.1, 1] : [0, 1]);
  if (isLog) return high > low ? [low / 1.1, high * 1.1] : [low / 2, high * 2];
  const margin = (high - low) * 0.06 || Math.abs(high) * 0.1 || 0.5;
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}

/** Lowest and highest of what can be drawn; undefined where nothing can. */
function extremes(values: readonly number[]): [number, number] | undefined {
  const drawn = values.filter(isDrawable);
  if (drawn.length === 0) return undefined;
  return [drawn.reduce((a, b) => Math.min(a, b)), drawn.reduce((a, b) => Math.max(a, b))];
}

/** The runs of a live plot, its own first, and the room it needs: all planned epochs while there is hope, then those done. */
export function liveContent(state: LivePlotState): Pick<TrainingPlot, 'runs' | 'end'> {
  const { name, status, plannedEpochs, epochs, batches, batchesPerEpoch, batchCount, faults, others } = state;
  const own = { name, epochs, batches, batchesPerEpoch, faults };
  const isOpen = status === 'waiting' || status === 'training';
  const done = batchesPerEpoch > 0 ? Math.ceil(batchCount / batchesPerEpoch) : 0;
  return {
    runs: status === 'waiting' && others.length > 0 ? others : [own, ...others],
    end: Math.max(1, isOpen ? plannedEpochs : Math.max(epochs.length, done)),
  };
}
