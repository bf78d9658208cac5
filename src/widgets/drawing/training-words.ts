import type { PlottedRun } from '../chart-states.js';
import type { LivePlotState } from '../states.js';
import { isDrawable } from './envelope.js';
import { formatTime, formatValue, metricLabel, plural } from './format.js';
import { epochPlace, type TrainingLine, type TrainingPanel, type TrainingPlot, validationName } from './training-panels.js';

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

/** What lines are at a place on the x axis: 'epoch 44: loss 0.4802, validation loss 1.059'. Batches: what was last known there. */
export function readingAt(plot: TrainingPlot, panels: readonly TrainingPanel[], at: number): string {
  const isByBatch = plot.by === 'batch';
  const lines = panels.flatMap(({ lines }) => lines);
  const wordsOf = ({ label, raw, points }: TrainingLine): string => {
    const i = raw.findLastIndex(([x]) => (isByBatch ? x <= at + 1e-6 : x === at));
    if (i < 0) return '';
    return `${label} ${formatValue(raw[i][1])}${plot.smoothing > 0 ? ` (smoothed ${formatValue(points[i][1])})` : ''}`;
  };
  const parts = plot.runs.flatMap(({ name }) => {
    const values = lines.filter(({ run }) => run === name).map(wordsOf);
    const words = values.filter(Boolean).join(', ');
    return words ? [`${plot.runs.length > 1 ? `${name} ` : ''}${words}`] : [];
  });
  const unit = epochPlace(plot, 0);
  const where = isByBatch ? `batch ${Math.round(at)} (epoch ${Math.max(1, Math.ceil(at / unit - 1e-6))})` : `epoch ${at}`;
  const log = plot.runs.length === 1 && !isByBatch ? plot.runs[0].epochs.find(({ epoch }) => epoch + 1 === at) : undefined;
  return `${where}: ${parts.join('; ') || 'nothing'}${log?.seconds === undefined ? '' : ` · ${formatTime(log.seconds)}`}`;
}

/** All epochs of all runs, from 0, ascending. */
export function epochsOf(runs: readonly PlottedRun[]): number[] {
  return [...new Set(runs.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
}

/** What a reader must know of values that are not drawn: 'loss is no finite number at epoch 3, batch 12, and 27 times more.' */
export function gapSentences({ runs, metrics, scale }: TrainingPlot, panels: readonly TrainingPanel[]): string {
  const faults = runs.flatMap(({ name, epochs, faults }) =>
    metrics
      .flatMap((metric) => [metric, validationName(metric)])
      .flatMap((metric) => {
        const who = `${runs.length > 1 ? `${name}: ` : ''}${metricLabel(metric)} is no finite number`;
        const fault = faults?.[metric];
        if (fault) return [`${who} at epoch ${fault.epoch + 1}, batch ${fault.batch + 1}${more(fault.count)}`];
        const bad = epochs.filter(({ metrics }) => metric in metrics && !isDrawable(metrics[metric]));
        return bad.length > 0 ? [`${who} at epoch ${bad[0].epoch + 1}${more(bad.length)}`] : [];
      }),
  );
  const values = panels.flatMap(({ lines }) => lines.flatMap(({ raw, behind }) => [raw, ...behind].flat()));
  const low = scale === 'log' ? new Set(values.filter(([, value]) => value <= 0)).size : 0;
  if (low > 0) faults.push(`${plural(low, 'value')} at or below 0 cannot be on a log scale`);
  return faults.map((sentence) => `${sentence}.`).join(' ');
}

function more(count: number): string {
  return count > 1 ? `, and ${plural(count - 1, 'time')} more` : '';
}
