import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { CheckpointError, InvalidInputError, WriteError } from '../../src/lib/errors.js';
import { checkpoint } from '../../src/lib/training/callbacks/checkpoint.js';
import { csvLog } from '../../src/lib/training/callbacks/csv-log.js';
import { tensorboard } from '../../src/lib/training/callbacks/tensorboard.js';
import type { TrainingCallback } from '../../src/lib/training/callbacks.js';
import { type FitOptions, fit } from '../../src/lib/training/fit.js';
import { sgd } from '../../src/lib/training/sgd.js';
import { loadModel } from '../../src/lib/weights/load-model.js';
import { flashes } from './synthetic-dataset.js';
import { TINY, tinyModel, weightsOf } from './tiny-model.js';

/** While set, writing a file writes half of it and fails with this code, as on a full disk. */
const disk = vi.hoisted(() => ({ failure: undefined as string | undefined }));
vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof import('node:fs/promises')>();
  const failing = (write: (path: string, content: Uint8Array, options?: object) => Promise<void>) => {
    return async (path: string, content: Uint8Array | string, options?: object) => {
      const bytes = Buffer.from(content as Uint8Array);
      if (disk.failure === undefined) return write(path, bytes, options);
      if (disk.failure === 'ENOSPC') await write(path, bytes.subarray(0, bytes.length / 2), options);
      throw Object.assign(new Error(`${disk.failure}: mocked`), { code: disk.failure });
    };
  };
  return { ...actual, writeFile: failing(actual.writeFile), appendFile: failing(actual.appendFile) };
});

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-checkpoint-'));
  path = join(folder, 'run.safetensors');
});
afterEach(async () => {
  disk.failure = undefined;
  engine().disposeVariables();
  await rm(folder, { recursive: true, force: true });
});

const train = flashes({ videos: 2, frames: 40, size: TINY });
const settings = { epochs: 2, batchSize: 4 } satisfies FitOptions;

/** Breaks the disk after a number of epochs. */
function breakDisk(failure: string, after: number): TrainingCallback {
  return {
    onEpochEnd({ epoch }) {
      if (epoch + 1 === after) disk.failure = failure;
    },
  };
}

describe('a disk that cannot be written', () => {
  const failures: [string, string][] = [
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'the file system is read-only'],
    ['EACCES', 'permission is denied'],
  ];
  test.each(failures)('%s at the beginning ends training before it begins', async (code, words) => {
    disk.failure = code;
    const model = tinyModel();
    const before = weightsOf(model);
    for (const callback of [checkpoint(path), csvLog(join(folder, 'a.csv')), tensorboard(folder)]) {
      const training = fit(model, train, { ...settings, callbacks: [callback] });
      await expect(training).rejects.toThrow(WriteError);
      await expect(training).rejects.toThrow(`cannot write the file: ${words}. Received: "${folder}`);
    }
    expect(weightsOf(model)).toEqual(before);
    expect((await readdir(folder)).filter((name) => !['train', 'validation'].includes(name))).toEqual([]);
  });

  test.each(failures)('%s later on ends training; the model keeps what it learnt, the file what it held', async (code, words) => {
    const model = tinyModel();
    const options = { ...settings, epochs: 3 };
    const ended: string[] = [];
    const onTrainEnd: TrainingCallback['onTrainEnd'] = ({ reason }) => void ended.push(reason);
    const callbacks = [breakDisk(code, 2), checkpoint(path), { onTrainEnd }];
    await expect(fit(model, train, { ...options, callbacks })).rejects.toThrow(words);
    disk.failure = undefined;
    expect(ended).toEqual(['failed']);
    expect(await readdir(folder)).toEqual(['run.safetensors']);
    const [two, three] = [tinyModel(), tinyModel()];
    await fit(two, train, settings);
    expect(weightsOf(model)).toEqual(weightsOf(two));
    // And from the file of the first epoch the whole training still comes out.
    const resumed = tinyModel({ seed: 9 });
    const history = await fit(resumed, train, { ...options, resume: path });
    expect(history.plan.resumed).toMatchObject({ epoch: 1, batch: 0 });
    await fit(three, train, options);
    expect(weightsOf(resumed)).toEqual(weightsOf(three));
  });

  test('a folder whose name is a file', async () => {
    const training = fit(tinyModel(), train, { ...settings, callbacks: [checkpoint('/dev/null/run.safetensors')] });
    await expect(training).rejects.toThrow(/cannot write the file: a part of the path is a file, not a folder/);
  });
});

