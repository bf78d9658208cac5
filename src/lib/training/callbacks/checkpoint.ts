import { InvalidInputError } from '../../errors.js';
import { requireCount } from '../../shape.js';
import { saveModel } from '../../weights/model-file.js';
import type { EpochLog, TrainingCallback, TrainingRun } from '../callbacks.js';
import { writeCheckpoint } from '../checkpoint-file.js';
import { CheckpointLock } from '../checkpoint-lock.js';
import { isBetter, requireMetric } from './better.js';

/** Options of a checkpoint. */
export interface CheckpointOptions {
  /** How often it is written: after every epoch (default), or after so many batches and every epoch. */
  readonly every?: 'epoch' | number;
  /**
   * Also saves the model whenever this metric is better than ever (lowest for losses, highest for accuracies), as
   * `….best.safetensors` and `.json`, which `loadModel` reads. Default: no.
   */
  readonly keepBest?: string;
}

/**
 * Keeps a file from which training can go on: `fit(…, { callbacks: [checkpoint('run.safetensors')], resume: 'run.safetensors' })`.
 *
 * It holds weights, moving statistics, the optimizer's state, the place within the epoch, the history and what callbacks
 * such as `earlyStopping` know: a run that was killed ends with the same weights as one that was not, bit for bit where
 * the engine gives the same twice (on a processor; a GPU may add in another order from run to run). An interrupt writes it once more, so nothing is lost; a kill loses what came after the last writing.
 * Never half-written; when it cannot be written training ends with an error, and the model keeps what it has learnt.
 *
 * @throws {InvalidInputError} when the path does not end in `.safetensors`, or an option is out of range.
 * @throws {CheckpointError} when training begins and another run writes this file.
 * @throws {WriteError} when it cannot be written.
 */
export function checkpoint(path: string, { every = 'epoch', keepBest }: CheckpointOptions = {}): TrainingCallback {
  if (!path.endsWith('.safetensors')) {
    throw new InvalidInputError("a checkpoint's name must end in .safetensors", { received: path });
  }
  if (every !== 'epoch') requireCount('every', every);
  const bestPath = path.replace(/safetensors$/, 'best.safetensors');
  let lock: CheckpointLock | undefined;
  let run: TrainingRun | undefined;
  let best = Number.NaN;
  let last: EpochLog | undefined;
  let unsaved = 0;

  const write = async (): Promise<void> => {
    if (!run || !lock) return;
    await lock.requireHeld();
    await writeCheckpoint(path, run.snapshot());
    unsaved = 0;
  };
  const writeBest = async ({ metrics }: EpochLog): Promise<void> => {
    if (!run || keepBest === undefined || !isBetter(keepBest, metrics[keepBest], best)) return;
    await lock?.requireHeld();
    await saveModel(run.model, bestPath);
    best = metrics[keepBest];
  };
  return {
    name: 'checkpoint',
    async onTrainBegin(plan, training, saved) {
      if (keepBest !== undefined) requireMetric(keepBest, plan);
      best = saved?.values.best ?? Number.NaN;
      run = training;
      unsaved = 0;
      lock = await CheckpointLock.acquire(path);
    },
    onBatchEnd() {
      unsaved++;
    },
    onEpochEnd(log) {
      last = log;
    },
    async onSettled(after) {
      if (after === 'epoch' && last) await writeBest(last);
      if (after === 'epoch' || (every !== 'epoch' && unsaved >= every)) await write();
    },
    async onTrainEnd({ reason }) {
      try {
        if (reason === 'interrupted' && unsaved > 0 && run?.isSettled) await write();
      } finally {
        await lock?.release();
        lock = run = undefined;
      }
    },
    memory: () => ({ values: { best } }),
  };
}
