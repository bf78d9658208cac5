import { describe, expect, test } from 'vitest';
import { labelSmoothing } from '../../src/widgets/label-smoothing.js';
import { useBrowser } from './browser.js';
import { flickering } from './charts.js';

describe('labelSmoothing', () => {
  test('F35: says how much calmer labels become, and how late they come at a cut', () => {
    const { text } = labelSmoothing({ ...flickering(), queue: 8, frameRate: 25 });
    expect(text).toBe(
      'Label smoothing: 100 frames of 2 videos, queue 8; 28 changes of label become 1; at a clean cut the label comes 4 frames (0.16 s) late',
    );
    const raw = labelSmoothing({ ...flickering(), queue: 1 });
    expect(raw.text).toContain('28 changes of label become 28; at a clean cut the label comes 0 frames late');
    raw.set('queue', 8);
    expect(raw.text).toContain('become 1;');
  });

  test('takes one probability a frame, nothing at all, and what is no number', () => {
    const { state, text } = labelSmoothing({ probabilities: [0.1, 0.9, Number.NaN], queue: 1 });
    expect([state.classes, text]).toEqual([['no', 'yes'], expect.stringContaining('3 frames, queue 1')]);
    expect(labelSmoothing({ probabilities: [] }).text).toBe('Label smoothing: 0 frames, queue 32');
  });

  test('refuses what makes no sense', () => {
    const { probabilities, classes } = flickering();
    expect(() => labelSmoothing({ probabilities, queue: 0 })).toThrow(/queue must be/);
    expect(() => labelSmoothing({ probabilities, queue: 9, longestQueue: 4 })).toThrow(/longestQueue/);
    expect(() => labelSmoothing({ probabilities, classes: classes.slice(1) })).toThrow(
      /a name for each class.*2 names, 3 classes/,
    );
    expect(() => labelSmoothing({ probabilities, starts: [100] })).toThrow(/first frames of further videos/);
    expect(() => labelSmoothing({ probabilities: [[0.5], []] })).toThrow(/frame 1 has not as many/);
    expect(() => labelSmoothing({ probabilities: Array.from({ length: 10_000 }, () => new Float32Array(101)) })).toThrow(
      /too many probabilities for a page.*10000 frames of 101 classes/,
    );
  });
});

describe('labelSmoothing in the browser', () => {
  const chromium = useBrowser();

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`F35: the queue's slider smooths labels, frames are read by pointer and keys, ${theme}, ${width} pixels`, async () => {
      const view = await chromium.open([labelSmoothing({ ...flickering(), queue: 8, frameRate: 25 })], { theme, width });
      const { page } = view;
      const summary = page.locator('.fs > .fs-muted');
      const queue = page.getByRole('slider', { name: 'Queue' });
      expect(await summary.textContent()).toContain('28 changes of label become 1;');
      await view.screenshot(`label-smoothing-${theme}-${width}`);
      await queue.press('Home');
      expect(await summary.textContent()).toContain('become 28; at a clean cut the label comes 0 frames late');
      expect(await queue.getAttribute('aria-valuetext')).toBe('1 frame: raw');
      await queue.press('ArrowRight');
      await queue.fill('10');
      expect(await summary.textContent()).toContain('5 frames (0.20 s) late');
      const area = page.getByRole('slider', { name: 'Frame of Label smoothing' });
      await area.press('Home');
      for (let i = 0; i < 3; i++) await area.press('ArrowRight');
      expect(await page.locator('.fs-readout').textContent()).toBe(
        'frame 3 · 0:00.120 · raw formula1 80.0 % · averaged badminton 62.5 %',
      );
      await area.press('Escape');
      const plot = await page.locator('svg svg').boundingBox();
      if (!plot) throw new Error('no plot');
      // Right behind the seam between the videos the average is the new video's alone.
      await page.mouse.move(plot.x + 4 + (plot.width - 8) * 0.605, plot.y + 20);
      expect(await page.locator('.fs-readout').textContent()).toContain(
        'frame 60 · 0:02.400 · raw volleyball 80.0 % · averaged volleyball 80.0 %',
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('of no frames says so', async () => {
    const view = await chromium.open([labelSmoothing({ probabilities: [] }), labelSmoothing({ probabilities: [Number.NaN, 1] })]);
    expect(await view.page.locator('.fs-readout').first().textContent()).toBe('No frames.');
    await view.close();
  });
});
