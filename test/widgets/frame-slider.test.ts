import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/lib/errors.js';
import { createRandom } from '../../src/lib/random.js';
import { Frames } from '../../src/lib/video/frames.js';
import { parseState } from '../../src/widgets/client/page-model.js';
import { clipGallery } from '../../src/widgets/clip-gallery.js';
import { framePair } from '../../src/widgets/frame-pair.js';
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

  test('refuses wrong events, times and speeds, and says where', () => {
    const ball = bouncingBall(10);
    const timed = (timestamps: number[]) => new Frames({ ...ball, shape: ball.shape, timestamps: Float64Array.from(timestamps) });
    const times = Array.from({ length: 10 }, (_, i) => i / 30);
    expect(() => frameSlider(ball, { events: [Number.NaN] })).toThrow(/events must be frame indices. Received: NaN/);
    expect(() => frameSlider(ball, { events: [3, -1] })).toThrow(/frame indices. Received: -1/);
    expect(() => frameSlider(timed(times.with(4, Number.NaN)))).toThrow(/never fall. Received: "NaN at frame 4 after 0.1"/);
    expect(() => frameSlider(timed(times.with(4, 0.05)))).toThrow(/never fall. Received: "0.05 at frame 4 after 0.1"/);
    expect(() => frameSlider(new Frames({ ...ball, shape: ball.shape, frameRate: 0 }))).toThrow(/frame rate of .* above 0/);
    expect(() => frameSlider('ball.mp4' as never)).toThrow(/frameSlider shows frames. Received: "ball.mp4". await video.frames/);
    expect(() => frameSlider(ball, { speed: 0 })).toThrow(/speed must be a number from 0.01 to 100/);
    expect(() => frameSlider(ball, { timing: 'odd' as never })).toThrow(/timing is not known/);
    const slider = frameSlider(ball, { speed: 0.5 });
    expect(() => slider.set('speed', Number.NaN)).toThrow(/speed of frameSlider does not fit. Received: NaN/);
    slider.set('speed', 0.3);
    slider.set('timing', 'even');
    expect(slider.state).toMatchObject({ speed: 0.3, timing: 'even' });
  });

  test('several videos: says what it holds, and which of them cannot be shown', () => {
    const [front, side] = [bouncingBall(30), bouncingBall(20, { frameRate: 25 })];
    const { state, text } = frameSlider([front, side], { names: ['front', 'side'], events: [[0], [5]] });
    expect(text).toBe('front, side: 2 videos on one clock, 1.00 s, 2 events');
    expect(state.videos.map(({ name, events }) => [name, events])).toEqual([
      ['front', [0]],
      ['side', [5]],
    ]);
    // Frame 5 of 25 fps is shown at 0.2 s, as is frame 6 of 30 fps.
    const moment = state.events[1];
    expect([state.timestamps[moment], ...state.videos.map(({ frames }) => frames[moment])]).toEqual([0.2, 6, 5]);
    const names = ['front', 'side'];
    expect(() => frameSlider([])).toThrow(/at least one video/);
    expect(() => frameSlider([front, side.slice(0, 0)], { names })).toThrow(/at least one frame, video 1 \(side\) has none/);
    expect(() => frameSlider([front, side], { names: ['front'] })).toThrow(/names must be as many as there are videos, 2/);
    expect(() => frameSlider([front, side], { events: [1, 2] as never })).toThrow(/must be a list. Received: 1/);
    expect(() => frameSlider([front, side], { events: [3] as never })).toThrow(/a list of frames for each video/);
    expect(() => frameSlider([front, side], { names, events: [[], [20]] })).toThrow(
      /the events of side lie beyond the last frame/,
    );
    expect(() => frameSlider([front, side], { offsets: [0, Number.NaN] })).toThrow(/offset of .* must be a finite number/);
    expect(() => frameSlider([front, side], { timing: 'even' })).toThrow(/true timing/);
  });

  test('one frame, one row, one column, four pixels: posters of sensible size, shown without a player for a single frame', async () => {
    for (const [width, height] of [
      [500, 1],
      [1, 500],
      [2, 2],
    ]) {
      const frames = new Frames({
        data: new Uint8Array(width * height),
        shape: [1, height, width, 1],
        frameRate: 10,
        name: 'odd',
      });
      for (const figure of [frameSlider(frames), framePair(frames), clipGallery([frames])]) {
        const { 'image/png': png } = await figure.toMimeBundle();
        const size = await sharp(Buffer.from(String(png), 'base64')).metadata();
        expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(520);
        expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(8);
      }
    }
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

  test('of a single frame, and of odd sizes, everything shown is of sensible size', async () => {
    const odd = (width: number, height: number, count: number) =>
      new Frames({
        data: Uint8Array.from({ length: count * width * height }, (_, i) => (i * 37) % 251),
        shape: [count, height, width, 1],
        frameRate: 10,
        name: `${width} by ${height}`,
      });
    const all = [odd(500, 1, 3), odd(1, 500, 3), odd(4, 4, 3), odd(3, 2, 1)];
    const figures = [...all.map((frames) => frameSlider(frames)), ...all.map((frames) => framePair(frames)), clipGallery(all)];
    const view = await chromium.open(figures, { width: 400 });
    const { page } = view;
    const sizes = await page.locator('canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas.getBoundingClientRect();
        return [width, height];
      }),
    );
    for (const [width, height] of sizes) {
      expect(Math.max(width, height)).toBeLessThanOrEqual(430);
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(5);
    }
    expect(await page.locator('figure').nth(3).getByRole('button', { name: 'Play' }).count()).toBe(0);
    await page.getByRole('button', { name: 'frame: 1, enlarge' }).nth(1).click();
    const large = await page.getByRole('dialog').locator('canvas').boundingBox();
    expect([large?.width, (large?.height ?? 999) <= 430]).toEqual([24, true]);
    await page.keyboard.press('Escape');
    await view.close();
  });

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
