import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { openVideo } from '../../src/lib/video/video.js';
import { COLORS, type ColorMap } from '../../src/widgets/drawing/color-maps.js';
import { filterPlayer } from '../../src/widgets/filter-player.js';
import { temporaryFolder } from '../video/clips.js';
import { useBrowser } from './browser.js';
import { filtersOnTheWay, someFilters } from './synthetic.js';

const folder = temporaryFolder();

describe('filterPlayer', () => {
  test('says what it plays', () => {
    const { text, state } = filterPlayer(someFilters(9));
    expect(text).toBe('Filters of conv3d_3: 9 clips, 1 of them dead, 4 frames each, 15 fps');
    expect(state.filters[4]).toMatchObject({ filter: 4, isDead: true });
    expect(state).toMatchObject({ fps: 15, pingPong: true, frameCount: 4, isGray: true });
  });

  test('refuses what cannot be played', () => {
    expect(() => filterPlayer([])).toThrow(/at least one filter/);
    expect(() => filterPlayer(someFilters(1), { fps: 0 })).toThrow(/fps must be above 0/);
    expect(() => filterPlayer(someFilters(1), { fps: Number.NaN })).toThrow(/fps/);
    expect(() => filterPlayer([...someFilters(1), ...someFilters(1, { size: 32 })])).toThrow(/another shape/);
    const unlike = [...filtersOnTheWay(1, [0, 5]), ...filtersOnTheWay(1, [0, 4])];
    expect(() => filterPlayer(unlike)).toThrow(/kept after other steps.*Received: \[0, 4\]. Accepted: \[0, 5\]/);
  });
});

/** Two filters, the ascent of the second run away: NaN in its clip and in its activation. */
function runAway() {
  const [good, bad] = someFilters(2);
  const values = bad.values.slice();
  values.set([Number.NaN, Infinity], 100);
  return [good, { ...bad, values, objective: [0.05, 2, Number.NaN] }];
}

