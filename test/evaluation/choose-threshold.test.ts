import { afterEach, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/backend/engine.js';
import { chooseThreshold } from '../../src/lib/evaluation/choose-threshold.js';
import { countEvents } from '../../src/lib/evaluation/count-events.js';
import { speedCounter } from '../../src/lib/models/speed-counter.js';
import { flashes } from '../training/synthetic-dataset.js';

afterEach(() => engine().disposeVariables());

describe('choosing a threshold', () => {
  test('no other candidate scores more than half a percent better', async () => {
    const model = speedCounter({ size: 121 });
    const dataset = flashes({ frames: 30 });
    const candidates = [0.2, 0.4, 0.6, 0.8, 0.95];
    const { threshold, f1 } = await chooseThreshold(model, dataset, { candidates });
    const meanF1 = async (candidate: number) => {
      const counts = await Promise.all(dataset.videos.map(({ frames }) => countEvents(model, frames, { threshold: candidate })));
      return counts.reduce((sum, counted, i) => sum + counted.match(dataset.videos[i].events).f1, 0) / counts.length;
    };
    expect(candidates).toContain(threshold);
    expect(f1).toBeCloseTo(await meanF1(threshold), 6);
    for (const candidate of candidates) expect(await meanF1(candidate)).toBeLessThanOrEqual(f1 + 0.005 + 1e-6);
  });

  test('needs a candidate', async () => {
    await expect(chooseThreshold(speedCounter({ size: 121 }), flashes(), { candidates: [] })).rejects.toThrow(
      'at least one threshold',
    );
  });
});
