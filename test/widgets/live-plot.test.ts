import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRandom } from '../../src/lib/random.js';
import type { TrainingCallback } from '../../src/lib/training/callbacks.js';
import { type LivePlot, livePlot } from '../../src/widgets/live-plot.js';
import { useBrowser } from './browser.js';

const KERNEL = Symbol.for('framescope.kernel');
const host = globalThis as { [KERNEL]?: unknown };

afterEach(() => {
  delete host[KERNEL];
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Trains in pretence, the plot being a callback like any other: loss falls, accuracy rises. */
async function train(
  plot: LivePlot & TrainingCallback,
  { epochs = 6, batches = 60, planned = 8, onBatch = () => {} } = {},
): Promise<void> {
  const random = createRandom(5);
  await plot.onTrainBegin({
    epochs: planned,
    batchesPerEpoch: batches,
    batchSize: 32,
    metrics: ['loss', 'accuracy', 'valLoss', 'valAccuracy'],
  });
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let batch = 0; batch < batches; batch++) {
      const left = Math.exp(-(epoch + batch / batches) / 2);
      const noise = 0.1 * random.normal();
      await plot.onBatchEnd({
        epoch,
        batch,
        metrics: { loss: 0.7 * left + 0.1 + noise * left, accuracy: 0.97 - 0.4 * left + noise / 4 },
      });
      onBatch();
    }
    const left = Math.exp(-(epoch + 1) / 2);
    const metrics = {
      loss: 0.7 * left + 0.1,
      accuracy: 0.97 - 0.4 * left,
      valLoss: 0.6 * left + 0.16,
      valAccuracy: 0.93 - 0.35 * left,
    };
    await plot.onEpochEnd({ epoch, seconds: 8.1, metrics });
  }
}

describe('livePlot', () => {
  test('keeps what training told it, and how it ended', async () => {
    const plot = livePlot();
    expect(plot.text).toBe('Training: training has not begun');
    await train(plot);
    expect(plot.state).toMatchObject({ status: 'training', metrics: ['loss', 'accuracy'], batchCount: 360 });
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'interrupted' });
    expect(plot.text).toMatch(/^Training: interrupted after 6 of 8 epochs, \d.*; loss 0\.1349, validation loss 0\.1899/);
    expect(plot.state.epochs).toHaveLength(6);
    expect(livePlot({ metrics: ['loss'] }).state.metrics).toEqual(['loss']);
    expect(() => livePlot({ metrics: [] })).toThrow(/at least one metric/);
  });

  test('prints nothing without a kernel', async () => {
    const prints = [vi.spyOn(console, 'log'), vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
    const plot = livePlot();
    await train(plot);
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'finished' });
    for (const print of prints) expect(print).not.toHaveBeenCalled();
  });

  test('under the kernel shows itself once, at most four pictures a second, and leaves the full figure', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const shown: Record<string, unknown>[] = [];
    const updates: Record<string, unknown>[] = [];
    const handle = { displayId: 'x', update: (value: Record<string, unknown>) => updates.push(value), clear: () => {} };
    host[KERNEL] = {
      display: (value: Record<string, unknown>) => {
        shown.push(value);
        return handle;
      },
    };
    const plot = livePlot();
    // 360 batches of 50 ms are 18 s.
    await train(plot, { onBatch: () => void vi.advanceTimersByTime(50) });
    expect(shown).toHaveLength(1);
    expect(updates.length).toBeLessThanOrEqual(18 * 4);
    expect(updates.length).toBeGreaterThan(18 * 3);
    for (const picture of [...shown, ...updates]) {
      expect(Object.keys(picture)).toEqual(['text/html', 'text/plain']);
      expect(String(picture['text/html']).length).toBeLessThan(80_000);
    }
    expect(String(updates.at(-1)?.['text/plain'])).toContain('training: epoch');
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'finished' });
    expect(shown).toHaveLength(1);
    expect(updates.at(-1)).toEqual(await plot.toMimeBundle());
    expect(String(updates.at(-1)?.['text/plain'])).toContain('finished after 6 of 8 epochs, 18.0 s');
  });

  test('live, it moves by updates at most ten times a second, ends after the epoch on demand, and leaves the full figure', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const [shown, updates, sent]: Record<string, unknown>[][] = [[], [], []];
    const listeners: ((message: object) => void)[] = [];
    const receive = (data: object): void => {
      for (const listener of listeners) listener({ data, buffers: [] });
    };
    host[KERNEL] = {
      display: (value: Record<string, unknown>) => {
        shown.push(value);
        return { displayId: 'x', update: (next: Record<string, unknown>) => updates.push(next), clear: () => {} };
      },
      comms: {
        open: () => ({
          send: ({ state }: { state: Record<string, unknown> }) => sent.push(state),
          close: () => {},
          onMessage: (listener: (message: object) => void) => listeners.push(listener),
          onClose: () => {},
        }),
      },
    };
    const plot = livePlot();
    let batches = 0;
    await train(plot, {
      onBatch: () => {
        vi.advanceTimersByTime(50);
        if (++batches === 20) receive({ method: 'update', state: { _shown: 0.1 }, buffer_paths: [] });
      },
    });
    expect(String(shown[0]['text/html'])).toContain('&quot;canStop&quot;:false');
    expect(shown).toHaveLength(1);
    expect(updates).toEqual([]);
    // The first is the plan's, sent before anybody answered.
    const moves = sent.filter((state) => 'batches' in state).slice(1);
    // 340 batches of 50 ms are 17 s.
    expect(moves.length).toBeGreaterThan(17 * 9);
    expect(moves.length).toBeLessThanOrEqual(17 * 10 + 1);
    expect(moves[0]).toMatchObject({ canStop: true });
    expect(JSON.stringify(moves.at(-1)).length).toBeLessThan(20_000);
    const epoch = { epoch: 6, seconds: 8, metrics: { loss: 0.1 } };
    expect(await plot.onEpochEnd(epoch)).toBeUndefined();
    receive({ method: 'custom', content: 'stop' });
    expect(await plot.onEpochEnd({ ...epoch, epoch: 7 })).toBe('stop');
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'stopped' });
    vi.advanceTimersByTime(50);
    expect(Object.assign({}, ...sent)).toMatchObject({ status: 'stopped', canStop: false });
    expect(updates).toEqual([await plot.toMimeBundle()]);
  });

  test('ten thousand batches stay light', async () => {
    const plot = livePlot();
    const started = performance.now();
    await train(plot, { epochs: 10, batches: 1000, planned: 10 });
    expect(performance.now() - started).toBeLessThan(1500);
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'finished' });
    expect(plot.state.batches.loss.length).toBeLessThanOrEqual(601);
    expect(JSON.stringify(plot.state).length).toBeLessThan(60_000);
  });
});

