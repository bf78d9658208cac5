import { describe, expect, test } from 'vitest';
import { classReport } from '../../src/widgets/class-report.js';
import { useBrowser } from './browser.js';
import { SPORTS } from './charts.js';

describe('classReport', () => {
  test('U46: is a table of precision, recall, F1 and support by class', () => {
    expect(classReport(SPORTS).text.split('\n')).toEqual([
      'Scores by class: accuracy 87.2 % of 580',
      'badminton: precision 0.8222, recall 0.9569, F1 0.8845, support 232',
      'formula1: precision 0.9268, recall 0.8994, F1 0.9129, support 169',
      'volleyball: precision 0.9041, recall 0.7500, F1 0.8199, support 176',
      'never: precision –, recall 0.0000, F1 0.0000, support 3',
      'macro average: precision 0.6633, recall 0.6516, F1 0.6543, support 580',
      'weighted average: precision 0.8733, recall 0.8724, F1 0.8686, support 580',
    ]);
  });

  test('refuses what is no confusion matrix', () => {
    expect(() => classReport({ classes: ['a', 'a'], matrix: [] })).toThrow(/named twice/);
    expect(() => classReport({ classes: ['a'], matrix: [[-1]] })).toThrow(/counts/);
    expect(() => classReport(SPORTS).set('sort', 'name' as 'class')).toThrow(/'class' or 'precision'/);
  });
});

describe('classReport in the browser', () => {
  const chromium = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    test(`U45: orders its rows by click and by key, what is not defined last and explained, ${theme}`, async () => {
      const view = await chromium.open([classReport(SPORTS)], { theme, width: theme === 'light' ? 800 : 400 });
      const { page } = view;
      const names = () => page.locator('tbody th').allTextContents();
      expect(await names()).toEqual(SPORTS.classes);
      await page.getByRole('button', { name: 'Precision' }).click();
      expect(await names()).toEqual(['formula1', 'volleyball', 'badminton', 'never']);
      expect(await page.getByRole('columnheader', { name: 'Precision' }).getAttribute('aria-sort')).toBe('descending');
      await page.getByRole('button', { name: 'Precision' }).press('Enter');
      expect(await names()).toEqual(['badminton', 'volleyball', 'formula1', 'never']);
      await page.getByRole('button', { name: 'Support' }).press(' ');
      expect(await names()).toEqual(['badminton', 'volleyball', 'formula1', 'never']);
      expect(await page.getByRole('columnheader', { name: 'Precision' }).getAttribute('aria-sort')).toBe('none');
      await page.getByText('never is never predicted, so precision is not defined').first().waitFor();
      expect(await page.locator('tfoot th').allTextContents()).toEqual(['macro average', 'weighted average']);
      await view.screenshot(`class-report-${theme}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(theme === 'light' ? 800 : 400);
      await view.close();
    });
  }

  test('of no classes is a table without rows', async () => {
    const view = await chromium.open([classReport({ classes: [], matrix: [] })]);
    expect(await view.page.locator('tbody tr').count()).toBe(0);
    expect(await view.page.getByText('no samples').count()).toBeGreaterThan(0);
    await view.close();
  });
});
