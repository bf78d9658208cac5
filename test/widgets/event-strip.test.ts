import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/lib/random.js';
import { eventStrip } from '../../src/widgets/event-strip.js';
import { useBrowser } from './browser.js';

const actual = Array.from({ length: 42 }, (_, i) => 6 + Math.round(i * 7.4));
/** One missed, one moved by two frames, one too many. */
const predicted = [...actual.filter((_, i) => i !== 8).map((frame, i) => (i === 3 ? frame + 2 : frame)), 315];

function probability(length: number): Float32Array {
  const random = createRandom(3);
  return Float32Array.from({ length }, (_, i) =>
    Math.min(1, Math.max(...predicted.map((p) => 0.92 * Math.exp(-((p - i) ** 2) / 3))) + 0.04 * random.uniform()),
  );
}

describe('eventStrip', () => {
  test('says how predictions stand against labels', () => {
    const { text, state } = eventStrip({ predicted, actual, frameRate: 30 });
    expect(text).toBe('predicted 42, actual 42, matched 41 within ±2 frames (precision 97.6 %, recall 97.6 %, F1 97.6 %)');
    expect(state).toMatchObject({ misses: [actual[8]], falseAlarms: [315], frameCount: 316, tolerance: 2 });
    expect(eventStrip({ predicted: [4], actual: [6], tolerance: 1 }).text).toContain('matched 0 within ±1 frame ');
    expect(eventStrip({ predicted: [4, 9] }).text).toBe('predicted 2 events');
    expect(eventStrip({ predicted: [], actual: [] }).text).toContain('precision 100 %');
  });

  test('reads the frame rate off events that have times, in any order', () => {
    const { state } = eventStrip({
      predicted: [
        { frame: 50, time: 2 },
        { frame: 25, time: 1 },
      ],
      actual: [25],
    });
    expect(state).toMatchObject({ frameRate: 25, predicted: [25, 50] });
  });

  test('refuses what makes no sense', () => {
    expect(() => eventStrip({ predicted: [5], frameCount: 5 })).toThrow(
      /predicted events lie beyond the last frame.*Received: 5/,
    );
    expect(() => eventStrip({ predicted: [1], actual: [9], probability: [0, 0.5] })).toThrow(/actual events lie beyond/);
    expect(() => eventStrip({ predicted: [-1] })).toThrow(/frame indices/);
    expect(() => eventStrip({ predicted: [1], tolerance: -1 })).toThrow(/tolerance/);
    expect(() => eventStrip({ predicted: [1], frameRate: 0 })).toThrow(/frameRate/);
  });
});

describe('eventStrip in the browser', () => {
  const chromium = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [800, 400]) {
      test(`J77: shows marks on a time axis, hits, misses and false alarms, values by pointer and keys, ${theme}, ${width} pixels`, async () => {
        const figure = eventStrip({ predicted, actual, probability: probability(320), threshold: 0.5, frameRate: 30 });
        const view = await chromium.open([figure], { theme, width });
        const { page } = view;
        const area = page.getByRole('slider', { name: 'Events' });
        const readout = page.locator('.fs-readout');
        await area.press('Home');
        expect(await readout.textContent()).toContain(
          `frame ${actual[0]} · 0:00.200 · hit: predicted 6, actual 6 (±0) · probability`,
        );
        await area.press('End');
        expect(await readout.textContent()).toContain('false alarm');
        expect(await area.getAttribute('aria-valuetext')).toContain('frame 315');
        await area.press('Escape');
        const axis = await page.locator('svg [stroke-linejoin]').first().boundingBox();
        if (!axis) throw new Error('no curve');
        await page.mouse.move(axis.x + (axis.width * actual[8]) / 319, axis.y + 20);
        expect(await readout.textContent()).toContain('miss: actual, not predicted');
        await view.screenshot(`event-strip-${theme}-${width}`);
        for (const words of ['hit 41', 'miss 1', 'false alarm 1'])
          expect(await page.getByText(words, { exact: true }).count()).toBe(1);
        // Discs: two of each hit and one in the legend.
        expect(await page.locator('circle').count()).toBe(2 * 41 + 1);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await view.close();
      });
    }
  }

  test('a click stays, and is the frame that others may follow; looking away from a hovered frame comes back to it', async () => {
    const view = await chromium.open([eventStrip({ predicted: [10, 60], frameCount: 100 })]);
    const { page } = view;
    const frame = () =>
      page.evaluate(() =>
        (
          document.querySelector('figure') as (HTMLElement & { framescope?: { get(name: string): number } }) | null
        )?.framescope?.get('frame'),
      );
    const marks = await page
      .locator('figure circle')
      .evaluateAll((circles) => circles.map((circle) => circle.getBoundingClientRect().toJSON()));
    const [, first, second] = marks as { x: number; y: number }[];
    await page.mouse.move(second.x + 4, second.y + 4);
    expect(await page.locator('.fs-readout').textContent()).toContain('frame 60');
    expect(await frame()).toBe(-1);
    await page.mouse.click(first.x + 4, first.y + 4);
    expect(await frame()).toBe(10);
    await page.mouse.move(second.x + 4, second.y + 4);
    await page.mouse.move(5, 5);
    expect(await page.locator('.fs-readout').textContent()).toMatch(/frame (10|60)/);
    await page.getByRole('slider', { name: 'Events' }).press('ArrowRight');
    await page.getByRole('slider', { name: 'Events' }).press('Escape');
    expect(await frame()).toBe(-1);
    await view.close();
  });

  test('every one of 400 events in 1,800 frames leaves a mark in 440 pixels', async () => {
    const many = Array.from({ length: 400 }, (_, i) => i * 4 + 3);
    const view = await chromium.open([eventStrip({ predicted: many, frameCount: 1800 })], { width: 440 });
    const places = await view.page
      .locator('circle')
      .evaluateAll((circles) => circles.map((circle) => Number(circle.getAttribute('r'))));
    expect(places).toHaveLength(401);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(2);
    await view.close();
  });
});
