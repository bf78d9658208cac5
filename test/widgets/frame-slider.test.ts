import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/lib/errors.js';
import { createRandom } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';
import { parseState } from '../../src/widgets/client/page-model.js';
import { frameSlider } from '../../src/widgets/frame-slider.js';
import { encodeFrames } from '../../src/widgets/sprite-sheets.js';
import { type FigureView, useBrowser } from './browser.js';
import { bouncingBall, flatFrames } from './synthetic.js';

describe('frameSlider', () => {
  test('says what it holds', () => {
    expect(frameSlider(bouncingBall(120), { events: [3, 5] }).text).toBe('ball.mp4: 120 frames, 30 fps, 4.00 s, 2 events');
    expect(frameSlider(bouncingBall(120), { events: [{ frame: 9, time: 0.3 }] }).state.events).toEqual([9]);
  });

  test('refuses what cannot be shown', () => {
    const none = new Frames({ data: new Uint8Array(0), shape: [0, 4, 4, 1], frameRate: 30, name: 'none' });
    const flow = new Frames({ data: new Uint8Array(32), shape: [1, 4, 4, 2], frameRate: 30, name: 'flow' });
    expect(() => frameSlider(none)).toThrow(InvalidInputError);
    expect(() => frameSlider(flow)).toThrow(/gray or rgb/);
    expect(() => frameSlider(bouncingBall(10), { events: [10] })).toThrow(/beyond the last frame.*Received: 10.*0 to 9/);
    expect(() => frameSlider(bouncingBall(10), { events: [1.5] })).toThrow(/frame indices/);
  });

  test('thins frames that would take more than the limit, and says so', async () => {
    const random = createRandom(1);
    const data = Uint8Array.from({ length: 300 * 160 * 160 }, () => random.integer(256));
    const noise = new Frames({ data, shape: [300, 160, 160, 1], frameRate: 30, name: 'noise' });
    const html = String((await frameSlider(noise).toMimeBundle())['text/html']);
    expect(html.length).toBeLessThan(5.6e6);
    expect(/<figcaption>(.*?)<\/figcaption>/.exec(html)?.[1]).toMatch(
      /Every (second|third) frame is in the page, to keep it small; the others come from the kernel while it runs\.$/,
    );
    const state = parseState<Record<string, unknown>>(/data-state="([^"]*)"/.exec(html)?.[1].replaceAll('&quot;', '"') ?? '');
    expect(state.stride).toBeGreaterThan(1);
    expect(state.timestamps).toHaveLength(300);
  });

  test('a small limit still leaves at least one picture', async () => {
    const { pictures, stride } = await encodeFrames(bouncingBall(5), 10);
    expect([pictures.count, stride]).toEqual([1, 5]);
  });
});

