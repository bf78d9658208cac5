import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { AbortedError, CheckpointError } from '../../src/lib/errors.js';
import { adam } from '../../src/lib/training/adam.js';
import { checkpoint } from '../../src/lib/training/callbacks/checkpoint.js';
import { earlyStopping } from '../../src/lib/training/callbacks/early-stopping.js';
import type { TrainingCallback } from '../../src/lib/training/callbacks.js';
import { type FitOptions, fit } from '../../src/lib/training/fit.js';
import type { History } from '../../src/lib/training/history.js';
import { cosineDecay } from '../../src/lib/training/schedules.js';
import { sgd } from '../../src/lib/training/sgd.js';
import { flashes } from './synthetic-dataset.js';
import { TINY, tinyModel, weightsOf } from './tiny-model.js';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-resume-'));
  path = join(folder, 'run.safetensors');
});
afterEach(async () => {
  engine().disposeVariables();
  await rm(folder, { recursive: true, force: true });
});

/** 18 windows in 5 batches of 4, the last of 2 or less; the third video validates. */
const dataset = flashes({ videos: 3, frames: 40, size: TINY });
const { train, validation } = dataset.splitByVideo({ validation: ['flash-3'] });
const settings = { epochs: 4, batchSize: 4, validation } satisfies FitOptions;

/** Throws after this many batches of this fit: all that a crash leaves is the file. */
function crashAfter(batches: number): TrainingCallback {
  let count = 0;
  return {
    onSettled(after) {
      if (after === 'batch' && ++count === batches) throw new Error('crash');
    },
  };
}

function metricsOf(history: History) {
  return history.epochs.map(({ metrics }) => metrics);
}

describe('resumed training equals training that was never stopped, bit for bit', () => {
  const optimizers = {
    'sgd with momentum and decay': () => sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, decay: 0.01 }),
    adam: () => adam({ learningRate: 0.01 }),
    'adam with a schedule': () => adam({ learningRate: cosineDecay({ from: 0.02, steps: 20 }) }),
  };
  test.each(Object.entries(optimizers))('%s, stopped within an epoch twice', async (_, optimizer) => {
    const whole = tinyModel();
    const wanted = await fit(whole, train, { ...settings, optimizer: optimizer() });
    const resumed = (callbacks: TrainingCallback[], seed: number) => {
      const model = tinyModel({ seed });
      const keep = checkpoint(path, { every: 1 });
      const options = { ...settings, optimizer: optimizer(), callbacks: [keep, ...callbacks], resume: path };
      return { model, history: fit(model, train, options) };
    };
    await expect(resumed([crashAfter(3)], 1).history).rejects.toThrow('crash');
    await expect(resumed([crashAfter(9)], 2).history).rejects.toThrow('crash');
    const { model, history } = resumed([], 3);
    expect(metricsOf(await history)).toEqual(metricsOf(wanted));
    expect(weightsOf(model)).toEqual(weightsOf(whole));
    expect((await history).plan.resumed).toEqual({ path, isFound: true, epoch: 2, batch: 2 });
  });

  test('a checkpoint every epoch loses the batches after it, and the result is the same', async () => {
    const whole = tinyModel();
    await fit(whole, train, settings);
    await expect(fit(tinyModel(), train, { ...settings, callbacks: [checkpoint(path), crashAfter(8)] })).rejects.toThrow('crash');
    const model = tinyModel({ seed: 5 });
    const history = await fit(model, train, { ...settings, resume: path });
    expect(history.plan.resumed).toEqual({ path, isFound: true, epoch: 1, batch: 0 });
    expect(weightsOf(model)).toEqual(weightsOf(whole));
  });

  test('early stopping goes on counting, and the best weights come back', async () => {
    const stopping = () => earlyStopping({ patience: 2, minDelta: 10 });
    const whole = tinyModel();
    const wanted = await fit(whole, train, { ...settings, epochs: 9, callbacks: [stopping()] });
    expect([wanted.reason, wanted.epochs.length]).toEqual(['stopped', 3]);
    // The stopping stands behind the checkpoint and in front of it: what is saved does not depend on the order.
    const callbacks = () => [checkpoint(path, { every: 2 }), stopping()];
    await expect(
      fit(tinyModel(), train, { ...settings, epochs: 9, callbacks: [...callbacks(), crashAfter(12)] }),
    ).rejects.toThrow('crash');
    const model = tinyModel({ seed: 5 });
    const history = await fit(model, train, { ...settings, epochs: 9, callbacks: callbacks(), resume: path });
    expect([history.reason, history.epochs.length]).toEqual(['stopped', 3]);
    expect(weightsOf(model)).toEqual(weightsOf(whole));
    // Asked once more, it knows that it has stopped.
    const again = tinyModel({ seed: 6 });
    const repeated = await fit(again, train, { ...settings, epochs: 9, callbacks: callbacks(), resume: path });
    expect([repeated.reason, repeated.epochs.length]).toEqual(['stopped', 3]);
    expect(weightsOf(again)).toEqual(weightsOf(whole));
  });

  test('an interrupt saves the batches after the last checkpoint as well', async () => {
    const whole = tinyModel();
    await fit(whole, train, settings);
    const abort = new AbortController();
    const interrupt: TrainingCallback = {
      onBatchEnd({ epoch, batch }) {
        if (epoch === 1 && batch === 2) abort.abort();
      },
    };
    const interrupted = fit(tinyModel(), train, { ...settings, signal: abort.signal, callbacks: [checkpoint(path), interrupt] });
    await expect(interrupted).rejects.toThrow(AbortedError);
    const model = tinyModel({ seed: 5 });
    const history = await fit(model, train, { ...settings, resume: path });
    expect(history.plan.resumed).toMatchObject({ epoch: 1, batch: 3 });
    expect(weightsOf(model)).toEqual(weightsOf(whole));
  });

  test('an interrupt during validation too', async () => {
    const whole = tinyModel();
    const wanted = await fit(whole, train, settings);
    const abort = new AbortController();
    const last: TrainingCallback = { onBatchEnd: ({ epoch, batch }) => (epoch === 0 && batch === 4 ? abort.abort() : undefined) };
    const interrupted = fit(tinyModel(), train, { ...settings, signal: abort.signal, callbacks: [checkpoint(path), last] });
    await expect(interrupted).rejects.toThrow('Evaluation was interrupted');
    const model = tinyModel({ seed: 5 });
    expect(metricsOf(await fit(model, train, { ...settings, resume: path }))).toEqual(metricsOf(wanted));
    expect(weightsOf(model)).toEqual(weightsOf(whole));
  });

  test('more epochs prolong a training that has finished', async () => {
    const whole = tinyModel();
    await fit(whole, train, settings);
    await fit(tinyModel(), train, { ...settings, epochs: 2, callbacks: [checkpoint(path)] });
    const model = tinyModel({ seed: 5 });
    const history = await fit(model, train, { ...settings, resume: path });
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    expect(weightsOf(model)).toEqual(weightsOf(whole));
  });

  test('without a file yet it begins from scratch, and the plan says so', async () => {
    const history = await fit(tinyModel(), train, { ...settings, epochs: 1, resume: path });
    expect(history.plan.resumed).toEqual({ path, isFound: false, epoch: 0, batch: 0 });
  });

  test('a loss that is not a number comes back as such', async () => {
    const explode = () => sgd({ learningRate: 1e6, momentum: 0.9 });
    const options = { ...settings, epochs: 2, optimizer: explode(), callbacks: [checkpoint(path)] };
    const wanted = metricsOf(await fit(tinyModel(), train, options));
    const got = await fit(tinyModel(), train, { ...settings, epochs: 2, optimizer: explode(), resume: path });
    expect(metricsOf(got)).toEqual(wanted);
  });
});

