import { describe, expect, test } from 'vitest';
import { confusionOf } from '../../src/lib/evaluation/confusion.js';
import { confusionMatrix } from '../../src/widgets/confusion-matrix.js';
import { useBrowser } from './browser.js';
import { someLabels } from './charts.js';

const classes = ['badminton', 'formula1', 'volleyball', 'never'];
const matrix = [
  [222, 3, 7, 0],
  [10, 152, 7, 0],
  [38, 6, 132, 0],
  [0, 0, 0, 0],
];

describe('confusionMatrix', () => {
  test('says how good and what is mistaken most', () => {
    const { text, state } = confusionMatrix({ classes, matrix });
    expect(text).toBe(
      'Confusion matrix: 4 classes, 577 samples, accuracy 87.7 %; most often volleyball was taken for badminton: 38',
    );
    expect(state).toMatchObject({ xTitle: 'Predicted', yTitle: 'Actual', show: 'counts', actual: -1 });
  });

  test('takes samples as well as a matrix', () => {
    const labels = someLabels(40, 3);
    expect(confusionMatrix({ ...labels, classes: ['a', 'b', 'c'] }).state.matrix).toEqual(
      confusionOf(labels.actual, labels.predicted, ['a', 'b', 'c']).matrix,
    );
    expect(confusionMatrix({ actual: [], predicted: [] }).text).toBe('Confusion matrix: 0 classes, 0 samples');
  });

  test('refuses what is no confusion matrix, and cells that are none', () => {
    expect(() => confusionMatrix({ actual: [0], predicted: [] })).toThrow(/same samples/);
    expect(() => confusionMatrix({ classes: ['a'], matrix: [[1, 2]] })).toThrow(/a row and a column for each class/);
    expect(() => confusionMatrix({ classes: ['a'], matrix: [[Number.NaN]] })).toThrow(/must hold counts/);
    expect(() => confusionMatrix({ classes, matrix }, { show: 'percent' as 'shares' })).toThrow(/show is not known/);
    expect(() => confusionMatrix({ classes, matrix }).set('actual', 4)).toThrow(/no such class.*Received: 4/);
  });
});

describe('confusionMatrix in the browser', () => {
  const chromium = useBrowser();

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`U44: cells are read by pointer and keys, as counts and as shares, ${theme}, ${width} pixels`, async () => {
      const view = await chromium.open([confusionMatrix({ classes, matrix })], { theme, width });
      const { page } = view;
      const area = page.getByRole('application');
      const readout = page.locator('.fs-readout');
      await area.press('ArrowDown');
      expect(await readout.textContent()).toBe(
        'Actual badminton, predicted badminton: 222, 95.7 % of 232 samples of it, 82.2 % of 270 predictions of it',
      );
      await area.press('ArrowDown');
      await area.press('ArrowRight');
      await area.press('End');
      expect(await readout.textContent()).toContain('Actual formula1, predicted never: 0');
      await area.press('PageDown');
      expect(await readout.textContent()).toContain('there is no sample of it, there is no prediction of it');
      await area.press('Escape');
      const cells = await page.locator('.fs-cells').boundingBox();
      if (!cells) throw new Error('no cells');
      await page.mouse.move(cells.x + cells.width / 8, cells.y + (cells.height * 5) / 8);
      expect(await readout.textContent()).toContain('Actual volleyball, predicted badminton: 38, 21.6 % of 176 samples');
      const words = () => page.locator('.fs-cells text').allTextContents();
      expect(await words()).toContain('222');
      await page.getByRole('button', { name: 'row shares' }).click();
      expect((await words()).slice(0, 3)).toEqual(['96', '1', '3']);
      await page.getByRole('button', { name: 'column shares' }).press('Enter');
      // 222 of 270, 3 of 161, 7 of 146.
      expect((await words()).slice(0, 3)).toEqual(['82', '2', '5']);
      for (const title of ['Predicted', 'Actual']) expect(await page.getByText(title, { exact: true }).count()).toBe(1);
      // Names are turned where they do not fit over their column.
      expect(await page.locator('.fs-top [transform*="rotate(-90)"]').count()).toBe(4);
      await view.screenshot(`confusion-matrix-${theme}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('U44: 101 classes scroll by keys, their labels in sight, and fit when made smaller', async () => {
    const names = Array.from({ length: 101 }, (_, i) => `action ${i}`);
    const view = await chromium.open([confusionMatrix({ ...someLabels(3000, 101), classes: names })], { width: 800 });
    const { page } = view;
    const area = page.getByRole('application');
    await area.press('ArrowRight');
    await area.press('End');
    await area.press('PageDown');
    expect(await page.locator('.fs-readout').textContent()).toContain('Actual action 100, predicted action 100');
    const box = async (selector: string) => (await page.locator(selector).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [frame, mark, label] = [await box('.fs-scroll'), await box('.fs-cells i'), await box('.fs-side')];
    expect(mark.x + mark.width).toBeLessThanOrEqual(frame.x + frame.width + 1);
    expect(mark.y + mark.height).toBeLessThanOrEqual(frame.y + frame.height + 1);
    expect(Math.round(label.x)).toBe(Math.round(frame.x));
    await view.screenshot('confusion-matrix-101');
    expect((await page.locator('.fs-cells text').count()) > 101).toBe(true);
    await page.getByRole('button', { name: 'Fit all cells' }).click();
    const [fitted, whole] = [await box('.fs-scroll'), await box('.fs-cells')];
    expect(whole.x + whole.width).toBeLessThanOrEqual(fitted.x + fitted.width + 1);
    const before = whole.width;
    await area.press('+');
    await expect.poll(async () => (await box('.fs-cells')).width).toBeGreaterThan(before);
    await view.screenshot('confusion-matrix-101-fit');
    await view.close();
  });

  test('without classes says so', async () => {
    const view = await chromium.open([confusionMatrix({ actual: [], predicted: [] })]);
    expect(await view.page.locator('.fs-readout').textContent()).toBe('No classes.');
    await view.page.getByRole('application').press('ArrowDown');
    await view.close();
  });
});