describe('the lock', () => {
  const owner = (change: object) => JSON.stringify({ host: hostname(), pid: process.pid, began: '', token: 'x', ...change });
  const begin = () => fit(tinyModel(), train, { ...settings, epochs: 1, callbacks: [checkpoint(path)] });

  test('two trainings in one process: the second is refused and says whose it is', async () => {
    let refused: unknown;
    const second: TrainingCallback = {
      async onTrainBegin() {
        refused = await begin().catch((error) => error);
      },
    };
    const history = await fit(tinyModel(), train, { ...settings, callbacks: [checkpoint(path), second] });
    expect(refused).toBeInstanceOf(CheckpointError);
    expect((refused as Error).message).toBe(
      `another run (process ${process.pid} on ${hostname()}) writes the checkpoint run.safetensors. ` +
        `Write to another file; if that run is over for certain, delete ${path}.lock.`,
    );
    expect(history.reason).toBe('finished');
    expect(await readdir(folder)).toEqual(['run.safetensors']);
  });

  // 2 ** 22 is the largest process number that Linux gives.
  test.each([
    ['of a process that is gone', { pid: 2 ** 22 + 1 }],
    ['of another process that had this number', { began: 'another start' }],
  ])('a lock %s is taken over', async (_, change) => {
    await writeFile(`${path}.lock`, owner(change));
    await begin();
    expect(await readdir(folder)).toEqual(['run.safetensors']);
  });

  test.each([
    ['of another machine', owner({ host: 'elsewhere', pid: 1 }), 'process 1 on elsewhere'],
    ['that cannot be read', '', 'another run writes'],
  ])('a lock %s is believed', async (_, content, message) => {
    await writeFile(`${path}.lock`, content);
    await expect(begin()).rejects.toThrow(message);
    expect(await readFile(`${path}.lock`, 'utf8')).toBe(content);
  });

  test('of several that find a stale lock at once, one trains', async () => {
    await writeFile(`${path}.lock`, owner({ pid: 2 ** 22 + 1 }));
    const results = await Promise.allSettled([begin(), begin(), begin()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(CheckpointError);
  });

  test('who loses the lock stops writing', async () => {
    const steal: TrainingCallback = { onBatchEnd: () => writeFile(`${path}.lock`, owner({ token: 'another' })) };
    const training = fit(tinyModel(), train, { ...settings, callbacks: [checkpoint(path), steal] });
    await expect(training).rejects.toThrow('the right to write the checkpoint is lost');
    expect(await readdir(folder)).toEqual(['run.safetensors.lock']);
  });

  test('is given back however training ends', async () => {
    const thrower: TrainingCallback = {
      onBatchEnd() {
        throw new Error('mine');
      },
      onTrainEnd() {
        throw new Error('at the end');
      },
    };
    await expect(fit(tinyModel(), train, { ...settings, callbacks: [thrower, checkpoint(path)] })).rejects.toThrow('mine');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('keepBest', () => {
  test('U40 F20: the model of the epoch with the lowest validation loss stays on disk', async () => {
    const { train: part, validation } = flashes({ videos: 3, frames: 40, size: TINY }).splitByVideo({ validation: ['flash-3'] });
    const model = tinyModel();
    const byEpoch: number[][] = [];
    const remember: TrainingCallback = { onEpochEnd: () => void byEpoch.push(weightsOf(model)) };
    const callbacks = [remember, checkpoint(path, { keepBest: 'valLoss' })];
    const history = await fit(model, part, {
      epochs: 6,
      batchSize: 4,
      validation,
      callbacks,
      optimizer: sgd({ learningRate: 2 }),
    });
    const losses = history.metric('valLoss');
    const best = losses.indexOf(Math.min(...losses));
    expect(best).not.toBe(5);
    const loaded = await loadModel(join(folder, 'run.best.safetensors'));
    expect(weightsOf(loaded)).toEqual(byEpoch[best]);
  });

  test('a resumed run does not forget how good the best was', async () => {
    const constant = (loss: number): TrainingCallback => ({
      onEpochEnd(log) {
        Object.assign(log.metrics, { loss });
      },
    });
    await fit(tinyModel(), train, { ...settings, epochs: 1, callbacks: [constant(1), checkpoint(path, { keepBest: 'loss' })] });
    const before = await readFile(join(folder, 'run.best.safetensors'));
    const worse = [constant(2), checkpoint(path, { keepBest: 'loss' })];
    await fit(tinyModel(), train, { ...settings, callbacks: worse, resume: path });
    expect(await readFile(join(folder, 'run.best.safetensors'))).toEqual(before);
  });

  test('options that make no sense are refused', async () => {
    expect(() => checkpoint('run.h5')).toThrow(InvalidInputError);
    expect(() => checkpoint(path, { every: 0 })).toThrow('every must be an integer of at least 1');
    const training = fit(tinyModel(), train, { ...settings, callbacks: [checkpoint(path, { keepBest: 'valLoss' })] });
    await expect(training).rejects.toThrow(
      'training does not report this metric. Received: "valLoss". Accepted: loss, accuracy. Give fit a validation dataset.',
    );
  });
});
