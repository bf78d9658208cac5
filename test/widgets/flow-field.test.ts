import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { middleburyColor } from '../../src/lib/flow/flow-color.js';
import { flowField } from '../../src/widgets/flow-field.js';
import { packFlow } from '../../src/widgets/pack-flow.js';
import { useBrowser } from './browser.js';
import { bouncingBall, turningField } from './synthetic.js';

describe('flowField', () => {
  test('says what it shows', async () => {
    const flow = turningField(1);
    flow.data.fill(Number.NaN, 0, 6);
    const figure = flowField(flow);
    expect(figure.text).toMatch(/^Optical flow: 1 field of 40×30, up to 2\.4\d pixels, 3 places not known$/);
    expect(figure.state).toMatchObject({ fields: 1, field: 0, coding: 'middlebury', hasArrows: true });
    const { 'image/png': png } = await figure.toMimeBundle();
    const { width, height } = await sharp(Buffer.from(String(png), 'base64')).metadata();
    expect([width, height]).toEqual([560 + 12 + 96, 420]);
  });

  test('refuses what is no flow, frames that do not go with it, and settings that are none', () => {
    expect(() => flowField({ data: new Float32Array(12), shape: [2, 2, 3] })).toThrow(/two components a pixel/);
    expect(() => flowField(turningField(3), { frame: bouncingBall(2) })).toThrow(
      /go with the fields.*2 frames.*Accepted: 1, 3 or 4/,
    );
    expect(() => flowField(turningField(1), { coding: 'jet' as never })).toThrow(/coding is not known/);
    expect(() => flowField(turningField(1), { range: 0 })).toThrow(/range of flowField does not fit/);
    expect(() => flowField(turningField(2)).set('field', 2)).toThrow(/field must be a number from 0 to 1/);
  });

  test('large sequences are averaged, then thinned, within 5 MB; what is known stays known', async () => {
    const flow = turningField(40, { width: 320, height: 240 });
    flow.data[0] = Number.NaN;
    const packed = packFlow(flow, 500);
    const [fields, height, width] = packed.embedded;
    expect((packed.vectors.byteLength * 4) / 3).toBeLessThanOrEqual(5e6);
    expect([width, height, packed.factor, fields]).toEqual([160, 120, 2, 40]);
    // A block of the last field is the mean of its four places.
    const at = 2 * ((39 * 120 + 40) * 160 + 53);
    const mean = [-(81 - 120) * 0.1 * 40, (107 - 160) * 0.1 * 40];
    expect(packed.vectors[at] * packed.unit).toBeCloseTo(mean[0], 1);
    expect(packed.vectors[at + 1] * packed.unit).toBeCloseTo(mean[1], 1);
    expect(packed.vectors[0]).not.toBe(-32_768);
    const html = String((await flowField(turningField(100, { width: 200, height: 200 })).toMimeBundle())['text/html']);
    expect(html.length).toBeLessThan(6e6);
    expect(html).toMatch(/To keep the page small, it holds means of 2×2 pixels, one field in 2/);
  });
});

