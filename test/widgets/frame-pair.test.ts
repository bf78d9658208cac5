import { describe, expect, test } from 'vitest';
import { Frames } from '../../src/lib/video/frames.js';
import { framePair } from '../../src/widgets/frame-pair.js';
import { useBrowser } from './browser.js';
import { flatFrames } from './synthetic.js';

describe('framePair', () => {
  test('says what it holds, and refuses what cannot be shown', () => {
    expect(framePair(flatFrames(100, 2)).text).toBe('flat.mp4: 100 frames of 64×48, the first and the last');
    const of = (shape: readonly [number, number, number, number]) =>
      new Frames({ data: new Uint8Array(shape.reduce((a, b) => a * b)), shape, frameRate: 30, name: 'odd' });
    expect(() => framePair(of([0, 4, 4, 1]))).toThrow(/at least one frame/);
    expect(() => framePair(of([2, 4, 4, 2]))).toThrow(/gray or rgb/);
  });
});

describe('framePair in the browser', () => {
  const chromium = useBrowser();

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`A30: shows frame 1 and the last one with their numbers, and enlarges them, ${theme}`, async () => {
      const view = await chromium.open([framePair(flatFrames(100, 2))], { theme, width });
      const { page } = view;
      expect(await page.locator('.fs-pair p').allTextContents()).toEqual(['frame: 1', 'frame: 100']);
      const grays = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('canvas')].map(
            (canvas) => canvas.getContext('2d')?.getImageData(9, 9, 1, 1).data[0] ?? -1,
          ),
        );
      // Frame i is all 2 i gray; WebP may be off by a shade.
      await expect.poll(async () => (await grays())[1]).toBeGreaterThan(194);
      expect((await grays())[0]).toBeLessThanOrEqual(2);
      await page.getByRole('button', { name: 'frame: 1, enlarge' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'frame: 100' }).waitFor();
      expect((await grays()).at(-1)).toBeGreaterThan(194);
      await page.keyboard.press('Escape');
      await view.screenshot(`frame-pair-${theme}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('of a single frame is one picture', async () => {
    const view = await chromium.open([framePair(flatFrames(1, 2))]);
    expect(await view.page.locator('.fs-pair p').allTextContents()).toEqual(['frame: 1']);
    await view.close();
  });
});
