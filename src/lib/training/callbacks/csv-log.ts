import { writeAtomically } from '../../write-atomically.js';
import type { EpochLog, TrainingCallback } from '../callbacks.js';

/**
 * Writes the history as CSV, an epoch a row: `epoch,loss,accuracy,valLoss,valAccuracy,seconds`, epochs counted from 1.
 *
 * The file is whole after every epoch. In resumed training it holds the epochs before as well, each once. A file of this
 * name from another run is replaced.
 *
 * @throws {WriteError} when it cannot be written; the model keeps what it has learnt.
 */
export function csvLog(path: string): TrainingCallback {
  let columns: readonly string[] = [];
  let rows: EpochLog[] = [];
  const write = (): Promise<void> => {
    const lines = rows.map(({ epoch, metrics, seconds }) => {
      return [epoch + 1, ...columns.map((name) => metrics[name] ?? ''), seconds.toFixed(3)].join(',');
    });
    return writeAtomically(path, `${[['epoch', ...columns, 'seconds'].join(','), ...lines].join('\n')}\n`);
  };
  return {
    async onTrainBegin({ metrics }, { finished }) {
      columns = metrics;
      rows = [...finished];
      await write();
    },
    async onEpochEnd(log) {
      rows.push(log);
      await write();
    },
  };
}
