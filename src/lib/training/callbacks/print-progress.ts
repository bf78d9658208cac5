import { requireCount } from '../../shape.js';
import type { EpochLog, TrainingCallback, TrainingPlan } from '../callbacks.js';

/** Options of printed progress. */
export interface PrintProgressOptions {
  /** Lines: one an epoch (default), or one more after every so many batches. A terminal shows a bar in any case. */
  readonly every?: 'epoch' | number;
  /** Where to. Default standard output. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Milliseconds between two pictures of the bar. */
const REDRAW = 100;
const BAR_WIDTH = 20;

/**
 * Prints a line an epoch: `Epoch 3/10  40/40  1.2 s, 31 ms a step  loss 0.2510  accuracy 0.8412`. In a terminal a bar
 * with rate and time left runs while an epoch does; elsewhere, as in a log or a notebook, there are whole lines only.
 *
 * @throws {InvalidInputError} when `every` is not an integer of at least 1.
 */
export function printProgress({ every = 'epoch', stream = process.stdout }: PrintProgressOptions = {}): TrainingCallback {
  if (every !== 'epoch') requireCount('every', every);
  let plan: TrainingPlan | undefined;
  let began = 0;
  let drawn = 0;
  /** Batches of this epoch done before a resume. */
  let before = 0;
  let batches = 0;
  /** Milliseconds a step. */
  let pace = 0;
  const clear = (): string => (stream.isTTY ? '\r\x1b[K' : '');
  const line = (text: string): void => {
    stream.write(`${clear()}${text}\n`);
  };
  const beginEpoch = (done: number): void => {
    began = performance.now();
    before = batches = done;
  };
  const title = (epoch: number): string => `Epoch ${epoch + 1}/${plan?.epochs}`;
  return {
    onTrainBegin(training) {
      plan = training;
      if (training.resumed) line(resumeSentence(training));
      beginEpoch(training.resumed?.batch ?? 0);
    },
    onBatchEnd({ epoch, batch, metrics }) {
      batches = batch + 1;
      const total = plan?.batchesPerEpoch ?? batches;
      const place = `${title(epoch)}  ${String(batches).padStart(String(total).length)}/${total}`;
      const now = performance.now();
      pace = (now - began) / (batches - before);
      const left = `${duration(pace * (total - batches))} left`;
      if (every !== 'epoch' && batches % every === 0) line(`${place}  ${rate(pace)}, ${left}  ${values(metrics)}`);
      else if (stream.isTTY && now - drawn >= REDRAW) {
        stream.write(`${clear()}${place}  ${bar(batches / total)}  ${rate(pace)}, ${left}  ${values(metrics)}`);
        drawn = now;
      }
    },
    onEpochEnd({ epoch, metrics, seconds }: EpochLog) {
      line(`${title(epoch)}  ${batches}/${batches}  ${duration(seconds * 1000)}, ${rate(pace)}  ${values(metrics)}`);
      beginEpoch(0);
    },
    onTrainEnd({ reason, epochs }) {
      if (reason === 'stopped') line(`Stopped after epoch ${epochs.length}`);
      else if (reason !== 'finished') line(`${reason === 'failed' ? 'Failed' : 'Interrupted'} in epoch ${epochs.length + 1}`);
    },
  };
}

function resumeSentence({ resumed, epochs }: TrainingPlan): string {
  if (!resumed?.isFound) return `No checkpoint at ${resumed?.path} yet: training begins from scratch`;
  if (resumed.epoch >= epochs) return `${resumed.path}: all ${epochs} epochs are done`;
  return `Resumes from ${resumed.path} in epoch ${resumed.epoch + 1} of ${epochs}, after ${resumed.batch} of its batches`;
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * BAR_WIDTH);
  return `${'━'.repeat(full)}${'─'.repeat(BAR_WIDTH - full)}`;
}

function values(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join('  ');
}

function rate(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms a step` : `${(milliseconds / 1000).toFixed(1)} s a step`;
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
