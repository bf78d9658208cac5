import { describe, expect, test } from 'vitest';
import { barChart } from '../../src/widgets/bar-chart.js';
import { useBrowser } from './browser.js';

const scores = [
  { class: 'badminton', f1: 0.875 },
  { class: 'formula1', f1: 0.9383 },
  { class: 'volleyball', f1: 0.8302 },
];

describe('barChart', () => {
  test('stands where names are along the width, lies where numbers are', () => {
    const standing = barChart(scores, { x: 'class', y: 'f1' });
    expect(standing.text).toBe('f1 by class: 3 bars; badminton: 0.875, formula1: 0.9383, volleyball: 0.8302');
    expect(standing.state.isHorizontal).toBe(false);
    expect(barChart(scores, { x: 'f1', y: 'class' }).state).toMatchObject({
      isHorizontal: true,
      nameTitle: 'class',
      valueTitle: 'f1',
    });
    expect(barChart([], { x: 'a', y: 'b' }).text).toBe('b by a: no bars');
    expect(barChart([{ year: 1999, jumps: 3 }], { x: 'year', y: 'jumps' }).text).toContain('1999: 3');
  });

  test('gives what is not defined a name and no bar', () => {
    const figure = barChart(
      [
        { class: 'never', precision: undefined },
        { class: 'odd', precision: Infinity },
      ],
      { x: 'class', y: 'precision' },
    );
    expect(figure.text).toContain('never: –, odd: ∞');
  });

  test('refuses records without the values', () => {
    expect(() => barChart(scores, { x: 'class', y: 'recal' })).not.toThrow();
    expect(() => barChart(scores, { x: 'clas', y: 'f1' })).toThrow(/record 0 cannot be a bar/);
    expect(() => barChart([{ a: 'x', b: 'y' }], { x: 'a', y: 'b' })).toThrow(/a text and a number, as a and b/);
  });
});

describe('barChart in the browser', () => {
  const chromium = useBrowser();

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`X15: bars are read by pointer and keys, standing and lying, ${theme}, ${width} pixels`, async () => {
      const odd = [
        ...scores,
        { class: 'a class with a name that is much too long', f1: -0.2 },
        { class: 'never', f1: Number.NaN },
      ];
      const view = await chromium.open([barChart(scores, { x: 'class', y: 'f1' }), barChart(odd, { x: 'f1', y: 'class' })], {
        theme,
        width,
      });
      const { page } = view;
      const [standing, lying] = [page.locator('figure').nth(0), page.locator('figure').nth(1)];
      await standing.getByRole('slider').press('End');
      expect(await standing.locator('.fs-readout').textContent()).toBe('volleyball: 0.8302');
      const second = await lying.locator('rect').nth(1).boundingBox();
      if (!second) throw new Error('no bar');
      await page.mouse.move(second.x + 4, second.y + 4);
      expect(await lying.locator('.fs-readout').textContent()).toBe('formula1: 0.9383');
      await lying.getByRole('slider').press('End');
      expect(await lying.locator('.fs-readout').textContent()).toBe('never: –');
      const heights = await standing.locator('rect').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().height));
      expect(heights[0] / heights[1]).toBeCloseTo(0.875 / 0.9383, 2);
      await view.screenshot(`bar-chart-${theme}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('of no records says so', async () => {
    const view = await chromium.open([barChart([], { x: 'a', y: 'b' })]);
    expect(await view.page.locator('.fs-readout').textContent()).toBe('No bars.');
    await view.close();
  });
});