describe('a checkpoint that does not belong here is refused, naming what differs; the model stays as it is', () => {
  const others: [string, string, () => Promise<unknown>][] = [
    ['architecture', 'layer 1 differs', () => fit(tinyModel({ filters: 3 }), train, { ...settings, resume: path })],
    ['output', 'output differs', () => fit(tinyModel({ output: 'softmax' }), train, { ...settings, resume: path })],
    ['data', 'training video 1 differs', () => fit(tinyModel(), validation, { ...settings, resume: path })],
    ['validation', 'validation video 1 differs', () => fit(tinyModel(), train, { ...settings, validation: train, resume: path })],
    ['batch size', 'batchSize differs', () => fit(tinyModel(), train, { ...settings, batchSize: 5, resume: path })],
    ['seed', 'seed differs. Received: "7". Accepted: 8', () => fit(tinyModel(), train, { ...settings, seed: 8, resume: path })],
    ['optimizer', 'optimizer differs', () => fit(tinyModel(), train, { ...settings, optimizer: adam(), resume: path })],
    ['decay', 'optimizer differs', () => fit(tinyModel(), train, { ...settings, optimizer: sgd({ decay: 1 }), resume: path })],
    [
      'rate',
      'the learning rate of the next step differs. Received: 0.01. Accepted: 0.02',
      () => {
        const optimizer = sgd({ learningRate: 0.02, momentum: 0.9, nesterov: true });
        return fit(tinyModel(), train, { ...settings, optimizer, resume: path });
      },
    ],
    ['fewer epochs', 'further than training is to go', () => fit(tinyModel(), train, { ...settings, epochs: 1, resume: path })],
  ];
  test.each(others)('%s', async (_, message, resume) => {
    await fit(tinyModel(), train, { ...settings, epochs: 2, callbacks: [checkpoint(path)] });
    await expect(resume()).rejects.toThrow(CheckpointError);
    await expect(resume()).rejects.toThrow(message);
  });

  test.each([0, 1, 7, 200, 0.5, -1])('cut to %d bytes (or this share)', async (length) => {
    await fit(tinyModel(), train, { ...settings, epochs: 1, callbacks: [checkpoint(path)] });
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, length === 0.5 ? bytes.length / 2 : length));
    const model = tinyModel();
    const before = weightsOf(model);
    await expect(fit(model, train, { ...settings, resume: path })).rejects.toThrow(
      /^run\.safetensors cannot be resumed from: .*Delete it to train from scratch\.$/,
    );
    await expect(fit(model, train, { ...settings, resume: path })).rejects.toThrow(CheckpointError);
    expect(weightsOf(model)).toEqual(before);
  });

  test('weights of a model, or a folder', async () => {
    await fit(tinyModel(), train, { ...settings, epochs: 1, callbacks: [checkpoint(path, { keepBest: 'loss' })] });
    expect((await readdir(folder)).sort()).toEqual(['run.best.json', 'run.best.safetensors', 'run.safetensors']);
    const best = fit(tinyModel(), train, { ...settings, resume: join(folder, 'run.best.safetensors') });
    await expect(best).rejects.toThrow('it is no checkpoint of a training');
    await expect(fit(tinyModel(), train, { ...settings, resume: folder })).rejects.toThrow(/cannot be read: EISDIR/);
  });
});
