import { describe, expect, test } from 'vitest';
import {
  barChart,
  classReport,
  confusionMatrix,
  eventStrip,
  type Figure,
  historyPlot,
  labelSmoothing,
  livePlot,
  probabilityLine,
  topK,
} from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';

/** What charts are given that nobody draws on purpose. */
const VALUES: Readonly<Record<string, readonly number[]>> = {
  'a NaN in the middle': [0.9, 0.5, Number.NaN, 0.4, 0.3],
  'all NaN': [Number.NaN, Number.NaN, Number.NaN],
  'both infinities': [Infinity, 0.5, -Infinity, 0.25],
  'one point': [0.5],
  'one NaN': [Number.NaN],
  'no point': [],
  constant: [0.5, 0.5, 0.5],
  zeros: [0, 0, 0],
  'very small': [1e-30, 2e-30, 1e-30],
  'very large': [1e30, -1e30, 3e30],
  'as large as can be': [Number.MAX_VALUE, -Number.MAX_VALUE, 0],
  'larger than whole numbers go': [1e17, 1e17 + 64, 1e17],
  negative: [-1, -2, -3],
};

/** Every chart of some values; those that only shares make sense for get them between 0 and 1, what is odd as it is. */
function chartsOf(values: readonly number[]): Figure[] {
  const shares = values.map((value) => (Math.abs(value) > 1 && Number.isFinite(value) ? 0.7 : Math.abs(value)));
  const epochs = values.map((value, epoch) => ({ epoch, metrics: { loss: value, valLoss: -value, accuracy: value / 2 } }));
  const run = { epochs };
  const bars = values.map((value, i) => ({ name: `bar ${i}`, value }));
  return [
    ...(['stacked', 'single', 'twin', 'right'] as const).map((layout) =>
      historyPlot(run, { layout, metrics: ['loss', 'accuracy'] }),
    ),
    historyPlot({ one: epochs, two: epochs }, { scale: 'log', smoothing: 0.6, metrics: ['loss'] }),
    historyPlot(run, { scale: 'log', layout: 'single', metrics: ['loss', 'accuracy'] }),
    livePlot([epochs, epochs.slice(0, 1)], { by: 'batch', smoothing: 0.3 }),
    barChart(bars, { x: 'name', y: 'value' }),
    barChart(bars, { x: 'value', y: 'name' }),
    probabilityLine({ probability: values, frameRate: 30 }),
    labelSmoothing({ probabilities: shares, queue: 2 }),
    ...(values.length > 0
      ? [eventStrip({ predicted: [0], actual: [0], probability: values, threshold: 0.5 }), topK(values)]
      : []),
    ...(values.length > 0 ? [eventStrip({ probability: values, actual: [0] })] : []),
  ];
}

/** A live plot that has seen these values as batches, two an epoch. */
async function trained(values: readonly number[]): Promise<Figure> {
  const plot = livePlot({ metrics: ['loss'], smoothing: 0.5 });
  await plot.onTrainBegin({ epochs: 3, batchesPerEpoch: 2, batchSize: 1, metrics: ['loss'] });
  for (const [at, loss] of values.entries()) {
    plot.onBatchEnd({ epoch: Math.floor(at / 2), batch: at % 2, metrics: { loss } });
    if (at % 2 === 1) await plot.onEpochEnd({ epoch: (at - 1) / 2, seconds: 1, metrics: { loss } });
  }
  return plot;
}

describe('charts of odd values', () => {
  const chromium = useBrowser();

  test.each(Object.entries(VALUES))('%s: no attribute that is no number, nothing on the console', async (_, values) => {
    const none =
      values.length === 0 ? [confusionMatrix({ actual: [], predicted: [] }), classReport({ classes: [], matrix: [] })] : [];
    const figures = [...chartsOf(values), await trained(values), ...none];
    for (const figure of figures) expect(figure.text).not.toMatch(/NaN|undefined|null|Infinity/);
    const view = await chromium.open(figures, { width: 500, reducedMotion: 'reduce' });
    const { page } = view;
    expect(await page.locator('figure[data-mounted]').count()).toBe(figures.length);
    const bad = await page
      .locator('figure svg *, figure [style], figure [aria-valuetext]')
      .evaluateAll((elements) =>
        elements.flatMap((element) =>
          [...element.attributes]
            .filter(({ value }) => /NaN|Infinity|undefined|null/.test(value))
            .map(
              ({ name, value }) =>
                `${element.closest('figure')?.dataset.figure} ${element.tagName} ${name}="${value.slice(0, 80)}"`,
            ),
        ),
      );
    expect(bad).toEqual([]);
    // What is read is said in words.
    for (const cursor of await page.locator('.fs-cursor').all()) {
      await cursor.press('End');
      await cursor.press('ArrowLeft');
    }
    for (const words of await page.locator('.fs-readout').allTextContents()) expect(words).not.toMatch(/NaN|undefined|null/);
    await page.close();
    expect(view.faults).toEqual([]);
  });

  test('where there is no number is marked, and said', () => {
    const values = VALUES['a NaN in the middle'];
    expect(historyPlot(values.map((loss, epoch) => ({ epoch, metrics: { loss } }))).text).toContain(
      'loss is no finite number at epoch 3',
    );
    expect(probabilityLine({ probability: values, frameRate: 2 }).text).toContain('no finite number at 1 place, first at 1.00 s');
    expect(labelSmoothing({ probabilities: values, queue: 2 }).text).toContain('no finite number at 1 place, first at frame 2');
  });

  test('wrong lengths are refused', () => {
    expect(() => probabilityLine({ probability: [0.1, 0.2], times: [0] })).toThrow(/times/);
    expect(() => eventStrip({ predicted: [0], probability: [0, 0, 0], frameCount: 2 })).toThrow(
      /more values than there are frames/,
    );
    expect(() => topK([0.1, 0.9], { classes: ['one'] })).toThrow(/a name for each score/);
    expect(() => labelSmoothing({ probabilities: [[0.1, 0.9], [1]] })).toThrow(/frame 1 has not as many/);
    expect(() => confusionMatrix({ actual: [0, 1], predicted: [0] })).toThrow(/same samples/);
    expect(() => classReport({ classes: ['a'], matrix: [[1, 2]] })).toThrow(/a row and a column for each class/);
  });
});
