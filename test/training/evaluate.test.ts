import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { AbortedError, InvalidInputError } from '../../src/lib/errors.js';
import { evaluate } from '../../src/lib/training/evaluate.js';
import { fit } from '../../src/lib/training/fit.js';
import { batchTensors } from '../../src/lib/training/train-step.js';
import { flashes } from './synthetic-dataset.js';
import { TINY, tinyModel, weightsOf } from './tiny-model.js';

afterEach(() => engine().disposeVariables());

const dataset = flashes({ videos: 3, frames: 40, size: TINY });

describe('evaluate', () => {
  test('is what a loop over plain numbers finds', async () => {
    const model = tinyModel();
    const [all] = [...dataset.batches({ batchSize: dataset.length, shuffle: false })];
    const predicted = engine().tidy(() => Array.from(model.apply(batchTensors(model, all)[0]).dataSync()));
    const truth = Array.from(all.targets);
    const share = (of: number[], holds: (i: number) => boolean) => of.filter((i) => holds(i)).length / of.length;
    const frames = [...predicted.keys()];
    const isMarked = (i: number) => predicted[i] > 0.5;
    const isEvent = (i: number) => truth[i] === 1;
    const loss = frames.reduce((sum, i) => sum - Math.log(isEvent(i) ? predicted[i] : 1 - predicted[i]), 0) / frames.length;
    const got = await evaluate(model, dataset, { batchSize: 7 });
    expect(got.windows).toBe(dataset.length);
    expect(got.loss).toBeCloseTo(loss, 5);
    expect(got.accuracy).toBeCloseTo(
      share(frames, (i) => isMarked(i) === isEvent(i)),
      6,
    );
    expect(got.precision).toBeCloseTo(share(frames.filter(isMarked), isEvent), 6);
    expect(got.recall).toBeCloseTo(share(frames.filter(isEvent), isMarked), 6);
  });

  test('X23: gives the same twice, leaves the model and the tensors as they were, and is what fit reports', async () => {
    const { train, validation } = dataset.splitByVideo({ validation: ['flash-3'] });
    const model = tinyModel();
    const history = await fit(model, train, { epochs: 1, batchSize: 4, validation });
    const weights = weightsOf(model);
    const tensors = engine().memory().numTensors;
    const first = await evaluate(model, validation, { batchSize: 4 });
    expect(await evaluate(model, validation, { batchSize: 4 })).toEqual(first);
    expect([first.loss, first.accuracy]).toEqual([history.metric('valLoss')[0], history.metric('valAccuracy')[0]]);
    expect(weightsOf(model)).toEqual(weights);
    expect(engine().memory().numTensors).toBe(tensors);
  });

  test('tells how far it is, and can be interrupted', async () => {
    const done: number[] = [];
    const abort = new AbortController();
    const options = {
      batchSize: 8,
      signal: abort.signal,
      onProgress: (progress: { done: number }) => {
        if (done.push(progress.done) === 2) abort.abort();
      },
    };
    await expect(evaluate(tinyModel(), dataset, options)).rejects.toThrow(AbortedError);
    expect(done).toEqual([8, 16]);
    await expect(evaluate(tinyModel(), dataset, options)).rejects.toThrow('interrupted after 0 of 30 windows');
  });

  test('data cut otherwise are refused', async () => {
    await expect(evaluate(tinyModel(), flashes({ size: 9 }))).rejects.toThrow(InvalidInputError);
  });
});
