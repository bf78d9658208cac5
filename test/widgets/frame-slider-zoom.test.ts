import { describe, expect, test } from 'vitest';
import { Frames } from '../../src/lib/video/frames.js';
import { frameSlider } from '../../src/widgets/frame-slider.js';
import { type FigureView, useBrowser } from './browser.js';
import { bindFigure } from './figure-line.js';

const [WIDTH, HEIGHT] = [64, 48];

/** Values in coarse steps, so that WebP cannot keep them exactly, and every pixel of every frame is another. */
function noisy(channels: 1 | 3): Frames {
  const data = Uint8Array.from({ length: 3 * WIDTH * HEIGHT * channels }, (_, i) => (i * 7919) % 253);
  return new Frames({ data, shape: [3, HEIGHT, WIDTH, channels], frameRate: 10, name: 'noise' });
}

const readout = ({ page }: FigureView) => page.locator('.fs-row.fs-muted');

async function boxOf({ page }: FigureView): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator('.fs-view').boundingBox();
  if (!box) throw new Error('no picture');
  return box;
}

/** How many times the picture is enlarged, and the share of the picture at the view's left and top edge. */
async function zoomOf({ page }: FigureView): Promise<{ factor: number; left: number; top: number }> {
  const [picture, view] = [await page.locator('.fs-view canvas').boundingBox(), await page.locator('.fs-view').boundingBox()];
  if (!picture || !view) throw new Error('no picture');
  return {
    factor: picture.width / view.width,
    left: (view.x - picture.x) / picture.width,
    top: (view.y - picture.y) / picture.height,
  };
}