describe('frameSlider in the browser', () => {
  const chromium = useBrowser();

  /** The shown frame by what is on the canvas (flat frames: brightness / 2), in the words, and in the model. */
  async function shownFrame({ page }: FigureView): Promise<{ pixels: number; words: string; model: number }> {
    return page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(done));
      const canvas = document.querySelector('canvas');
      const figure = document.querySelector('figure') as (HTMLElement & { framescope?: { get(key: string): number } }) | null;
      const words = document.querySelector('input')?.getAttribute('aria-valuetext') ?? '';
      if (!canvas || !figure?.framescope) throw new Error('not mounted');
      const gray = canvas.getContext('2d')?.getImageData(20, 20, 1, 1).data[0] ?? -1;
      return { pixels: Math.round(gray / 2), words, model: figure.framescope.get('frame') };
    });
  }

  /** 100 frames at 25 fps, brightness 2 × index. */
  const hundred = () => frameSlider(flatFrames(100, 2), { events: [10, 40, 77] });

  test('keys move frames, ends and events; range and model follow', async () => {
    const view = await chromium.open([hundred()], { script: 'own' });
    const range = view.page.getByRole('slider');
    const expectFrame = async (frame: number): Promise<void> => {
      // WebP may be off by a shade.
      await expect.poll(async () => Math.abs((await shownFrame(view)).pixels - frame)).toBeLessThanOrEqual(1);
      const { words, model } = await shownFrame(view);
      expect([words.split(',')[0], model]).toEqual([`frame ${frame}`, frame]);
    };
    await expectFrame(0);
    for (const [key, frame] of [
      ...[
        ['ArrowRight', 1],
        ['ArrowRight', 2],
        ['ArrowLeft', 1],
        ['End', 99],
        ['ArrowRight', 99],
        ['Home', 0],
      ],
      ...[
        ['PageDown', 10],
        ['PageDown', 40],
        ['PageDown', 77],
        ['PageDown', 77],
        ['PageUp', 40],
      ],
    ] as const) {
      await range.press(String(key));
      await expectFrame(Number(frame));
    }
    await view.page.getByRole('button', { name: 'Next event' }).click();
    await expectFrame(77);
    await expect.poll(() => view.page.getByText('frame 77 / 99').count()).toBe(1);
    await expect.poll(() => view.page.getByText('0:03.080').count()).toBe(1);
    await range.fill('55');
    await expectFrame(55);
    const strip = await view.page.locator('.fs-marks').boundingBox();
    if (!strip) throw new Error('no strip');
    await view.page.mouse.click(strip.x + (strip.width * 41) / 99, strip.y + 10);
    await expectFrame(40);
    await view.close();
  });

  test('plays in true time, stops without loop, at any speed', async () => {
    const view = await chromium.open([hundred()]);
    const { page } = view;
    await page.getByRole('button', { name: 'Loop' }).click();
    await page.getByRole('button', { name: 'Play' }).focus();
    const started = Date.now();
    await page.keyboard.press(' ');
    await page.waitForTimeout(1000);
    await page.keyboard.press(' ');
    const elapsed = (Date.now() - started) / 1000;
    const { model } = await shownFrame(view);
    expect(model).toBeGreaterThanOrEqual(18);
    expect(model).toBeLessThanOrEqual(Math.ceil(elapsed * 25) + 1);
    await page.waitForTimeout(200);
    expect((await shownFrame(view)).model).toBe(model);
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('4');
    await page.getByRole('slider').press(' ');
    await expect.poll(() => page.getByRole('button', { name: 'Play' }).count(), { timeout: 3000 }).toBe(1);
    expect((await shownFrame(view)).model).toBe(99);
    await view.close();
  });

  test('follows the model when something else sets the frame', async () => {
    const view = await chromium.open([hundred()]);
    await view.page.evaluate(() => {
      const figure = document.querySelector('figure') as
        | (HTMLElement & { framescope?: { set(key: string, value: number): void } })
        | null;
      figure?.framescope?.set('frame', 33);
    });
    await expect.poll(async () => Math.abs((await shownFrame(view)).pixels - 33)).toBeLessThanOrEqual(1);
    await view.close();
  });

  test('scrubs at fifty frames a second or more', async () => {
    const view = await chromium.open([frameSlider(bouncingBall(300, { width: 128, height: 128, channels: 3 }))]);
    const milliseconds = await view.page.evaluate(async () => {
      const range = document.querySelector('input');
      if (!range) throw new Error('no range');
      await new Promise((done) => setTimeout(done, 500));
      const started = performance.now();
      for (let frame = 0; frame < 300; frame++) {
        range.value = String((frame * 37) % 300);
        range.dispatchEvent(new Event('input'));
        document.querySelector('canvas')?.getContext('2d')?.getImageData(0, 0, 1, 1);
      }
      return (performance.now() - started) / 300;
    });
    expect(milliseconds).toBeLessThan(20);
    await view.page.close();
  });

  test('J41, J43: colours are the true ones, and the slider reaches every frame', async () => {
    const data = new Uint8Array(3 * 32 * 32 * 3);
    for (let i = 0; i < data.length; i++) data[i] = i % 3 === Math.floor(i / (32 * 32 * 3)) ? 220 : 30;
    const frames = new Frames({ data, shape: [3, 32, 32, 3], frameRate: 10, name: 'red, green, blue' });
    const view = await chromium.open([frameSlider(frames)]);
    for (const frame of [0, 1, 2]) {
      await view.page.getByRole('slider').fill(String(frame));
      const strongest = () =>
        view.page.evaluate(() => {
          const [r, g, b] = document.querySelector('canvas')?.getContext('2d')?.getImageData(9, 9, 1, 1).data ?? [];
          return [r, g, b].indexOf(Math.max(r, g, b));
        });
      await expect.poll(strongest).toBe(frame);
    }
    await view.close();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`is accessible in a ${theme} page of 400 pixels`, async () => {
      const view = await chromium.open([frameSlider(bouncingBall(120), { events: [0, 24, 48, 72, 96] })], { theme, width: 400 });
      await view.page.getByRole('slider').press('PageDown');
      await view.screenshot(`frame-slider-${theme}`);
      expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
      await view.close();
    });
  }

  test('the poster stays where scripts are off', async () => {
    const view = await chromium.open([hundred()], { javaScriptEnabled: false });
    expect(await view.page.locator('img.framescope-poster').isVisible()).toBe(true);
    await view.page.close();
    expect(view.faults).toEqual([]);
  });

  test('the reader’s system decides where the page says nothing, and the page where it does', async () => {
    const background = ({ page }: FigureView) =>
      page.evaluate(() => getComputedStyle(document.querySelector('.fs') as Element).backgroundColor);
    for (const [theme, colorScheme, expected] of [
      [undefined, 'dark', 'rgb(21, 24, 29)'],
      [undefined, 'light', 'rgb(255, 255, 255)'],
      ['light', 'dark', 'rgb(255, 255, 255)'],
      ['dark', 'light', 'rgb(21, 24, 29)'],
    ] as const) {
      const view = await chromium.open([hundred()], { theme, colorScheme });
      expect(await background(view)).toBe(expected);
      await view.page.close();
    }
  });
});