describe('livePlot in the browser', () => {
  const chromium = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [800, 400]) {
      test(`values by pointer and keys, toggles, ${theme}, ${width} pixels`, async () => {
        const plot = livePlot();
        await train(plot);
        await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'stopped' });
        const view = await chromium.open([plot], { theme, width });
        const { page } = view;
        expect(await page.locator('.fs-badge').textContent()).toMatch(/^stopped after 6 of 8 epochs/);
        const area = page.getByRole('slider', { name: 'Epoch' });
        await area.press('Home');
        expect(await area.getAttribute('aria-valuetext')).toContain('epoch 1: loss 0.5246, validation loss 0.5239');
        await area.press('ArrowRight');
        expect(await page.locator('.fs-readout').textContent()).toBe('epoch 2 · 8.10 s');
        expect(await page.locator('.fs-value').first().textContent()).toBe('train 0.3575validation 0.3807');
        const circle = await page.locator('circle').nth(3).boundingBox();
        if (!circle) throw new Error('no mark');
        await page.mouse.move(circle.x + 4, circle.y);
        expect(await page.locator('.fs-readout').textContent()).toContain('epoch 4');
        expect(await page.locator('.fs-line').first().isVisible()).toBe(true);
        await view.screenshot(`live-plot-${theme}-${width}`);
        // Lines of both plots: batches, train, validation.
        expect(await page.locator('path[d^="M"]').count()).toBe(6);
        await page.getByRole('button', { name: 'batches' }).click();
        expect(await page.locator('path[d^="M"]').count()).toBe(4);
        await page.getByRole('button', { name: 'validation' }).click();
        expect(await page.locator('path[d^="M"]').count()).toBe(2);
        const before = await page.locator('path[d^="M"]').first().getAttribute('d');
        await page.getByRole('button', { name: 'log scale' }).click();
        expect(await page.locator('path[d^="M"]').first().getAttribute('d')).not.toBe(before);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await view.close();
      });
    }
  }

  test('a plot that has seen no training says so', async () => {
    const view = await chromium.open([livePlot()]);
    expect(await view.page.locator('.fs-badge').textContent()).toBe('training has not begun');
    await view.close();
  });
});
