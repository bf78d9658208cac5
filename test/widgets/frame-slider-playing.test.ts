import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { Frames } from '../../src/lib/video/frames.js';
import { frameSlider } from '../../src/widgets/frame-slider.js';
import { type FigureView, useBrowser } from './browser.js';
import { flatFrames } from './synthetic.js';

/** Milliseconds by which a frame may be late: the screen's own rhythm. */
const SCREEN = 17;

/** Five frames of very different lengths: 0.1, 0.05, 0.35, 0.5 and a fifth of a second. */
const TIMES = [0, 0.1, 0.15, 0.5, 1];

function uneven(): Frames {
  const { data, shape } = flatFrames(5, 40);
  return new Frames({ data, shape, frameRate: 5, timestamps: Float64Array.from(TIMES, (time) => time + 3), name: 'uneven' });
}

const frameOf = (page: Page): Promise<number> =>
  page.evaluate(() =>
    (document.querySelector('figure') as unknown as { framescope: { get(name: string): number } }).framescope.get('frame'),
  );

/** Stops the page's clock: from now on it goes by `runFor` only. */
async function stopClock({ page }: FigureView): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
}

/** The frame shown after each of some milliseconds since the page began to play. */
async function framesAt(page: Page, milliseconds: readonly number[]): Promise<number[]> {
  const frames: number[] = [];
  let now = 0;
  for (const time of milliseconds) {
    await page.clock.runFor(time - now);
    now = time;
    frames.push(await frameOf(page));
  }
  return frames;
}

describe('playing', () => {
  const chromium = useBrowser();

  test.each([
    [1, 1],
    [0.5, 2],
    [2, 0.5],
  ])('uneven frames at speed %d: which frame is shown follows from the clock alone', async (speed, stretch) => {
    const view = await chromium.open([frameSlider(uneven(), { speed })]);
    await stopClock(view);
    await view.page.getByRole('button', { name: 'Play' }).click();
    // Just before a frame is due, and once it must be there; the loop begins anew after 1.2 s.
    const due = [...TIMES.slice(1), 1.2].map((seconds) => seconds * 1000 * stretch);
    const asked = due.flatMap((time) => [time - 4, time + SCREEN + 1]);
    expect(await framesAt(view.page, asked)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 0]);
    await view.page.clock.resume();
    await view.close();
  });

  test('five loops later the clock has lost nothing', async () => {
    const view = await chromium.open([frameSlider(uneven())]);
    await stopClock(view);
    await view.page.getByRole('button', { name: 'Play' }).click();
    const loops = 5 * 1200;
    expect(await framesAt(view.page, [loops + 490, loops + 500 + SCREEN + 1])).toEqual([2, 3]);
    await view.page.clock.resume();
    await view.close();
  });

  test("timing 'even' shows all frames equally long, and code changes it while it plays", async () => {
    const figure = frameSlider(uneven(), { timing: 'even' });
    const view = await chromium.open([figure]);
    const { page } = view;
    await stopClock(view);
    await page.getByRole('button', { name: 'Play' }).click();
    expect(await framesAt(page, [195, 220, 395, 420])).toEqual([0, 1, 1, 2]);
    await page.evaluate(() =>
      (document.querySelector('figure') as unknown as { framescope: { set(name: string, value: unknown): void } }).framescope.set(
        'timing',
        'true',
      ),
    );
    // The third frame lasts 0.35 s.
    expect(await framesAt(page, [300, 375])).toEqual([2, 3]);
    await view.page.clock.resume();
    await view.close();
  });

  test('speed: any factor or frames a second by keyboard; what does not fit is refused in words; code sets it too', async () => {
    const figure = frameSlider(flatFrames(50, 2));
    const view = await chromium.open([figure], { width: 400 });
    const { page } = view;
    const speedOf = (): Promise<unknown> =>
      page.evaluate(() =>
        (document.querySelector('figure') as unknown as { framescope: { get(name: string): unknown } }).framescope.get('speed'),
      );
    const select = page.getByRole('combobox', { name: 'Speed' });
    await select.selectOption('4×');
    expect(await speedOf()).toBe(4);
    const field = page.getByRole('textbox', { name: 'Speed, as 0.3× or 12 fps' });
    for (const [typed, speed] of [
      ['10 fps', 0.4],
      ['0,3', 0.3],
      ['33x', 33],
      ['100×', 100],
      ['2500fps', 100],
    ] as const) {
      await select.selectOption('other…');
      expect(await field.evaluate((node) => node === document.activeElement)).toBe(true);
      await field.fill(typed);
      await field.press('Enter');
      expect(await speedOf()).toBe(speed);
      expect(await select.evaluate((node) => (node as HTMLSelectElement).selectedOptions[0].textContent)).toBe(`${speed}×`);
    }
    await select.selectOption('other…');
    for (const typed of ['0', '-1', '101', 'fast', '', '1.2.3', '3000 fps']) {
      await field.fill('x');
      await field.press('Enter');
      await field.fill(typed);
      await field.press('Enter');
      expect(await page.getByRole('alert').textContent()).toBe('0.01× to 100×, or 0.25 to 2500 fps');
      expect(await speedOf()).toBe(100);
    }
    await field.press('Escape');
    expect(await select.isVisible()).toBe(true);
    expect(await page.getByRole('alert').textContent()).toBe('');
    // Keys in the field are the field's own.
    expect(await frameOf(page)).toBe(0);
    await page.evaluate(() =>
      (document.querySelector('figure') as unknown as { framescope: { set(name: string, value: unknown): void } }).framescope.set(
        'speed',
        0.7,
      ),
    );
    expect(await select.evaluate((node) => (node as HTMLSelectElement).selectedOptions[0].textContent)).toBe('0.7×');
    await view.close();
  });
});

