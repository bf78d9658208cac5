import { describe, expect, test } from 'vitest';
import { Frames } from '../../src/lib/video/frames.js';
import { topK } from '../../src/widgets/top-k.js';
import { useBrowser } from './browser.js';
import { bouncingBall } from './synthetic.js';

const classes = ['surfing water', 'sailing', 'kitesurfing', 'parasailing', 'swimming', 'jumping rope', 'juggling'];
const probabilities = [0.62, 0.15, 0.11, 0.06, 0.04, 0.015, 0.005];

describe('topK', () => {
  test('A24: shows the k likeliest classes, not the winner alone', () => {
    const { text, state } = topK(probabilities, { classes, actual: 'sailing' });
    expect(text).toBe(
      'Top 5: surfing water 62.0 %, sailing 15.0 %, kitesurfing 11.0 %, parasailing 6.0 %, swimming 4.0 % (of 7 classes); actual sailing',
    );
    expect(state.top[1]).toEqual({ name: 'sailing', score: 0.15, isActual: true });
    expect(topK([2, -1, 0.5], { k: 3 }).text).toContain('class 0 2, class 2 0.5, class 1 −1 (of 3 classes)');
    expect(topK([1]).text).toBe('Top 1: class 0 100 % (of 1 class)');
  });

  test('keeps what is no number last, and what is infinite first', () => {
    expect(topK([Number.NaN, 3, Infinity, -Infinity], { k: 4 }).text).toContain('class 2 ∞, class 1 3, class 0 –, class 3 −∞');
  });

  test('refuses what does not belong together', () => {
    expect(() => topK([])).toThrow(/at least one score/);
    expect(() => topK([1], { k: 0 })).toThrow(/k must be/);
    expect(() => topK([1, 2], { classes: ['a'] })).toThrow(/a name for each score.*1 names, 2 scores/);
    expect(() => topK([1, 2], { actual: 'b', classes: ['a', 'c'] })).toThrow(/actual is none of the classes.*a, c/);
    expect(() => topK([1, 2], { actual: 2 })).toThrow(/places from 0 to 1/);
    const none = new Frames({ data: new Uint8Array(0), shape: [0, 4, 4, 1], frameRate: 30, name: 'none' });
    expect(() => topK([1], { clip: none })).toThrow(/must have frames/);
  });
});

describe('topK in the browser', () => {
  const chromium = useBrowser();

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`A24: bars stand beside the playing clip, ${theme}, ${width} pixels`, async () => {
      const figure = topK(probabilities, { classes, actual: 'sailing', clip: bouncingBall(40, { channels: 3 }) });
      const view = await chromium.open([figure], { theme, width });
      const { page } = view;
      const frame = async () => Number((await page.getByRole('slider').getAttribute('aria-valuetext'))?.split(' ')[1]);
      // It plays by itself.
      await expect.poll(frame).toBeGreaterThan(2);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('slider').press('Home');
      await page.getByRole('slider').press('ArrowRight');
      expect(await frame()).toBe(1);
      const lengths = await page
        .locator('li > i > i')
        .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width / (bar.parentElement?.clientWidth ?? 1)));
      lengths.forEach((length, i) => {
        expect(length).toBeCloseTo(probabilities[i], 2);
      });
      expect(await page.locator('li.fs-right').textContent()).toBe('sailing (actual)15.0 %');
      await view.screenshot(`top-k-${theme}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('waits for readers who want less motion, and needs no clip', async () => {
    const view = await chromium.open([topK(probabilities, { classes, clip: bouncingBall(10) }), topK([0.5, Number.NaN, -2])], {
      reducedMotion: 'reduce',
    });
    await view.page.waitForTimeout(200);
    expect(await view.page.getByRole('button', { name: 'Play' }).count()).toBe(1);
    expect(await view.page.locator('li').allTextContents()).toContain('class 1–');
    await view.close();
  });
});
