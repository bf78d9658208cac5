import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';
import { clipGallery } from '../../src/widgets/clip-gallery.js';
import { useBrowser } from './browser.js';
import { bouncingBall, flatFrames } from './synthetic.js';

/** Clips of other sizes, lengths, rates and colours. */
const clips = () => [
  bouncingBall(12),
  bouncingBall(8, { width: 64, height: 120, channels: 3 }),
  flatFrames(10, 20),
  new Frames({ data: new Uint8Array(3 * 32 * 32 * 2).fill(200), shape: [3, 32, 32, 2], frameRate: 10, name: 'flow' }),
];
const labels = ['ball', 'tall ball', 'brighter', 'flow to the lower right'];

describe('clipGallery', () => {
  test('says what it holds', async () => {
    const { text, state } = clipGallery(clips(), { labels });
    expect(text).toBe('4 clips: ball, tall ball, brighter, flow to the lower right; 3 to 12 frames each');
    expect(state.clips[2]).toEqual({ label: 'brighter', frameCount: 10, frameRate: 25 });
    expect(clipGallery([{ frames: flatFrames(1, 5) }]).state.clips[0].label).toBe('flat.mp4');
    const { 'image/png': png } = await clipGallery(clips(), { labels }).toMimeBundle();
    const { width, height } = await sharp(Buffer.from(String(png), 'base64')).metadata();
    expect([width, height]).toEqual([2 * 192 + 8, 2 * 220 - 8]);
  });

  test('refuses what cannot be shown', () => {
    expect(() => clipGallery([])).toThrow(/at least one clip/);
    expect(() => clipGallery(clips(), { labels: ['a'] })).toThrow(/each clip needs a label. Received: "1 labels for 4 clips"/);
    expect(() => clipGallery([flatFrames(2, 2).slice(0, 0)], { labels: ['none'] })).toThrow(/clip 0 \(none\) has no frame/);
    expect(() => clipGallery(clips()).set('clip', 4)).toThrow(/clip must be a number from -1 to 3/);
  });

  test('above 5 MB, frames are thinned, and the caption says so', async () => {
    const random = createRandom(5);
    const data = Uint8Array.from({ length: 160 * 192 * 192 }, () => random.integer(256));
    const noise = new Frames({ data, shape: [160, 192, 192, 1], frameRate: 30, name: 'noise' });
    const html = String((await clipGallery([noise, noise]).toMimeBundle())['text/html']);
    expect(html.length).toBeLessThan(6e6);
    expect(html).toMatch(/One frame in \d+ is in, to keep the page below 5 MB/);
  });
});

describe('clipGallery in the browser', () => {
  const chromium = useBrowser();

  test.each([
    ['light', 800],
    ['dark', 400],
  ] as const)('plays under the pointer and the focus, enlarges, %s, %i pixels', async (theme, width) => {
    const view = await chromium.open([clipGallery(clips(), { labels })], { theme, width });
    const { page } = view;
    const tile = page.getByRole('button', { name: 'Enlarge brighter, 10 frames' });
    // Gray levels tell the frame: twenty times its number.
    const level = () =>
      tile
        .locator('canvas')
        .evaluate((canvas) => (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(5, 5, 1, 1).data.slice(0, 4).join());
    await expect.poll(level).toBe('0,0,0,255');
    await view.screenshot(`clipGallery-${theme}-${width}`);
    await tile.hover();
    await expect.poll(level).not.toBe('0,0,0,255');
    await page.mouse.move(0, 0);
    const resting = await level();
    await page.waitForTimeout(150);
    expect(await level()).toBe(resting);
    // Keyboard: one stop of Tab, arrows go among the clips, the focused one plays, Enter enlarges.
    await page.getByRole('button', { name: 'play all' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(level).not.toBe(resting);
    await page.keyboard.press('Enter');
    const range = page.getByRole('dialog').getByRole('slider', { name: 'Frame' });
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await range.press('Home');
    await range.press('ArrowRight');
    expect(await range.getAttribute('aria-valuetext')).toBe('frame 2 of 10');
    await view.screenshot(`clipGallery-large-${theme}-${width}`);
    await page.keyboard.press('Escape');
    expect(await tile.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'play all' }).click();
    const before = await level();
    await expect.poll(level).not.toBe(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await view.close();
  });

  test('decodes what is seen only, and rests for readers who want less motion', async () => {
    const many = Array.from({ length: 60 }, (_, i) => flatFrames(4, 50, { width: 160, height: 160, frameRate: 10 + i }));
    const view = await chromium.open([clipGallery(many)], { reducedMotion: 'reduce', width: 400 });
    const { page } = view;
    const drawn = () =>
      page
        .locator('.fs-tile canvas')
        .evaluateAll(
          (all) => all.filter((c) => (c as HTMLCanvasElement).getContext('2d')?.getImageData(5, 5, 1, 1).data[3]).length,
        );
    await expect.poll(drawn).toBeGreaterThan(4);
    expect(await drawn()).toBeLessThan(40);
    const first = page.getByRole('button', { name: /Enlarge/ }).first();
    await first.hover();
    await page.waitForTimeout(300);
    const shown = await first
      .locator('canvas')
      .evaluate((c) => (c as HTMLCanvasElement).getContext('2d')?.getImageData(5, 5, 1, 1).data[0]);
    expect(shown).toBe(0);
    await view.close();
  });
});