describe('filterPlayer in the browser', () => {
  const chromium = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [800, 400]) {
      test(`plays, pauses, steps, enlarges, ${theme}, ${width} pixels`, async () => {
        const filters = someFilters(9);
        const view = await chromium.open([filterPlayer(filters)], { theme, width });
        const { page } = view;
        await expect.poll(() => page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
        const seen = await page.evaluate(async () => {
          const frames = new Set<string>();
          for (let i = 0; i < 40; i++) {
            frames.add(document.querySelector('.fs-place')?.textContent ?? '');
            await new Promise((done) => setTimeout(done, 20));
          }
          return [...frames].sort();
        });
        expect(seen).toEqual(['frame 1 of 4', 'frame 2 of 4', 'frame 3 of 4', 'frame 4 of 4']);
        const range = page.getByRole('slider', { name: 'Frame', exact: true });
        await range.press('Home');
        await range.press('ArrowRight');
        await range.press('ArrowRight');
        expect(await range.getAttribute('aria-valuetext')).toBe('frame 3 of 4');
        expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(1);
        // Brightness of filter 2's frame 2 at a place, in plasma: found again in the colours shown, within WebP's error.
        const tile = page.getByRole('button', { name: 'Enlarge conv3d_3, filter 2', exact: true });
        const color = () =>
          tile
            .locator('canvas')
            .evaluate((canvas) => [...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(20, 30, 1, 1).data ?? [])]);
        const [red, green, blue] = await color();
        const shown = Array.from(
          { length: 256 },
          (_, i) =>
            Math.abs(COLORS.plasma[3 * i] - red) +
            Math.abs(COLORS.plasma[3 * i + 1] - green) +
            Math.abs(COLORS.plasma[3 * i + 2] - blue),
        );
        expect(Math.min(...shown)).toBe(0);
        expect(Math.abs(shown.indexOf(0) - filters[2].frames.frame(2)[30 * 64 + 20])).toBeLessThan(24);
        await page.getByRole('combobox', { name: 'Colour map' }).selectOption('gray');
        const [r, g, b] = await color();
        expect([r, g]).toEqual([g, b]);
        await page.getByRole('combobox', { name: 'Colour map' }).selectOption('plasma');
        expect(await page.getByText('dead', { exact: true }).count()).toBe(1);
        await view.screenshot(`filter-player-${theme}-${width}`);
        await tile.click();
        expect(await page.getByRole('dialog').textContent()).toMatch(/mean activation 0\.05 → 2\.9\d* in 15 steps/);
        await page.keyboard.press('ArrowLeft');
        expect(await range.getAttribute('aria-valuetext')).toBe('frame 2 of 4');
        await view.screenshot(`filter-large-${theme}-${width}`);
        expect(await page.getByRole('button', { name: 'Save GIF', exact: true }).isVisible()).toBe(true);
        await page.keyboard.press('Escape');
        expect(await page.getByRole('dialog').count()).toBe(0);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await view.close();
      });
    }
  }

  test('colour maps: those of activation grids, by choice and by code, in tiles, enlarged, and in what is saved', async () => {
    const figure = filterPlayer(someFilters(2), { colorMap: 'diverging' });
    expect(() => filterPlayer(someFilters(2), { colorMap: 'jet' as never })).toThrow(/colorMap of filterPlayer does not fit/);
    const view = await chromium.open([figure], { reducedMotion: 'reduce', acceptDownloads: true });
    const { page } = view;
    const colors = (selector: string): Promise<number[][]> =>
      page
        .locator(selector)
        .first()
        .evaluate((node) => {
          const canvas = node as HTMLCanvasElement;
          const data = canvas.getContext('2d')?.getImageData(0, 0, 64, 64).data ?? new Uint8ClampedArray();
          return Array.from({ length: 4096 }, (_, i) => [...data.subarray(4 * i, 4 * i + 3)]);
        });
    const isIn = (map: ColorMap, seen: readonly number[][]): boolean => {
      const known = new Set(Array.from({ length: 256 }, (_, i) => COLORS[map].subarray(3 * i, 3 * i + 3).join()));
      return seen.every((color) => known.has(color.join()));
    };
    const choice = page.getByRole('combobox', { name: 'Colour map' });
    await expect.poll(async () => isIn('diverging', await colors('.fs-tile canvas'))).toBe(true);
    for (const map of ['viridis', 'gray', 'plasma'] as const) {
      await choice.selectOption(map);
      expect(isIn(map, await colors('.fs-tile canvas')), map).toBe(true);
    }
    await page.evaluate(() => {
      const figure = document.querySelector('figure') as (HTMLElement & { framescope?: { set(...a: unknown[]): void } }) | null;
      figure?.framescope?.set('colorMap', 'viridis');
    });
    expect(await choice.inputValue()).toBe('viridis');
    await page.getByRole('button', { name: 'Enlarge conv3d_3, filter 0' }).click();
    expect(isIn('viridis', await colors('.fs-large'))).toBe(true);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save PNG' }).click();
    const { data } = await sharp(readFileSync(await (await downloading).path()))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(
      isIn(
        'viridis',
        Array.from({ length: 4096 }, (_, i) => [...data.subarray(3 * i, 3 * i + 3)]),
      ),
    ).toBe(true);
    await page.keyboard.press('Escape');
    await view.close();
  });

  test('a filter whose ascent ran away is marked, says so, and plays what there is', async () => {
    const figure = filterPlayer(runAway());
    expect(figure.text).toContain('2 clips, 1 with values that are not finite');
    const view = await chromium.open([figure], { width: 400, reducedMotion: 'reduce' });
    const { page } = view;
    expect(await page.locator('.fs-gain').allTextContents()).toEqual(['0.05 → 1', 'not finite']);
    await page.getByRole('button', { name: 'Enlarge conv3d_3, filter 1' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').textContent()).toContain('2 values of the clip are not finite: the ascent ran away.');
    await view.screenshot('filter-not-finite-400');
    await page.keyboard.press('Escape');
    await view.close();
  });

  test('speed by choice, play and pause by mouse and by Space, also while enlarged', async () => {
    const view = await chromium.open([filterPlayer(someFilters(2, { frameCount: 16, size: 32 }), { fps: 8 })]);
    const { page } = view;
    await page.getByRole('button', { name: 'Pause' }).click();
    const frame = async () => Number(/frame (\d+)/.exec(String(await page.locator('.fs-place').textContent()))?.[1]);
    const shown = await frame();
    await page.waitForTimeout(300);
    expect(await frame()).toBe(shown);
    const range = page.getByRole('slider', { name: 'Frame', exact: true });
    const box = await range.boundingBox();
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    expect(Math.abs((await frame()) - 8.5)).toBeLessThan(1);
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('4');
    await range.press('Home');
    await range.press(' ');
    await expect.poll(frame).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Enlarge conv3d_3, filter 0' }).click();
    await page.getByRole('dialog').getByRole('slider').press(' ');
    const paused = await frame();
    await page.waitForTimeout(200);
    expect(await frame()).toBe(paused);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(1);
    await view.close();
  });

  for (const channels of [1, 3] as const) {
    test(`saves a GIF without doubled ends, ${channels} channels`, async () => {
      const view = await chromium.open([filterPlayer(someFilters(2, { channels }))], { acceptDownloads: true });
      await expect.poll(() => view.page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
      const downloading = view.page.waitForEvent('download');
      await view.page.getByRole('button', { name: 'Save GIF of conv3d_3, filter 1' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe('conv3d_3-filter-1.gif');
      const { format, pages, loop, delay, width, pageHeight } = await sharp(readFileSync(await download.path()), {
        pages: -1,
      }).metadata();
      expect({ format, pages, loop, width, pageHeight }).toEqual({ format: 'gif', pages: 6, loop: 0, width: 64, pageHeight: 64 });
      // 15 frames a second, on average: six last 400 ms.
      expect(delay).toEqual([70, 60, 70, 70, 60, 70]);
      expect((1000 * (delay?.length ?? 0)) / (delay ?? []).reduce((sum, ms) => sum + ms, 0)).toBe(15);
      const { data } = await sharp(readFileSync(await download.path()), { page: 3 })
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      // What is written is what was shown: WebP's error and, with three channels, that of 256 colours.
      const frame = someFilters(2, { channels })[1].frames.frame(3);
      const expected =
        channels === 3 ? frame : Uint8Array.from(data, (_, i) => COLORS.plasma[3 * frame[Math.floor(i / 3)] + (i % 3)]);
      const error = data.reduce((sum, value, i) => sum + Math.abs(value - expected[i]), 0) / data.length;
      expect(error).toBeLessThan(10);
      await view.close();
    });
  }

  test('J92: a slider over the steps of ascent, for all filters and for each, by key and by code', async () => {
    const figure = filterPlayer(filtersOnTheWay(3, [0, 5, 10, 15]));
    expect(figure.text).toContain('after 4 steps of ascent from 0 to 15');
    const view = await chromium.open([figure], { width: 400 });
    const { page } = view;
    await expect.poll(() => page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    await page.getByRole('combobox', { name: 'Colour map' }).selectOption('gray');
    const levels = () =>
      page
        .locator('.fs-tile canvas')
        .evaluateAll((all) =>
          all.map((canvas) => (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(9, 9, 1, 1).data[0]),
        );
    // Bytes tell the step: ten times its number.
    await expect.poll(levels).toEqual([150, 150, 150]);
    const all = page.getByRole('slider', { name: 'Step of ascent' });
    await all.press('ArrowLeft');
    expect(await levels()).toEqual([100, 100, 100]);
    expect(await all.getAttribute('aria-valuetext')).toBe('after 10 of 15 steps');
    await page.getByRole('slider', { name: 'Step of conv3d_3, filter 1' }).press('Home');
    expect(await levels()).toEqual([100, 0, 100]);
    // A slider's keys are its own: the frame stays, and playing goes on.
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Enlarge conv3d_3, filter 2' }).click();
    await page.getByRole('slider', { name: 'Step of the enlarged filter' }).press('ArrowLeft');
    expect(await levels()).toEqual([100, 0, 50]);
    await view.screenshot('filter-steps-large-400');
    await page.keyboard.press('Escape');
    await view.screenshot('filter-steps-400');
    await page.evaluate(() => {
      const element = document.querySelector('figure') as (HTMLElement & { framescope?: { set(...a: unknown[]): void } }) | null;
      element?.framescope?.set('step', 1);
    });
    expect(await levels()).toEqual([50, 50, 50]);
    await view.close();
  });

  test('J91: clips of flow are shown in its colours', async () => {
    const figure = filterPlayer(someFilters(2, { channels: 2 }));
    expect(figure.text).toContain('flow: direction as hue, speed as brightness');
    const view = await chromium.open([figure]);
    await expect.poll(() => view.page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    expect(await view.page.getByRole('combobox', { name: 'Colour map' }).count()).toBe(0);
    const hues = await view.page
      .locator('.fs-tile canvas')
      .first()
      .evaluate((canvas) => {
        const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 64, 64) ?? { data: [] };
        return [0, 1, 2].map((c) => Math.max(...Array.from({ length: 4096 }, (_, i) => data[4 * i + c])));
      });
    for (const most of hues) expect(most).toBeGreaterThan(120);
    await view.screenshot('filter-flow');
    await view.close();
  });

  test('ping-pong can be turned off, and saves without the way back', async () => {
    const view = await chromium.open([filterPlayer(someFilters(2))], { acceptDownloads: true });
    const { page } = view;
    await expect.poll(() => page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    await page.getByRole('button', { name: 'ping-pong' }).click();
    expect(await page.getByRole('button', { name: 'ping-pong' }).getAttribute('aria-pressed')).toBe('false');
    await page.getByRole('button', { name: 'Enlarge conv3d_3, filter 0' }).click();
    const save = async (label: string) => {
      const downloading = page.waitForEvent('download', { timeout: 20_000 });
      await page.getByRole('dialog').getByRole('button', { name: label }).click();
      return downloading;
    };
    const gif = await save('Save GIF');
    expect((await sharp(readFileSync(await gif.path()), { pages: -1 }).metadata()).pages).toBe(4);
    const png = await save('Save PNG');
    expect(png.suggestedFilename()).toBe('conv3d_3-filter-0.png');
    const { format, width, height } = await sharp(readFileSync(await png.path())).metadata();
    expect([format, width, height]).toEqual(['png', 64, 64]);
    // Offered where the browser records; what it writes is a video.
    const record = page.getByRole('button', { name: /Save (MP4|WEBM)/ });
    if ((await record.count()) > 0) {
      const recorded = await save(String(await record.textContent()));
      const path = join(folder, recorded.suggestedFilename());
      await recorded.saveAs(path);
      const frames = await (await openVideo(path)).frames({ size: 64 });
      expect(frames.length).toBeGreaterThan(10);
    }
    await view.close();
  });

  test('starts paused for readers who want less motion', async () => {
    const view = await chromium.open([filterPlayer(someFilters(3))], { reducedMotion: 'reduce' });
    await view.page.waitForTimeout(300);
    expect(await view.page.getByRole('button', { name: 'Play' }).count()).toBe(1);
    expect(await view.page.getByText('frame 1 of 4').count()).toBe(1);
    await view.close();
  });
});