describe('several videos', () => {
  const chromium = useBrowser();

  /** 2 s at 10 fps, and 1 s at 25 fps: each frame's brightness is its number, times ten and times five. */
  const pair = () => [flatFrames(20, 10, { frameRate: 10 }), flatFrames(25, 5, { frameRate: 25, width: 32 })];

  /** The frames on the canvases, told by their brightness. */
  const shown = ({ page }: FigureView): Promise<number[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLCanvasElement>('.fs-view canvas')].map((canvas, i) =>
        Math.round((canvas.getContext('2d')?.getImageData(9, 9, 1, 1).data[1] ?? -9) / [10, 5][i]),
      ),
    );

  test.each([
    ['light', 800],
    ['dark', 400],
  ] as const)('stay in step by time, the shorter holds its last frame, %s, %i pixels', async (theme, width) => {
    const figure = frameSlider(pair(), { names: ['front', 'side'], events: [[3, 15], [5]] });
    expect(figure.text).toBe('front, side: 2 videos on one clock, 1.94 s, 3 events');
    const view = await chromium.open([figure], { theme, width });
    const { page } = view;
    const range = page.getByRole('slider', { name: 'Frame of front, side' });
    await expect.poll(() => shown(view)).toEqual([0, 0]);
    await range.press('ArrowRight');
    await expect.poll(() => shown(view)).toEqual([0, 1]);
    expect(await range.getAttribute('aria-valuetext')).toBe('front frame 0, side frame 1, 0:00.040');
    // Events of either: frame 5 of the side at 0.2 s, frame 3 of the front at 0.3 s, frame 15 at 1.5 s.
    for (const [frames, place] of [
      [[2, 5], '0:00.200'],
      [[3, 7], '0:00.300'],
      [[15, 24], '0:01.500'],
    ] as const) {
      await range.press('PageDown');
      await expect.poll(() => shown(view)).toEqual(frames);
      expect(await page.locator('.fs-place').textContent()).toBe(place);
    }
    await range.press('End');
    await expect.poll(() => shown(view)).toEqual([19, 24]);
    expect(await page.locator('.fs-videos .fs-muted').allTextContents()).toEqual(['frame 19 / 19', 'frame 24 / 24']);
    // Side by side where there is room.
    const tops = await page
      .locator('.fs-stage')
      .evaluateAll((stages) => stages.map((stage) => stage.getBoundingClientRect().top));
    expect(tops[0] === tops[1]).toBe(width === 800);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    // Marks of each, and zoom of both.
    const marks = page.locator('.fs-marks');
    expect(await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute('aria-label')))).toEqual([
      'front 2 events',
      'side 1 event',
    ]);
    await page.keyboard.press('+');
    expect(await page.locator('.fs-view.fs-zoomed').count()).toBe(2);
    await page.locator('.fs-view').last().hover();
    await expect.poll(() => page.locator('.fs-row.fs-muted').textContent()).toMatch(/^side x \d+, y \d+: gray ≈ 1[12]\d$/);
    await view.close();
  });

  test('play on one clock', async () => {
    const view = await chromium.open([frameSlider(pair())]);
    const { page } = view;
    await expect.poll(() => shown(view)).toEqual([0, 0]);
    await stopClock(view);
    await page.getByRole('button', { name: 'Play' }).click();
    let now = 0;
    for (const [time, frames] of [
      [390, [3, 9]],
      [420, [4, 10]],
      [1320, [13, 24]],
      [1920, [19, 24]],
      [2020, [0, 1]],
    ] as const) {
      await page.clock.runFor(time - now);
      now = time;
      expect(await shown(view)).toEqual(frames);
    }
    await view.page.clock.resume();
    await view.close();
  });

  test('may begin at other times', async () => {
    const view = await chromium.open([frameSlider(pair(), { offsets: [0, 0.5] })]);
    await view.page.getByRole('slider').press('End');
    await expect.poll(() => shown(view)).toEqual([19, 24]);
    await view.page.getByRole('slider').fill('5');
    await expect.poll(() => shown(view)).toEqual([5, 0]);
    await view.close();
  });
});
