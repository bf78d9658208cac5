import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { WindowDataset } from '../../src/lib/data/window-dataset.js';
import { AbortedError } from '../../src/lib/errors.js';
import { countEvents } from '../../src/lib/evaluation/count-events.js';
import { evaluateCounter } from '../../src/lib/evaluation/evaluate-counter.js';
import { leaveOneOut } from '../../src/lib/evaluation/leave-one-out.js';
import { trainCounter } from '../../src/lib/evaluation/train-counter.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { flashes } from '../training/synthetic-dataset.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-evaluation-'));
});
afterEach(() => {
  engine().disposeVariables();
  rmSync(folder, { recursive: true });
});

/** As little training as can be. */
const BRIEF = { epochs: 1, stepsPerEpoch: 1, stride: 4 };

describe('evaluating a counter', () => {
  test('a row a video, as counting and matching each by itself gives', async () => {
    const model = speedCounter({ size: 121 });
    model.threshold = 0.3;
    const { videos } = flashes({ videos: 2 });
    const scores = await evaluateCounter(model, videos);
    for (const [i, { frames, events }] of videos.entries()) {
      const counted = await countEvents(model, frames, { threshold: 0.3 });
      const { precision, recall, f1, countError } = counted.match(events);
      expect(scores.videos[i]).toMatchObject({ predicted: counted.count, precision, recall, f1, error: countError });
    }
    await expect(evaluateCounter(model, [])).rejects.toThrow('there is no labelled video to evaluate on');
  });
});

describe('training by the recipe', () => {
  test('the same seed gives the same counter; the threshold is chosen and kept with the model', async () => {
    const dataset = flashes();
    const weights = async (seed: number) => {
      const { model, history, trainingF1 } = await trainCounter(dataset, { ...BRIEF, seed });
      expect(history.epochs).toHaveLength(1);
      const { videos } = await evaluateCounter(model, dataset, { stride: 4 });
      expect(videos.reduce((sum, { f1 }) => sum + f1 / videos.length, 0)).toBeCloseTo(trainingF1);
      return [...model.weights()[0].variable.dataSync()];
    };
    const first = await weights(1);
    expect(await weights(1)).toEqual(first);
    expect(await weights(2)).not.toEqual(first);
  });

  test('leaves no tensor behind when interrupted', async () => {
    const dataset = flashes();
    (await trainCounter(dataset, BRIEF)).model.dispose();
    const before = engine().memory().numTensors;
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    await expect(trainCounter(dataset, { ...BRIEF, epochs: 3, signal: abort.signal, onProgress })).rejects.toThrow(AbortedError);
    expect(engine().memory().numTensors).toBe(before);
  });
});

describe('J66: leaving one out', () => {
  test('every video is counted once, by a counter trained on all others and on nothing of it', async () => {
    const dataset = flashes({ videos: 3 });
    const trained: string[][] = [];
    const split = dataset.splitByVideo.bind(dataset);
    dataset.splitByVideo = (options) => {
      const sides = split(options);
      trained.push(sides.train.videos.map(({ name }) => name));
      return sides;
    };
    const scores = await leaveOneOut(dataset, BRIEF);
    expect(scores.videos.map(({ name, actual }) => [name, actual])).toEqual(
      dataset.videos.map(({ name, events }) => [name, events.length]),
    );
    expect(trained).toEqual([
      ['flash-2', 'flash-3'],
      ['flash-1', 'flash-3'],
      ['flash-1', 'flash-2'],
    ]);
    const { train, validation } = split({ validation: ['flash-2'] });
    const { model } = await trainCounter(train, BRIEF);
    expect(scores.videos[1]).toEqual((await evaluateCounter(model, validation, { stride: 4 })).videos[0]);
  });

  test('stopped after a video it goes on with the next, and ends with the same numbers', async () => {
    const dataset = flashes({ videos: 3 });
    const results = join(folder, 'run/results.json');
    const abort = new AbortController();
    const stopAfterOne = { ...BRIEF, results, signal: abort.signal, onScore: () => abort.abort() };
    await expect(leaveOneOut(dataset, stopAfterOne)).rejects.toThrow(AbortedError);
    expect(JSON.parse(readFileSync(results, 'utf8')).scores.map(({ name }: { name: string }) => name)).toEqual(['flash-1']);
    const labels: string[] = [];
    const onProgress = ({ label = '' }) => labels.push(label);
    const resumed = await leaveOneOut(dataset, { ...BRIEF, results, onProgress });
    expect(labels.some((label) => label.includes('without flash-1'))).toBe(false);
    expect(labels.some((label) => label.startsWith('video 2 of 3, without flash-2: '))).toBe(true);
    expect(resumed.videos).toEqual((await leaveOneOut(dataset, BRIEF)).videos);
    expect(readdirSync(join(folder, 'run'))).toEqual(['results.json']);
  });

  test('a results file of other settings, other videos, or of something else is refused and left as it is', async () => {
    const results = join(folder, 'results.json');
    await leaveOneOut(flashes(), { ...BRIEF, results });
    const before = readFileSync(results, 'utf8');
    await expect(leaveOneOut(flashes(), { ...BRIEF, epochs: 2, results })).rejects.toThrow(
      /results\.json belongs to a run with other videos or settings.*1 epochs.*2 epochs.*delete the file/,
    );
    await expect(leaveOneOut(flashes({ videos: 3 }), { ...BRIEF, results })).rejects.toThrow('other videos or settings');
    expect(readFileSync(results, 'utf8')).toBe(before);
    for (const text of ['', '{"format":"framescope-leave-one-out","vers', '[]', 'null']) {
      writeFileSync(results, text);
      await expect(leaveOneOut(flashes(), { ...BRIEF, results })).rejects.toThrow('holds no results of leaving one out');
    }
  });

  test('one video alone cannot be left out', async () => {
    await expect(leaveOneOut(flashes({ videos: 1 }), BRIEF)).rejects.toThrow('leaving one video out needs at least two');
  });

  test('a video without events is counted as well', async () => {
    const [first, second] = flashes().videos;
    const dataset = new WindowDataset([first, { ...second, events: [] }], flashes().preprocessing);
    const scores = await leaveOneOut(dataset, BRIEF);
    expect(scores.videos[1]).toMatchObject({ name: 'flash-2', actual: 0 });
  });
});
