import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { requireCount } from '../../shape.js';
import { writeError } from '../../write-atomically.js';
import type { TrainingCallback, TrainingRun } from '../callbacks.js';
import { eventFileHeader, scalarRecord } from '../event-file.js';

/** Options of TensorBoard's log. */
export interface TensorboardOptions {
  /** What is written: values by epoch (default), or also those of a batch after every so many batches. */
  readonly every?: 'epoch' | number;
}

/**
 * Writes metrics for TensorBoard: `tensorboard --logdir FOLDER` draws them while training goes on.
 *
 * As Keras does: two runs, `FOLDER/train` and `FOLDER/validation`, in both `epoch_loss`, `epoch_accuracy`, … over the
 * epoch counted from 0, in the first `epoch_learning_rate`, and `batch_loss`, … over the batch counted from 0. Every
 * training adds files of its own; one that is resumed adds to its charts. Give each experiment a folder of its own.
 *
 * @throws {InvalidInputError} when `every` is not an integer of at least 1.
 * @throws {WriteError} when the folder cannot be written to.
 */
export function tensorboard(folder: string, { every = 'epoch' }: TensorboardOptions = {}): TrainingCallback {
  if (every !== 'epoch') requireCount('every', every);
  let run: TrainingRun | undefined;
  let batchesPerEpoch = 0;
  let writers: { readonly train: EventWriter; readonly validation: EventWriter } | undefined;
  return {
    async onTrainBegin(plan, training) {
      run = training;
      ({ batchesPerEpoch } = plan);
      writers = { train: new EventWriter(join(folder, 'train')), validation: new EventWriter(join(folder, 'validation')) };
      await writers.train.write([]);
    },
    async onBatchEnd({ epoch, batch, metrics }) {
      const step = epoch * batchesPerEpoch + batch;
      if (every === 'epoch' || (step + 1) % every !== 0) return;
      await writers?.train.write(named('batch', metrics), step);
    },
    async onEpochEnd({ epoch, metrics }) {
      const entries = Object.entries(metrics);
      const isValidation = ([name]: [string, number]): boolean => /^val[A-Z]/.test(name);
      const train = {
        ...Object.fromEntries(entries.filter((entry) => !isValidation(entry))),
        learning_rate: run?.optimizer.learningRate ?? 0,
      };
      const validation = entries.filter(isValidation).map(([name, value]) => [name[3].toLowerCase() + name.slice(4), value]);
      await writers?.train.write(named('epoch', train), epoch);
      if (validation.length > 0) await writers?.validation.write(named('epoch', Object.fromEntries(validation)), epoch);
    },
    onTrainEnd() {
      run = writers = undefined;
    },
  };
}

function named(prefix: 'batch' | 'epoch', metrics: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(metrics).map(([name, value]) => [`${prefix}_${name}`, value]);
}

/** Files of one process that begin in the same second are told apart by a number. */
let fileCount = 0;

/** Appends to an event file, made at the first writing. */
class EventWriter {
  private readonly path: string;
  private isBegun = false;

  constructor(folder: string) {
    const seconds = Math.floor(Date.now() / 1000);
    this.path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${fileCount++}.v2`);
  }

  async write(values: readonly (readonly [tag: string, value: number])[], step: number = 0): Promise<void> {
    const time = Date.now() / 1000;
    const records = values.map(([tag, value]) => scalarRecord({ tag, value, step, time }));
    try {
      if (!this.isBegun) await mkdir(dirname(this.path), { recursive: true });
      await appendFile(this.path, Buffer.concat(this.isBegun ? records : [eventFileHeader(time), ...records]));
      this.isBegun = true;
    } catch (error) {
      throw writeError(this.path, error);
    }
  }
}