describe('zoom', () => {
  const chromium = useBrowser();

  test.each([800, 400])('by keys, buttons and the wheel, crisp; 0 shows the whole picture again; %i pixels', async (width) => {
    const view = await chromium.open([frameSlider(noisy(3))], { width });
    const { page } = view;
    const canvas = page.locator('.fs-view canvas');
    await page.getByRole('slider').focus();
    expect((await zoomOf(view)).factor).toBeCloseTo(1);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    expect((await zoomOf(view)).factor).toBeCloseTo(2.25, 1);
    expect(await canvas.evaluate((node) => getComputedStyle(node).imageRendering)).toBe('pixelated');
    await page.keyboard.press('-');
    expect((await zoomOf(view)).factor).toBeCloseTo(1.5, 1);
    expect(await page.getByRole('button', { name: 'Show the whole picture' }).textContent()).toBe('1.5×');
    await page.keyboard.press('0');
    expect((await zoomOf(view)).factor).toBeCloseTo(1);
    expect(await page.getByRole('button', { name: 'Show the whole picture' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect((await zoomOf(view)).factor).toBeCloseTo(1.5, 1);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await page.getByRole('button', { name: 'Zoom out' }).click();
    expect((await zoomOf(view)).factor).toBeCloseTo(1);
    // The pixel under the pointer stays there.
    const box = await boxOf(view);
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.25);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await zoomOf(view)).factor).toBeGreaterThan(1.6);
    const { factor, left, top } = await zoomOf(view);
    expect(left + 0.75 / factor).toBeCloseTo(0.75, 2);
    expect(top + 0.25 / factor).toBeCloseTo(0.25, 2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await view.close();
  });

  test('the page scrolls as ever while the whole picture is shown; while it is zoomed, the wheel zooms', async () => {
    const view = await chromium.open([frameSlider(noisy(1)), frameSlider(noisy(1)), frameSlider(noisy(1))]);
    const { page } = view;
    const box = await page.locator('.fs-view').first().boundingBox();
    if (!box) throw new Error('no picture');
    await page.mouse.move(box.x + 50, box.y + 50);
    await page.mouse.wheel(0, 100);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(100);
    await page.evaluate(() => scrollTo(0, 0));
    await page.getByRole('button', { name: 'Zoom in' }).first().click();
    await page.mouse.move(box.x + 50, box.y + 50);
    await page.mouse.wheel(0, -100);
    await expect.poll(async () => page.getByRole('button', { name: 'Show the whole picture' }).textContent()).toBe('2×');
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await view.close();
  });

  test('two fingers pinch; dragging moves what is enlarged, and is no click; a click plays', async () => {
    const view = await chromium.open([frameSlider(noisy(1))]);
    const { page } = view;
    const box = await boxOf(view);
    const at = (x: number, y: number) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
    const devtools = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', [at(0.4, 0.5), at(0.6, 0.5)]);
    for (const way of [0.05, 0.1, 0.15, 0.2]) await touch('touchMove', [at(0.4 - way, 0.5), at(0.6 + way, 0.5)]);
    await touch('touchEnd', []);
    await expect.poll(async () => (await zoomOf(view)).factor).toBeCloseTo(3, 0);
    const { left, top, factor } = await zoomOf(view);
    await page.mouse.move(at(0.5, 0.5).x, at(0.5, 0.5).y);
    await page.mouse.down();
    await page.mouse.move(at(0.3, 0.6).x, at(0.3, 0.6).y, { steps: 4 });
    await page.mouse.up();
    const moved = await zoomOf(view);
    expect(moved.left - left).toBeCloseTo(0.2 / factor, 2);
    expect(moved.top - top).toBeCloseTo(-0.1 / factor, 2);
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(1);
    await page.mouse.click(at(0.5, 0.5).x, at(0.5, 0.5).y);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await view.close();
  });
});

describe('pixel values', () => {
  const chromium = useBrowser();

  test('are told under the pointer, marked as near; outside of the picture there are none', async () => {
    const frames = noisy(3);
    const view = await chromium.open([frameSlider(frames)]);
    const { page } = view;
    const box = await boxOf(view);
    await expect.poll(() => readout(view).textContent()).toMatch(/^Point at a pixel/);
    await page.mouse.move(box.x + (20.5 * box.width) / WIDTH, box.y + (10.5 * box.height) / HEIGHT);
    await expect.poll(() => readout(view).textContent()).toMatch(/^x 20, y 10: r g b ≈ \d+ \d+ \d+$/);
    await page.mouse.move(box.x - 20, box.y + 10);
    await expect.poll(() => readout(view).textContent()).toMatch(/^Point at a pixel/);
    // Zoomed, the pointer is over another pixel.
    await page.getByRole('slider').focus();
    await page.keyboard.press('+');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => readout(view).textContent()).toMatch(/^x 32, y 24: /);
    await page.mouse.move(box.x + 1, box.y + 1);
    await expect.poll(() => readout(view).textContent()).toMatch(/^x 10, y 8: /);
    await view.close();
  });

  test('by keys: Shift and arrows go from pixel to pixel, announced, what is enlarged moves along, frames stay', async () => {
    const view = await chromium.open([frameSlider(noisy(1))], { width: 400 });
    const { page } = view;
    await page.getByRole('slider').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => readout(view).textContent()).toMatch(/^x 32, y 24: gray ≈ \d+$/);
    expect(await readout(view).getAttribute('aria-live')).toBe('polite');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(() => readout(view).textContent()).toMatch(/^x 33, y 23: /);
    for (let i = 0; i < 4; i++) await page.keyboard.press('+');
    const before = await zoomOf(view);
    for (let i = 0; i < 30; i++) await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => readout(view).textContent()).toMatch(/^x 3, y 23: /);
    const after = await zoomOf(view);
    expect(after.left).toBeLessThan(before.left);
    expect(after.left * WIDTH).toBeLessThanOrEqual(3);
    // The box stands around the pixel.
    const [box, mark] = [await boxOf(view), await page.locator('.fs-view i').boundingBox()];
    expect(mark?.x).toBeCloseTo(box.x + (3 / WIDTH - after.left) * after.factor * box.width, 0);
    expect(mark?.width).toBeCloseTo((after.factor * box.width) / WIDTH, 0);
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toMatch(/^frame 0/);
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toMatch(/^frame 1/);
    expect(await readout(view).getAttribute('aria-live')).toBe('off');
    await page.keyboard.press('Escape');
    await expect.poll(() => readout(view).textContent()).toMatch(/^Point at a pixel/);
    await view.close();
  });

  test.each([
    1, 3,
  ] as const)('are exact once the kernel has told them, of %i channels; the mark comes back where it does not', async (channels) => {
    const frames = noisy(channels);
    const figure = frameSlider(frames);
    const view = await chromium.open([figure], { script: 'own' });
    const { page } = view;
    const line = await bindFigure(view, figure);
    const valueAt = (frame: number, x: number, y: number): string => {
      const at = (y * WIDTH + x) * channels;
      return frames
        .frame(frame)
        .subarray(at, at + channels)
        .join(' ');
    };
    const name = channels === 1 ? 'gray' : 'r g b';
    const box = await boxOf(view);
    for (const [x, y] of [
      [0, 0],
      [63, 47],
      [17, 30],
    ]) {
      await page.mouse.move(box.x + ((x + 0.5) * box.width) / WIDTH, box.y + ((y + 0.5) * box.height) / HEIGHT);
      await expect.poll(() => readout(view).textContent()).toBe(`x ${x}, y ${y}: ${name} ${valueAt(0, x, y)}`);
    }
    figure.set('frame', 2);
    await expect.poll(() => readout(view).textContent()).toBe(`x 17, y 30: ${name} ${valueAt(2, 17, 30)}`);
    expect(line.asked.every(({ ask }) => ask === 'pixel')).toBe(true);
    line.isHeard = false;
    await page.mouse.move(box.x + 40, box.y + 40);
    await expect.poll(() => readout(view).textContent()).toContain('≈');
    figure.close();
    await view.close();
  });

  test('nonsense from a page is not answered', async () => {
    const figure = frameSlider(noisy(1));
    const view = await chromium.open([figure], { script: 'own' });
    const line = await bindFigure(view, figure);
    const told = await view.page.evaluate(async () => {
      const answers: unknown[] = [];
      const { framescope } = document.querySelector('figure') as unknown as {
        framescope: { on(event: string, heard: (answer: unknown) => void): void; send(content: unknown): void };
      };
      framescope.on('msg:custom', (answer) => answers.push(answer));
      const questions = [
        'pixel',
        {},
        { ask: 'pixel', video: 1, frame: 0, x: 0, y: 0 },
        { ask: 'pixel', video: 0, frame: 3, x: 0, y: 0 },
        { ask: 'pixel', video: 0, frame: 0, x: 64, y: 0 },
        { ask: 'pixel', video: 0, frame: 0, x: 0.5, y: 0 },
        { ask: 'frames', video: 0, frame: -1 },
        { ask: 'pixel', video: 0, frame: 0, x: 1, y: 0 },
      ];
      for (const question of questions) framescope.send(question);
      await new Promise((done) => setTimeout(done, 200));
      return answers;
    });
    expect(told).toEqual([{ ask: 'pixel', video: 0, frame: 0, x: 1, y: 0, value: [7919 % 253] }]);
    expect(line.asked.length).toBeGreaterThan(0);
    figure.close();
    await view.close();
  });
});