describe('flowField in the browser', () => {
  const chromium = useBrowser();

  test.each([
    ['light', 800],
    ['dark', 400],
  ] as const)('colours, values by pointer and key, range, coding, playing, %s, %i pixels', async (theme, width) => {
    const view = await chromium.open(
      [flowField(turningField(3), { frame: bouncingBall(4, { width: 80, height: 60 }), arrows: false })],
      {
        theme,
        width,
      },
    );
    const { page } = view;
    const area = page.getByRole('application');
    const colorAt = (x: number, y: number) =>
      area.locator('canvas').evaluate(
        (node, [x, y]) => {
          const canvas = node as HTMLCanvasElement;
          const zoom = canvas.width / 40;
          return [...(canvas.getContext('2d')?.getImageData((x + 0.5) * zoom, (y + 0.5) * zoom, 1, 1).data ?? [])].slice(0, 3);
        },
        [x, y] as const,
      );
    const greatest = Math.hypot(14.5, 19.5) * 0.3;
    const near = (found: readonly number[], expected: readonly number[]) =>
      expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i])))).toBeLessThanOrEqual(2);
    near(await colorAt(35, 15), middleburyColor(-0.05, 1.55, greatest));
    const box = await area.boundingBox();
    await page.mouse.move((box?.x ?? 0) + ((box?.width ?? 0) * 35.5) / 40, (box?.y ?? 0) + ((box?.height ?? 0) * 15.5) / 30);
    await expect
      .poll(() => page.locator('.fs-pixel').textContent())
      .toMatch(/^x 35, y 15: −0\.0[45]\d* right, 1\.55 down · 1\.55 px at 268°$/);
    await page.mouse.move(0, 0);
    await area.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await page.locator('.fs-pixel').textContent()).toMatch(/^x 21, y 25: −1\.05 right, 0\.1[45]\d* down/);
    await view.screenshot(`flowField-${theme}-${width}`);
    // Half the range: colours are fuller.
    const range = page.getByRole('slider', { name: 'Full colour and longest arrow' });
    await range.fill('25');
    near(await colorAt(35, 15), middleburyColor(-0.05, 1.55, greatest / 2));
    expect(await range.getAttribute('aria-valuetext')).toMatch(/^3\.6\d? px$/);
    // Its keys are its own: the field stays.
    await range.press('ArrowRight');
    expect(await range.getAttribute('aria-valuetext')).toMatch(/^3\.7\d? px$/);
    expect(await page.getByText('field 1 of 3').count()).toBe(1);
    await page.getByRole('slider', { name: 'Field' }).press('End');
    await expect.poll(() => page.getByText('field 3 of 3').count()).toBe(1);
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('hsv');
    // Down is 90 degrees: yellow-green.
    const [red, green, blue] = await colorAt(39, 15);
    expect(green).toBeGreaterThan(red);
    expect(blue).toBe(0);
    await page.getByRole('combobox', { name: 'Layers' }).selectOption('frame');
    await expect.poll(() => colorAt(39, 15)).not.toEqual([red, green, blue]);
    const bare = await colorAt(20, 10);
    expect(Math.abs(bare[0] - bare[2])).toBeLessThan(12);
    await page.getByRole('button', { name: 'arrows' }).click();
    await page.getByRole('combobox', { name: 'Layers' }).selectOption('both');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => page.getByText('field 2 of 3').count()).toBe(1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await view.screenshot(`flowField-both-${theme}-${width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await view.close();
  });

  test('one field without a frame: no player; what is not known is black', async () => {
    const flow = turningField(1);
    flow.data.fill(Number.NaN, 0, 40 * 2 * 10);
    const view = await chromium.open([flowField(flow)]);
    const { page } = view;
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(0);
    await page.getByRole('application').focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowUp');
    expect(await page.locator('.fs-pixel').textContent()).toBe('x 20, y 4: not known');
    await view.screenshot('flowField-unknown');
    await view.close();
  });

  test('no movement at all, and one place alone: colours, wheel and cursor stay whole', async () => {
    const still = flowField({ data: new Float32Array(2 * 6 * 8 * 2), shape: [2, 6, 8, 2] }, { coding: 'hsv' });
    expect(still.text).toBe('Optical flow: 2 fields of 8×6, up to 0 pixels');
    const one = flowField({ data: Float32Array.of(3, -4), shape: [1, 1, 2] }, { title: 'One', arrows: false });
    const tall = flowField({ data: new Float32Array(64 * 2).fill(1), shape: [64, 1, 2] }, { title: 'Tall' });
    const view = await chromium.open([still, one, tall], { width: 400 });
    const { page } = view;
    const [stillArea, oneArea, tallArea] = [0, 1, 2].map((i) => page.getByRole('application').nth(i));
    const middle = (area: typeof stillArea) =>
      area.locator('canvas').evaluate((node) => {
        const canvas = node as HTMLCanvasElement;
        return [...(canvas.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data ?? [])].slice(0, 3);
      });
    // HSV has black for the slowest; Middlebury white at rest.
    expect(await middle(stillArea)).toEqual([0, 0, 0]);
    await page.getByRole('combobox', { name: 'Colours' }).first().selectOption('middlebury');
    expect(await middle(stillArea)).toEqual([255, 255, 255]);
    expect(await page.getByText('up to 1 px').count()).toBeGreaterThan(0);
    expect(await middle(oneArea)).toEqual(middleburyColor(3, -4, 5).map(Math.round));
    await oneArea.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.fs-pixel').nth(1).textContent()).toBe('x 0, y 0: 3 right, −4 down · 5 px at 53°');
    expect((await tallArea.boundingBox())?.height).toBeLessThan(700);
    await view.screenshot('flowField-edges-400');
    await view.close();
  });

  test('what is under the arrows, and the range, are state: set by code, they are shown', async () => {
    const figure = flowField(turningField(1), { frame: bouncingBall(1, { width: 40, height: 30 }), under: 'frame', range: 2 });
    expect(() => flowField(turningField(1), { range: Number.NaN })).toThrow(/range of flowField does not fit. Received: NaN/);
    expect(() => flowField(turningField(1), { under: 'none' as never })).toThrow(/under of flowField does not fit/);
    const view = await chromium.open([figure]);
    const { page } = view;
    expect(await page.getByRole('combobox', { name: 'Layers' }).inputValue()).toBe('frame');
    await page.evaluate(() => {
      const figure = document.querySelector('figure') as (HTMLElement & { framescope?: { set(...a: unknown[]): void } }) | null;
      figure?.framescope?.set('under', 'colours');
      figure?.framescope?.set('range', 4);
    });
    expect(await page.getByRole('combobox', { name: 'Layers' }).inputValue()).toBe('colours');
    expect(await page.getByText('up to 4 px').count()).toBe(1);
    await view.close();
  });
});
