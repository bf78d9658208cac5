import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import type { WindowBatch } from '../../src/lib/data/window-dataset.js';
import { checkpoint } from '../../src/lib/training/callbacks/checkpoint.js';
import { earlyStopping } from '../../src/lib/training/callbacks/early-stopping.js';
import type { TrainingCallback } from '../../src/lib/training/callbacks.js';
import { fit } from '../../src/lib/training/fit.js';
import { sgd } from '../../src/lib/training/sgd.js';
import * as steps from '../../src/lib/training/train-step.js';
import { flashes } from './synthetic-dataset.js';
import { TINY, tinyModel } from './tiny-model.js';

afterEach(() => {
  vi.restoreAllMocks();
  engine().disposeVariables();
});

/** The batches that training was given, epoch by epoch. */
function listen(): { epochs: WindowBatch[][]; callback: TrainingCallback } {
  const epochs: WindowBatch[][] = [[]];
  const step = steps.trainStep;
  vi.spyOn(steps, 'trainStep').mockImplementation((model, optimizer, windows) => {
    epochs.at(-1)?.push(windows);
    return step(model, optimizer, windows);
  });
  return { epochs, callback: { onEpochEnd: () => void epochs.push([]) } };
}

/** Which video each window is from: flash-1 is dark, flash-2 bright, … see below. */
const bands = flashes({ videos: 3, frames: 40, size: TINY });
for (const [i, { frames }] of bands.videos.entries()) frames.data.fill(i * 80 + 10);
const videosOf = ({ inputs, size }: WindowBatch) =>
  Array.from({ length: size }, (_, i) => Math.round((inputs[(i * inputs.length) / size] * 255 - 10) / 80));

test('J57: batches mix the videos, all but the last are full, and no window is lost', async () => {
  const { epochs, callback } = listen();
  await fit(tinyModel(), bands, { epochs: 2, batchSize: 8, callbacks: [callback] });
  for (const batches of epochs.slice(0, 2)) {
    const sizes = batches.map(({ size }) => size);
    expect(sizes.slice(0, -1).every((size) => size === 8)).toBe(true);
    const from = batches.flatMap(videosOf);
    // 40 frames in windows of 4 from a phase of 0 to 3 on: 10 windows, or 9.
    for (const video of [0, 1, 2]) {
      expect(from.filter((index) => index === video).length).toBeGreaterThanOrEqual(9);
      expect(new Set(videosOf(batches[0])).size).toBeGreaterThan(1);
    }
    expect(sizes.reduce((a, b) => a + b)).toBe(from.length);
  }
  expect(epochs[0].flatMap(videosOf)).not.toEqual(epochs[1].flatMap(videosOf));
});

test('J66: training never sees a window of the videos that are held out', async () => {
  const { train, validation } = bands.splitByVideo({ validation: ['flash-2'] });
  const { epochs, callback } = listen();
  const history = await fit(tinyModel(), train, { epochs: 3, batchSize: 8, validation, callbacks: [callback] });
  expect(new Set(epochs.flat().flatMap(videosOf))).toEqual(new Set([0, 2]));
  expect(history.metric('valLoss').every(Number.isFinite)).toBe(true);
});

test('F19 J54: the rate of update n is rate / (1 + decay · n), over epochs on', async () => {
  const optimizer = sgd({ learningRate: 1e-3, momentum: 0.9, nesterov: true, decay: 1e-2 });
  const rates: number[] = [optimizer.learningRate];
  const note: TrainingCallback = { onBatchEnd: () => void rates.push(optimizer.learningRate) };
  await fit(tinyModel(), bands, { epochs: 2, batchSize: 8, optimizer, callbacks: [note] });
  expect(rates.length).toBeGreaterThan(8);
  for (const [n, rate] of rates.entries()) expect(rate).toBeCloseTo(1e-3 / (1 + 1e-2 * n), 12);
  optimizer.dispose();
});

test('no tensor stays behind with checkpoints, early stopping and a resume, and none when a callback throws', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'framescope-epochs-'));
  const path = join(folder, 'run.safetensors');
  const { train, validation } = bands.splitByVideo({ validation: ['flash-2'] });
  const model = tinyModel();
  const settings = { batchSize: 8, validation, resume: path };
  const callbacks = () => [checkpoint(path, { every: 1, keepBest: 'valLoss' }), earlyStopping({ patience: 9 })];
  const begin = engine().memory().numTensors;
  const counts: number[] = [];
  const count: TrainingCallback = { onSettled: () => void counts.push(engine().memory().numTensors) };
  await fit(model, train, { ...settings, epochs: 2, callbacks: [...callbacks(), count] });
  expect(engine().memory().numTensors).toBe(begin);
  // Within training there is one more, the optimizer's velocity.
  expect(new Set(counts)).toEqual(new Set([begin + 1]));
  await fit(model, train, { ...settings, epochs: 4, callbacks: callbacks() });
  expect(engine().memory().numTensors).toBe(begin);
  const thrower: TrainingCallback = {
    onEpochEnd() {
      throw new Error('mine');
    },
  };
  await expect(fit(model, train, { ...settings, epochs: 5, callbacks: [...callbacks(), thrower] })).rejects.toThrow('mine');
  expect(engine().memory().numTensors).toBe(begin);
  await rm(folder, { recursive: true });
});

test('all callbacks hear the end, also when one throws there', async () => {
  const heard: string[] = [];
  const named = (name: string): TrainingCallback => ({ onTrainEnd: ({ reason }) => void heard.push(`${name} ${reason}`) });
  const thrower: TrainingCallback = {
    onTrainEnd() {
      throw new Error('at the end');
    },
  };
  const training = fit(tinyModel(), bands, { epochs: 1, callbacks: [named('a'), thrower, named('b')] });
  await expect(training).rejects.toThrow('at the end');
  expect(heard).toEqual(['a finished', 'b finished']);
  const begin: TrainingCallback = {
    onTrainBegin() {
      throw new Error('at the beginning');
    },
  };
  heard.length = 0;
  await expect(fit(tinyModel(), bands, { epochs: 1, callbacks: [named('a'), begin, named('c')] })).rejects.toThrow('beginning');
  expect(heard).toEqual(['a failed']);
});
