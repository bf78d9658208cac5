import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { AbortedError, InvalidInputError } from '../../src/lib/errors.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { adam } from '../../src/lib/training/adam.js';
import { fit } from '../../src/lib/training/fit.js';
import { flashes } from './synthetic-dataset.js';

const SIZE = 121;
afterEach(() => engine().disposeVariables());

describe('fit', () => {
  test('learns to see flashes, and says so in its history', async () => {
    const model = speedCounter({ size: SIZE });
    const dataset = flashes({ frames: 48 });
    const { train, validation } = dataset.splitByVideo({ validation: ['flash-2'] });
    const history = await fit(model, train, { epochs: 12, batchSize: 6, validation, optimizer: adam({ learningRate: 0.003 }) });
    expect(history.epochs).toHaveLength(12);
    expect(history.reason).toBe('finished');
    expect(history.metric('loss')[11]).toBeLessThan(0.5 * history.metric('loss')[0]);
    expect(Object.keys(history.epochs[0].metrics)).toEqual(['loss', 'accuracy', 'valLoss', 'valAccuracy']);
  });

  test('the same seed gives the same weights', async () => {
    const trained = async (seed: number) => {
      const model = speedCounter({ size: SIZE });
      await fit(model, flashes(), { epochs: 1, batchSize: 4, seed });
      return Array.from(model.weights()[0].variable.dataSync());
    };
    const first = await trained(1);
    expect(await trained(1)).toEqual(first);
    expect(await trained(2)).not.toEqual(first);
  });

  test('leaves no tensor behind, whether it ends, is interrupted, or a callback throws', async () => {
    const model = speedCounter({ size: SIZE });
    const dataset = flashes();
    await fit(model, dataset, { epochs: 1, batchSize: 4 });
    const before = engine().memory().numTensors;
    await fit(model, dataset, { epochs: 1, batchSize: 4, validation: dataset });
    expect(engine().memory().numTensors).toBe(before);
    await expect(fit(model, dataset, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    const onBatchEnd = () => {
      throw new Error('mine');
    };
    await expect(fit(model, dataset, { callbacks: [{ onBatchEnd }] })).rejects.toThrow('mine');
    expect(engine().memory().numTensors).toBe(before);
  });

  test('an interrupt arrives within a batch and tells where; callbacks hear how it ended', async () => {
    const abort = new AbortController();
    const heard: string[] = [];
    const training = fit(speedCounter({ size: SIZE }), flashes({ frames: 96 }), {
      batchSize: 4,
      signal: abort.signal,
      callbacks: [
        {
          onBatchEnd: ({ batch }) => {
            heard.push(`batch ${batch}`);
            if (batch === 1) setTimeout(() => abort.abort());
          },
          onTrainEnd: ({ reason }) => {
            heard.push(reason);
          },
        },
      ],
    });
    await expect(training).rejects.toThrow(/Training was interrupted in epoch 1, after [23] of its batches; the model keeps/);
    expect(heard.length).toBeLessThanOrEqual(4);
    expect(heard.at(-1)).toBe('interrupted');
  });

  test("a callback's 'stop' ends training after the epoch", async () => {
    const history = await fit(speedCounter({ size: SIZE }), flashes(), { epochs: 5, callbacks: [{ onEpochEnd: () => 'stop' }] });
    expect(history.epochs).toHaveLength(1);
    expect(history.reason).toBe('stopped');
  });

  test('data cut otherwise than the model reads are refused', async () => {
    await expect(fit(speedCounter(), flashes(), {})).rejects.toThrow(InvalidInputError);
    await expect(fit(speedCounter(), flashes(), {})).rejects.toThrow('not cut the way this model reads');
  });

  test.each([[{ epochs: 0 }], [{ batchSize: 1.5 }], [{ stepsPerEpoch: -1 }]])('%j is refused', async (options) => {
    await expect(fit(speedCounter({ size: SIZE }), flashes(), options)).rejects.toThrow('must be an integer of at least 1');
  });
});
