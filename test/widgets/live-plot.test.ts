import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRandom } from '../../src/lib/random.js';
import type { TrainingCallback } from '../../src/lib/training/callbacks.js';
import { type LivePlot, livePlot } from '../../src/widgets/live-plot.js';
import { useBrowser } from './browser.js';
import { someHistory } from './charts.js';

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
    expect(plot.text).toMatch(/^Training: interrupted after 6 of 8 epochs, \d.*; epoch 6: loss 0\.1349, validation loss 0\.1899/);
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

  test('live beside others that train, it follows them at most ten times a second', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const sent: Record<string, unknown>[] = [];
    const listeners: ((message: object) => void)[] = [];
    const comm = {
      send: ({ state }: { state: Record<string, unknown> }) => sent.push(state),
      close: () => {},
      onMessage: (listener: (message: object) => void) => listeners.push(listener),
      onClose: () => {},
    };
    host[KERNEL] = { display: () => ({ update: () => {}, clear: () => {} }), comms: { open: () => comm } };
    const source = livePlot();
    const plot = livePlot({ baseline: someHistory(6), now: source });
    plot.live();
    for (const listener of listeners)
      listener({ data: { method: 'update', state: { _shown: 0.1 }, buffer_paths: [] }, buffers: [] });
    // The source itself is shown nowhere.
    delete host[KERNEL];
    sent.length = 0;
    await train(source, { epochs: 4, batches: 50, onBatch: () => void vi.advanceTimersByTime(50) });
    vi.advanceTimersByTime(100);
    const followed = sent.filter((state) => 'others' in state) as { others: { name: string; epochs: object[] }[] }[];
    // 200 batches of 50 ms are 10 s.
    expect(followed.length).toBeGreaterThan(90);
    expect(followed.length).toBeLessThanOrEqual(10 * 10 + 2);
    expect(followed.at(-1)?.others.map(({ name, epochs }) => [name, epochs.length])).toEqual([
      ['baseline', 6],
      ['now', 4],
    ]);
    expect(plot.state.metrics).toEqual(['loss', 'accuracy']);
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
        expect(await page.locator('.fs-readout').textContent()).toBe(
          'epoch 2: loss 0.3575, validation loss 0.3807, accuracy 0.8228, validation accuracy 0.8012 · 8.10 s',
        );
        const circle = await page.locator('.fs-panels circle').nth(3).boundingBox();
        if (!circle) throw new Error('no mark');
        await page.mouse.move(circle.x + 3, circle.y);
        expect(await page.locator('.fs-readout').textContent()).toContain('epoch 4');
        expect(await page.locator('.fs-line').first().isVisible()).toBe(true);
        await view.screenshot(`live-plot-${theme}-${width}`);
        // Lines of both plots: batches, train, validation.
        const lines = page.locator('.fs-panels path[d^="M"]');
        expect(await lines.count()).toBe(6);
        await page.getByRole('button', { name: 'Validation' }).click();
        expect(await lines.count()).toBe(4);
        const before = await lines.nth(1).getAttribute('d');
        await page.getByRole('button', { name: 'log scale' }).press('Enter');
        expect(await lines.nth(1).getAttribute('d')).not.toBe(before);
        expect(await page.getByRole('button', { name: 'log scale' }).getAttribute('aria-pressed')).toBe('true');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await view.close();
      });
    }
  }

  /** A value of the first figure's state, as its page has it. */
  const stateOf = (page: Page, name: string): Promise<unknown> =>
    page.evaluate((key) => {
      const figure = document.querySelector('figure') as (HTMLElement & { framescope?: { get(key: string): unknown } }) | null;
      return figure?.framescope?.get(key);
    }, name);

  test('smoothing by the slider’s keys: the raw line stays faintly behind, both values are read, and it is state', async () => {
    const plot = livePlot({ metrics: ['loss'], smoothing: 0.5 });
    await train(plot);
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'finished' });
    plot.set('smoothing', 0.6);
    expect(() => plot.set('smoothing', 1)).toThrow(/smoothing of livePlot does not fit.*from 0 to 0.999/);
    const view = await chromium.open([plot]);
    const { page } = view;
    const slider = page.getByRole('slider', { name: 'Smoothing' });
    expect(await slider.inputValue()).toBe('0.6');
    const lines = page.locator('.fs-panels path[d^="M"]');
    // Batches and raw epochs behind, smoothed epochs; validation raw and smoothed.
    expect(await lines.count()).toBe(5);
    expect(await page.locator('.fs-panels path[stroke-opacity]').count()).toBe(3);
    await page.getByRole('slider', { name: 'Epoch' }).press('End');
    expect(await page.locator('.fs-readout').textContent()).toMatch(/^epoch 6: loss 0.1349 \(smoothed 0\.\d+\), validation/);
    await slider.press('ArrowRight');
    expect(await stateOf(page, 'smoothing')).toBe(0.61);
    expect(await slider.getAttribute('aria-valuetext')).toBe('0.61');
    await slider.press('Home');
    expect(await lines.count()).toBe(3);
    expect(await slider.getAttribute('aria-valuetext')).toBe('none');
    await view.close();
  });

  test('the epoch that code has set is the one looked at', async () => {
    const plot = livePlot();
    await train(plot);
    plot.set('epoch', 2);
    const view = await chromium.open([plot]);
    expect(await view.page.locator('.fs-readout').textContent()).toMatch(/^epoch 3: /);
    expect(await view.page.getByRole('slider', { name: 'Epoch' }).getAttribute('aria-valuenow')).toBe('3');
    expect(await stateOf(view.page, 'epoch')).toBe(2);
    await view.close();
  });

  test('by batch: the lines go by batches, and a batch is read by keys', async () => {
    const plot = livePlot({ metrics: ['loss'] });
    await train(plot, { epochs: 2, batches: 10, planned: 2 });
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'finished' });
    const view = await chromium.open([plot], { width: 400 });
    const { page } = view;
    await page.getByRole('button', { name: 'by batch' }).click();
    expect(await stateOf(page, 'by')).toBe('batch');
    const area = page.getByRole('slider', { name: 'Epoch' });
    await area.press('Home');
    expect(await page.locator('.fs-readout').textContent()).toMatch(/^batch 1 \(epoch 1\): loss 0\.\d+$/);
    await area.press('PageDown');
    expect(await page.locator('.fs-readout').textContent()).toMatch(/^batch 10 \(epoch 1\)/);
    await area.press('End');
    expect(await page.locator('.fs-readout').textContent()).toMatch(
      /^batch 20 \(epoch 2\): loss 0\.\d+, validation loss 0\.3807$/,
    );
    expect(await stateOf(page, 'epoch')).toBe(1);
    await view.screenshot('live-plot-by-batch');
    await view.close();
  });

  test('several runs overlaid, apart by name, colour and dash; a plot that trains lays itself over them', async () => {
    const first = livePlot();
    await train(first, { epochs: 4, batches: 5, planned: 4 });
    const plot = livePlot([first, someHistory(8, 0.3)]);
    expect(plot.text).toMatch(/^Training: 2 runs; epoch 8: run 2 loss/);
    const view = await chromium.open([plot, livePlot({ former: someHistory(8) }, { smoothing: 0.5, layout: 'twin' })]);
    const { page } = view;
    const figure = page.locator('figure').first();
    expect(await figure.locator('.fs-name').allTextContents()).toEqual([
      ...['run 1 · Train', 'run 1 · Validation', 'run 2 · Train', 'run 2 · Validation'],
    ]);
    const looks = await figure
      .locator('.fs-name line')
      .evaluateAll((keys) => keys.map((key) => `${key.getAttribute('stroke')} ${key.getAttribute('stroke-dasharray')}`));
    expect(new Set(looks).size).toBe(4);
    expect(new Set(looks.map((look) => look.split(' ').slice(1).join())).size).toBe(4);
    await figure.getByRole('slider', { name: 'Epoch' }).press('Home');
    expect(await figure.locator('.fs-readout').textContent()).toMatch(/^epoch 1: run 1 loss 0.5246, .*; run 2 loss 2.615, /);
    expect(await figure.locator('.fs-badge').isVisible()).toBe(false);
    await view.screenshot('live-plot-overlaid');
    await view.close();

    await train(plot, { epochs: 2 });
    expect(plot.state.others.map(({ name }) => name)).toEqual(['run 1', 'run 2']);
    expect(plot.text).toMatch(/epoch 8: run 2 loss/);
    expect(plot.spec.data.values.some(({ series }) => series === 'this run · Train')).toBe(true);
    expect(() => livePlot([7 as never])).toThrow(/run 1 is no record of a training run/);
    expect(() => livePlot([])).toThrow(/livePlot needs at least one run/);
    expect(() => livePlot({ smoothing: 2 })).toThrow(/smoothing must be a number from 0 to 0.999/);
  });

  test('a loss that becomes NaN in the middle: a gap, a cross, the batch in words; a log scale says what it leaves out', async () => {
    const plot = livePlot({ metrics: ['loss'] });
    await plot.onTrainBegin({ epochs: 4, batchesPerEpoch: 10, batchSize: 1, metrics: ['loss'] });
    for (let epoch = 0; epoch < 4; epoch++) {
      for (let batch = 0; batch < 10; batch++) {
        const at = epoch * 10 + batch;
        plot.onBatchEnd({ epoch, batch, metrics: { loss: at >= 24 ? Number.NaN : 1 - at / 10 } });
      }
      await plot.onEpochEnd({ epoch, seconds: 1, metrics: { loss: epoch >= 2 ? Number.NaN : 1 - epoch } });
    }
    await plot.onTrainEnd({ epochs: plot.state.epochs, reason: 'finished' });
    expect(plot.text).toContain('loss is no finite number at epoch 3, batch 5, and 15 times more');
    const view = await chromium.open([plot]);
    const { page } = view;
    const notes = page.locator('.fs > [role=status]');
    expect(await notes.textContent()).toBe('loss is no finite number at epoch 3, batch 5, and 15 times more.');
    // At the batch, and at the first epoch without a value.
    expect(await page.locator('path[data-gaps]').getAttribute('data-gaps')).toBe('2');
    await page.getByRole('button', { name: 'log scale' }).click();
    // Of the batches 11 to 24, and of epoch 2.
    expect(await notes.textContent()).toContain('15 values at or below 0 cannot be on a log scale.');
    await page.getByRole('slider', { name: 'Epoch' }).press('End');
    expect(await page.locator('.fs-readout').textContent()).toContain('epoch 4: loss –');
    await view.screenshot('live-plot-nan');
    await view.close();
  });

  test('a plot that has seen no training says so', async () => {
    const view = await chromium.open([livePlot()]);
    expect(await view.page.locator('.fs-badge').textContent()).toBe('training has not begun');
    await view.close();
  });
});
