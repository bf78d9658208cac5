import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Figure } from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { GALLERY, galleryFigures } from './gallery.js';
import { GALLERY_WORDS } from './gallery-words.js';
import { expectPicture, hasPicture, NO_PICTURE } from './picture.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

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
    for (const [i, kind] of [...figures.keys()].entries()) {
      if (!hasPictures || NO_PICTURE.includes(kind)) continue;
      const element = view.page.locator('main > figure').nth(i).locator('.fs').first();
      await element.scrollIntoViewIfNeeded();
      // What is stored must be whole.
      if (!hasPicture(`${kind}-${theme}-${width}`)) await view.page.waitForTimeout(1500);
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
