import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { InvalidInputError } from '../../src/lib/errors.js';
import { checkpoint } from '../../src/lib/training/callbacks/checkpoint.js';
import { csvLog } from '../../src/lib/training/callbacks/csv-log.js';
import { earlyStopping } from '../../src/lib/training/callbacks/early-stopping.js';
import { type PrintProgressOptions, printProgress } from '../../src/lib/training/callbacks/print-progress.js';
import type { TrainingCallback } from '../../src/lib/training/callbacks.js';
import { type FitOptions, fit } from '../../src/lib/training/fit.js';
import { flashes } from './synthetic-dataset.js';
import { TINY, tinyModel, weightsOf } from './tiny-model.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-callbacks-'));
});
afterEach(async () => {
  engine().disposeVariables();
  await rm(folder, { recursive: true, force: true });
});

const { train, validation } = flashes({ videos: 3, frames: 40, size: TINY }).splitByVideo({ validation: ['flash-3'] });
const settings = { epochs: 3, batchSize: 4, validation } satisfies FitOptions;

/** Makes a metric what the test wants, epoch by epoch, as if training had brought it. */
function pretend(metric: string, values: readonly number[]): TrainingCallback {
  return {
    onEpochEnd(log) {
      Object.assign(log.metrics, { [metric]: values[log.epoch] });
    },
  };
}

describe('early stopping', () => {
  const runs: [string, readonly number[], object, { epochs: number; best: number }][] = [
    ['patience 2 from the best on (U27)', [5, 4, 4.5, 4.2, 1], {}, { epochs: 4, best: 1 }],
    ['an equal value is no gain', [5, 5, 5, 1], {}, { epochs: 3, best: 0 }],
    ['minDelta', [5, 4.9, 4.8, 4.7, 1], { minDelta: 0.5 }, { epochs: 3, best: 0 }],
    ['patience 1', [5, 6, 1], { patience: 1 }, { epochs: 2, best: 0 }],
    ['NaN is never better', [5, Number.NaN, Number.NaN, 1], {}, { epochs: 3, best: 0 }],
    ['a number is better than NaN', [Number.NaN, 9, 8, 7, 6], {}, { epochs: 5, best: 4 }],
    ['never worse: to the end', [5, 4, 3, 2, 1], {}, { epochs: 5, best: 4 }],
  ];
  test.each(runs)('%s: valLoss %j', async (_, losses, options, { epochs, best }) => {
    const model = tinyModel();
    const byEpoch: number[][] = [];
    const remember: TrainingCallback = { onEpochEnd: () => void byEpoch.push(weightsOf(model)) };
    const callbacks = [pretend('valLoss', losses), remember, earlyStopping(options)];
    const history = await fit(model, train, { ...settings, epochs: 5, callbacks });
    expect(history.epochs).toHaveLength(epochs);
    expect(history.reason).toBe(epochs === 5 ? 'finished' : 'stopped');
    expect(weightsOf(model)).toEqual(byEpoch[best]);
  });

  test('U40: the weights that stay are those of the lowest validation loss, not the last', async () => {
    const model = tinyModel();
    const byEpoch: number[][] = [];
    const remember: TrainingCallback = { onEpochEnd: () => void byEpoch.push(weightsOf(model)) };
    const callbacks = [pretend('valLoss', [3, 1, 2]), remember, earlyStopping({ patience: 5 })];
    await fit(model, train, { ...settings, callbacks });
    expect(weightsOf(model)).toEqual(byEpoch[1]);
    expect(weightsOf(model)).not.toEqual(byEpoch[2]);
  });

  test('of accuracies more is better; restoreBest: false keeps the last', async () => {
    const model = tinyModel();
    const byEpoch: number[][] = [];
    const remember: TrainingCallback = { onEpochEnd: () => void byEpoch.push(weightsOf(model)) };
    const stopping = earlyStopping({ metric: 'valAccuracy', restoreBest: false });
    const callbacks = [pretend('valAccuracy', [0.1, 0.9, 0.8, 0.7, 1]), remember, stopping];
    const history = await fit(model, train, { ...settings, epochs: 5, callbacks });
    expect(history.epochs).toHaveLength(4);
    expect(weightsOf(model)).toEqual(byEpoch[3]);
  });

  test('without validation it says what it lacks; options out of range are refused', async () => {
    const training = fit(tinyModel(), train, { epochs: 1, callbacks: [earlyStopping()] });
    await expect(training).rejects.toThrow(InvalidInputError);
    await expect(training).rejects.toThrow('Received: "valLoss". Accepted: loss, accuracy. Give fit a validation dataset.');
    expect(() => earlyStopping({ patience: 0 })).toThrow('patience must be an integer of at least 1');
    expect(() => earlyStopping({ minDelta: -1 })).toThrow('minDelta must be a number from 0');
  });
});

