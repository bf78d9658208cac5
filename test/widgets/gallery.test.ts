import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Figure } from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { GALLERY, galleryFigures } from './gallery.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = join(root, 'test/widgets/pictures');

/** Kinds whose picture is the browser's, or comes from a decoder that not every Chromium has. */
const NO_PICTURE = ['videoPlayer'];

/** Width of stored pictures: what a glance sees, without what differs from font to font. */
const WIDTH = 200;

/** Mean difference, of 255, up to which pictures are the same, and share of pixels that may be far off: other fonts need both. */
const TOLERANCE = { mean: 6, far: 0.04 };

/**
 * Compares a picture with the stored one, scaled down and blurred a little. FRAMESCOPE_UPDATE_PICTURES=1 stores it anew.
 */
async function expectPicture(name: string, png: Buffer): Promise<void> {
  const file = join(pictures, `${name}.webp`);
  if (process.env.FRAMESCOPE_UPDATE_PICTURES || !existsSync(file)) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(file, await sharp(png).resize(WIDTH).webp({ quality: 80 }).toBuffer());
  }
  const { width, height } = await sharp(file).metadata();
  const pixels = (source: string | Buffer): Promise<Buffer> =>
    sharp(source).resize(width, height, { fit: 'fill' }).blur(1.5).removeAlpha().raw().toBuffer();
  const [stored, shown] = await Promise.all([pixels(file), pixels(png)]);
  const differences = Array.from(shown, (value, i) => Math.abs(value - stored[i]));
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / shown.length;
  const far = differences.filter((difference) => difference > 48).length / shown.length;
  const { height: shownHeight = 0, width: shownWidth = 1 } = await sharp(png).metadata();
  expect(Math.abs((shownHeight / shownWidth) * width - height), `${name} is of another shape`).toBeLessThan(WIDTH / 8);
  expect(mean, `${name} looks different from ${file}`).toBeLessThan(TOLERANCE.mean);
  expect(far, `parts of ${name} look different from ${file}`).toBeLessThan(TOLERANCE.far);
}

describe('the gallery', () => {
  const chromium = useBrowser();
  let figures: ReadonlyMap<string, Figure> = new Map();

  beforeAll(async () => {
    figures = await galleryFigures();
  });

  test('has every kind of figure that there is', () => {
    const files = ['figures', 'large-figures'].flatMap((folder) => readdirSync(join(root, 'src/widgets/client', folder)));
    const kinds = files.map((name) => name.replace(/\.ts$/, '').replace(/-[a-z]/g, (match) => match[1].toUpperCase()));
    expect(Object.keys(GALLERY).sort()).toEqual(kinds.sort());
  });

  test('all browser halves together are at most 60 KiB', () => {
    const size = (name: string): number => readFileSync(join(root, 'dist/widgets/client', name)).length;
    expect(size('page.js')).toBeLessThanOrEqual(60 * 1024);
    expect(size('live.js')).toBeLessThan(1000);
  });

  test.each([
    ['light', 800],
    ['dark', 800],
    ['light', 400],
    ['dark', 400],
  ] as const)('looks as it did, %s, %d pixels; accessible, without a word on the console', async (theme, width) => {
    const view = await chromium.open([...figures.values()], { theme, width, reducedMotion: 'reduce' });
    await view.page.waitForTimeout(300);
    expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    for (const kind of figures.keys()) {
      const element = view.page.locator(`figure[data-figure=${kind}] .fs:not(dialog)`);
      await element.scrollIntoViewIfNeeded();
      // What is stored must be whole.
      if (!existsSync(join(pictures, `${kind}-${theme}-${width}.webp`))) await view.page.waitForTimeout(1500);
      const look = async (): Promise<void> => {
        const picture = await element.screenshot({ animations: 'disabled' });
        if (!NO_PICTURE.includes(kind)) await expectPicture(`${kind}-${theme}-${width}`, picture);
      };
      // Pictures are decoded when they come into sight; a busy machine takes its time.
      await vi.waitFor(look, { timeout: 5000, interval: 250 });
    }
    await view.screenshot(`gallery-${theme}-${width}`);
    await view.close();
  });

  test('prints black on white, whatever the theme, no wider than the paper', async () => {
    const view = await chromium.open([...figures.values()], { theme: 'dark', width: 700, reducedMotion: 'reduce' });
    await view.page.emulateMedia({ media: 'print' });
    expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(700);
    const backgrounds = await view.page
      .locator('.fs')
      .evaluateAll((elements) => [...new Set(elements.map((element) => getComputedStyle(element).backgroundColor))]);
    expect(backgrounds).toEqual(['rgb(255, 255, 255)']);
    await view.screenshot('gallery-print');
    await view.page.close();
    expect(view.faults).toEqual([]);
  });
});
