import { describe, expect, test } from 'vitest';
import { History } from '../../src/lib/training/history.js';
import { trainingPanels } from '../../src/widgets/drawing/training-panels.js';
import { historyPlot } from '../../src/widgets/history-plot.js';
import { useBrowser } from './browser.js';
import { someHistory } from './charts.js';

describe('historyPlot', () => {
  test('says how many epochs, and what the last one reached', () => {
    expect(historyPlot(someHistory(3)).text).toBe(
      'Training history: 3 epochs; epoch 3: loss 2.177, validation loss 2.319, accuracy 0.295, validation accuracy 0.2588',
    );
    const history = new History(
      { epochs: 2, batchesPerEpoch: 1, batchSize: 1, metrics: ['loss'] },
      { epochs: [{ epoch: 0, seconds: 1, metrics: { loss: 0.5 } }], reason: 'stopped' },
    );
    expect(historyPlot(history).state.metrics).toEqual(['loss']);
    expect(historyPlot(JSON.parse(JSON.stringify(history))).text).toContain('loss 0.5');
    expect(historyPlot(history.epochs).text).toContain('loss 0.5');
    expect(historyPlot({ gray: history, flow: history }).text).toContain(
      '2 runs, 1 epoch; epoch 1: gray loss 0.5; flow loss 0.5',
    );
  });

  test('U41: stacked, loss ends at the next whole number above both curves, accuracy at 1; Train and Validation in the legend', () => {
    const { state } = historyPlot(someHistory(50));
    const panels = trainingPanels(state);
    expect(panels.map(({ x, y }) => [x.title, y.title, y.domain])).toEqual([
      ['Epoch', 'Loss', [0, 3]],
      ['Epoch', 'Accuracy', [0, 1]],
    ]);
    for (const { lines } of panels) expect(lines.map(({ name }) => name)).toEqual(['Train', 'Validation']);
    const whole = [{ epoch: 0, metrics: { loss: 1, valLoss: 2 } }];
    expect(trainingPanels(historyPlot(whole).state)[0].y.domain).toEqual([0, 3]);
  });

  test('X15: each plot by itself, two axes, or one axis on the right', () => {
    const domains = (layout: 'single' | 'twin' | 'right') => trainingPanels(historyPlot(someHistory(50), { layout }).state);
    const [loss] = domains('single');
    expect(loss.y.domain[0]).toBeGreaterThan(0);
    expect(loss.y.domain[1]).toBeLessThan(3);
    expect(domains('twin')).toMatchObject([
      { y: { title: 'Loss', domain: [0, 3] }, right: { title: 'Accuracy', domain: [0, 1] } },
    ]);
    expect(domains('right')).toMatchObject([{ y: { title: 'Loss / Accuracy', side: 'right', domain: [0, 3] } }]);
    expect(domains('right')[0].right).toBeUndefined();
  });

  test('takes what is no number, and a run without an epoch', () => {
    const epochs = [Number.NaN, Infinity, 0.5].map((loss, epoch) => ({ epoch, metrics: { loss } }));
    expect(trainingPanels(historyPlot(epochs).state)[0].y.domain).toEqual([0, 1]);
    const validated = [{ epoch: 0, metrics: { loss: 1, valF1: 0.5 } }];
    expect(historyPlot(validated, { metrics: ['f1'] }).text).toContain('validation f1 0.5');
    expect(historyPlot({ epochs: [] }).text).toBe('Training history: 0 epochs');
  });

  test('refuses what is no record of training', () => {
    expect(() => historyPlot([])).toThrow(/at least one run/);
    expect(() => historyPlot({ gray: 7 as never })).toThrow(/gray is no record of a training run/);
    expect(() => historyPlot(someHistory(2), { metrics: ['f1'] })).toThrow(/no run has this metric.*"f1".*loss, accuracy/);
    expect(() => historyPlot(someHistory(2), { layout: 'twin', metrics: ['loss'] })).toThrow(/an axis for each of two metrics/);
    expect(() => historyPlot(someHistory(2), { layout: 'grid' as 'twin' })).toThrow(/layout is not known/);
  });
});

describe('historyPlot in the browser', () => {
  const chromium = useBrowser();

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`U39: an epoch is read by pointer and keys, lines are hidden by their keys, ${theme}, ${width} pixels`, async () => {
      const view = await chromium.open([historyPlot(someHistory(30))], { theme, width });
      const { page } = view;
      const area = page.getByRole('slider', { name: 'Epoch' });
      const readout = page.locator('.fs-readout');
      await area.press('End');
      expect(await readout.textContent()).toContain('epoch 30: loss 0.3329, validation loss 0.7155, accuracy 0.906');
      await area.press('Escape');
      const plots = await page.locator('svg svg').evaluateAll((all) =>
        all.map((plot) => {
          const { x, y, width, height } = plot.getBoundingClientRect();
          return { x, y, width, height };
        }),
      );
      // Epoch 1 lies at the left end of both plots.
      for (const { x, y } of plots) {
        await page.mouse.move(x + 5, y + 10);
        expect(await readout.textContent()).toContain('epoch 1: loss 2.615');
      }
      const lines = () => page.locator('svg svg path').count();
      expect(await lines()).toBe(4);
      await page.getByRole('button', { name: 'Validation' }).press(' ');
      expect(await lines()).toBe(2);
      await page.getByRole('button', { name: 'Validation' }).click();
      expect(await lines()).toBe(4);
      await view.screenshot(`history-plot-${theme}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('X15: all layouts, several runs over each other', async () => {
    const runs = { gray: someHistory(20), flow: someHistory(30, 0.2) };
    const empty = historyPlot({ epochs: [] });
    const gaps = historyPlot([1, Number.NaN, 0.5].map((loss, epoch) => ({ epoch, metrics: { loss } })));
    const figures = (['single', 'twin', 'right'] as const).map((layout) => historyPlot(runs, { layout }));
    const view = await chromium.open([...figures, gaps, empty]);
    const { page } = view;
    const single = page.locator('figure').first();
    await single.getByRole('slider', { name: 'Epoch' }).press('End');
    expect(await single.locator('.fs-readout').textContent()).toMatch(/^epoch 30: flow loss 0.2073, validation loss/);
    const second = await single.locator('svg svg').nth(1).boundingBox();
    if (!second) throw new Error('no second plot');
    await page.mouse.move(second.x + second.width - 5, second.y + 30);
    expect(await single.locator('.fs-readout').textContent()).toMatch(/^epoch 30/);
    expect(await page.locator('figure').nth(1).getByRole('button').allTextContents()).toContain('gray · Accuracy · Validation');
    await view.screenshot('history-plot-layouts');
    await view.close();
  });
});