describe('CSV log (F21)', () => {
  const read = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n');

  test('a header, an epoch a row, whole after every epoch', async () => {
    const path = join(folder, 'deep', 'log.csv');
    const seen: number[] = [];
    const look: TrainingCallback = { onEpochEnd: async () => void seen.push((await read(path)).length) };
    const history = await fit(tinyModel(), train, { ...settings, callbacks: [csvLog(path), look] });
    const [header, ...rows] = await read(path);
    expect(header).toBe('epoch,loss,accuracy,valLoss,valAccuracy,seconds');
    expect(seen).toEqual([2, 3, 4]);
    for (const [i, row] of rows.entries()) {
      const [epoch, loss, accuracy, valLoss, valAccuracy] = row.split(',').map(Number);
      expect({ loss, accuracy, valLoss, valAccuracy }).toEqual(history.epochs[i].metrics);
      expect(epoch).toBe(i + 1);
    }
  });

  test('resumed training has every epoch once, also one that was logged but lost', async () => {
    const path = join(folder, 'log.csv');
    const saved = join(folder, 'run.safetensors');
    const crash: TrainingCallback = {
      onEpochEnd({ epoch }) {
        if (epoch === 1) throw new Error('crash');
      },
    };
    const first = fit(tinyModel(), train, { ...settings, callbacks: [csvLog(path), crash, checkpoint(saved)] });
    await expect(first).rejects.toThrow('crash');
    expect(await read(path)).toHaveLength(3);
    const history = await fit(tinyModel(), train, { ...settings, callbacks: [csvLog(path)], resume: saved });
    expect((await read(path)).map((row) => row.split(',')[0])).toEqual(['epoch', '1', '2', '3']);
    expect(history.epochs).toHaveLength(3);
  });

  test('a file of another run is replaced', async () => {
    const path = join(folder, 'log.csv');
    await writeFile(path, 'old\n1\n2\n3\n4\n5\n');
    await fit(tinyModel(), train, { epochs: 1, callbacks: [csvLog(path)] });
    expect(await read(path)).toHaveLength(2);
  });
});

describe('printed progress (J58, A38)', () => {
  async function printed(options: PrintProgressOptions, fitOptions: Partial<FitOptions> = {}, isTTY = false): Promise<string> {
    let text = '';
    const stream = new Writable({
      write(chunk, _, done) {
        text += chunk;
        done();
      },
    });
    const callbacks = [printProgress({ ...options, stream: Object.assign(stream, { isTTY }) })];
    await fit(tinyModel(), train, {
      ...settings,
      epochs: 2,
      ...fitOptions,
      callbacks: [...(fitOptions.callbacks ?? []), ...callbacks],
    });
    return text;
  }

  test('a line an epoch, with place, time, rate and all metrics', async () => {
    const lines = (await printed({})).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const [i, line] of lines.entries()) {
      expect(line).toMatch(
        new RegExp(
          `^Epoch ${i + 1}/2  5/5  \\d+\\.\\d s, \\d+ ms a step  loss \\d\\.\\d{4}  accuracy \\d\\.\\d{4}  valLoss \\d\\.\\d{4}  valAccuracy \\d\\.\\d{4}$`,
        ),
      );
    }
  });

  test('lines between, every so many batches, with the time left', async () => {
    const lines = (await printed({ every: 2 })).trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 14))).toEqual([
      'Epoch 1/2  2/5',
      'Epoch 1/2  4/5',
      'Epoch 1/2  5/5',
      'Epoch 2/2  2/5',
      'Epoch 2/2  4/5',
      'Epoch 2/2  5/5',
    ]);
    expect(lines[0]).toMatch(/^Epoch 1\/2 {2}2\/5 {2}\d+ ms a step, \d+\.\d s left {2}loss \d\.\d{4} {2}accuracy \d\.\d{4}$/);
  });

  test('in a terminal a bar on one line, wiped away by the line that stays', async () => {
    const text = await printed({}, {}, true);
    const [first] = text.split('\n');
    const pictures = first.split('\r\x1b[K');
    expect(pictures[1]).toMatch(/^Epoch 1\/2 {2}1\/5 {2}━{4}─{16} {2}/);
    expect(pictures.at(-1)).toMatch(/^Epoch 1\/2 {2}5\/5 /);
  });

  test('says where it resumes, and how it ended', async () => {
    const path = join(folder, 'run.safetensors');
    const scratch = await printed({}, { callbacks: [checkpoint(path)], resume: path });
    expect(scratch.split('\n')[0]).toBe(`No checkpoint at ${path} yet: training begins from scratch`);
    const resumed = await printed({}, { epochs: 3, resume: path, callbacks: [{ onEpochEnd: () => 'stop' }] });
    expect(resumed).toMatch(
      new RegExp(`^Resumes from ${path} in epoch 3 of 3, after 0 of its batches\nEpoch 3/3 .*\nStopped after epoch 3\n$`),
    );
    const done = await printed({}, { resume: path });
    expect(done).toBe(`${path}: all 2 epochs are done\n`);
  });
});
