import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Figure } from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { GALLERY, galleryFigures } from './gallery.js';
import { GALLERY_WORDS } from './gallery-words.js';

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
    const files = readdirSync(join(root, 'src/widgets/client/figures'));
    const kinds = files.map((name) => name.replace(/\.ts$/, '').replace(/-[a-z]/g, (match) => match[1].toUpperCase()));
    expect(Object.keys(GALLERY).sort()).toEqual(kinds.sort());
  });

  test('says of every kind what it is for, and the cell that makes it', () => {
    const words = Object.entries(Object.assign({}, ...Object.values(GALLERY_WORDS)) as (typeof GALLERY_WORDS)[string]);
    expect(words.map(([kind]) => kind).sort()).toEqual(Object.keys(GALLERY).sort());
    for (const [kind, { purpose, code }] of words) {
      expect(code).toContain(`${kind}(`);
      expect(Math.max(...code.split('\n').map(({ length }) => length)), code).toBeLessThanOrEqual(82);
      expect(purpose).toMatch(/\.$/);
    }
  });

  test('no two kinds have a style of the same name: all stand in one page', () => {
    const folder = join(root, 'src/widgets/client/figures');
    const owners = new Map<string, string>();
    for (const file of readdirSync(folder)) {
      const rules = readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => /^\.fs[^`]*\{/.test(line));
      // A name is a figure's own where a rule begins with it.
      const names = rules.flatMap((rule) => /^(?:\.fs )?\.(fs-[\w-]+)[ {>,:[]/.exec(rule)?.[1] ?? []);
      for (const name of new Set(names)) {
        expect(`${name}: ${owners.get(name) ?? file}`).toBe(`${name}: ${file}`);
        owners.set(name, file);
      }
    }
  });

  test.each([
    ['light', 800, true],
    ['dark', 800, false],
    ['light', 400, false],
    ['dark', 400, true],
  ] as const)('looks as it did, %s, %d pixels; accessible, without a word on the console', async (theme, width, hasPictures) => {
    const view = await chromium.open([...figures.values()], { theme, width, reducedMotion: 'reduce' });
    await view.page.waitForTimeout(300);
    expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    for (const kind of hasPictures ? figures.keys() : []) {
      if (NO_PICTURE.includes(kind)) continue;
      const element = view.page.locator(`main > figure[data-figure=${kind}] .fs`).first();
      await element.scrollIntoViewIfNeeded();
      // What is stored must be whole.
      if (!existsSync(join(pictures, `${kind}-${theme}-${width}.webp`))) await view.page.waitForTimeout(1500);
      const look = async (): Promise<void> =>
        expectPicture(`${kind}-${theme}-${width}`, await element.screenshot({ animations: 'disabled' }));
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
