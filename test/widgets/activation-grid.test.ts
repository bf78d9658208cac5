import { describe, expect, test } from 'vitest';
import { activationGrid } from '../../src/widgets/activation-grid.js';
import { plasma } from '../../src/widgets/drawing/plasma.js';
import { useBrowser } from './browser.js';
import { activation, bouncingBall, someActivations } from './synthetic.js';

describe('activationGrid', () => {
  test('finds ranges and dead channels', () => {
    const { state, text } = activationGrid(someActivations());
    expect(state.layers.map(({ dead }) => dead)).toEqual([[2], [2], [2]]);
    expect(state.sliceCount).toBe(4);
    expect(text).toContain('conv3d_2 (8 channels of 2 × 28 × 28, 1 dead)');
  });

  test('J81: dead channels are marked, all slices can be reached, the scale is own or shared, tiles may lie over the input', () => {
    const { state } = activationGrid(someActivations(), { scale: 'shared', overlay: true });
    expect(state).toMatchObject({ isShared: true, isOverlaid: true, sliceCount: 4 });
    expect(state.layers.map(({ dead }) => dead)).toEqual([[2], [2], [2]]);
    const activations = someActivations();
    const field = { size: [2, 16, 16], step: [1, 1, 1], offset: [0.5, 7.5, 7.5] } as const;
    const placed = activationGrid({ ...activations, layers: [{ ...activations.layers[0], field }] });
    // 56 cells a pixel apart, the first one's middle between pixels 7 and 8 of 128.
    expect(placed.state.layers[0].place).toEqual([7.5 / 128, 7.5 / 128, 56 / 128, 56 / 128]);
    expect(() => activationGrid(someActivations(), { scale: 'both' as never })).toThrow('scale is not known. Received: "both"');
  });

  test('refuses what cannot be shown', () => {
    const { input, layers } = someActivations();
    expect(() => activationGrid({ input, layers: [] })).toThrow(/at least one layer/);
    expect(() => activationGrid({ input, layers: [{ ...layers[0], data: new Float32Array(3) }] })).toThrow(
      /conv3d_1.*Received: 3/,
    );
  });

  test('large layers are made smaller, and the caption says so', async () => {
    const large = activationGrid({ input: bouncingBall(4), layers: [activation('block1', [4, 112, 112, 128])] });
    const html = String((await large.toMimeBundle())['text/html']);
    expect(html.length).toBeLessThan(6e6);
    expect(html).toContain('Large layers are shown at a lower resolution');
  });
});

describe('activationGrid in the browser', () => {
  const chromium = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [800, 400]) {
      test(`time, scales, enlargement, ${theme}, ${width} pixels`, async () => {
        const activations = someActivations();
        const view = await chromium.open([activationGrid(activations)], { theme, width });
        const { page } = view;
        const tile = page.getByRole('button', { name: 'conv3d_1 channel 1,' });
        /** A tile's colour at a place of its canvas. */
        const colorAt = (x: number, y: number): Promise<number[]> =>
          tile
            .locator('canvas')
            .evaluate(
              (canvas, [x, y]) =>
                [...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3),
              [x, y],
            );
        /** What the colour should be, from the values themselves. */
        const expected = (slice: number, x: number, y: number, isShared: boolean): number[] => {
          const { data } = activations.layers[0];
          const mine = isShared ? data : data.filter((_, i) => i % 4 === 1);
          const high = mine.reduce((a, b) => Math.max(a, b));
          const place = Math.round((data[((slice * 56 + y) * 56 + x) * 4 + 1] / high) * 255);
          return [...plasma.slice(3 * place, 3 * place + 3)];
        };
        const near = async (slice: number, isShared: boolean): Promise<void> => {
          for (const [x, y] of [
            [10, 10],
            [30, 28],
            [50, 40],
          ]) {
            const [seen, wanted] = [await colorAt(x, y), expected(slice, x, y, isShared)];
            for (const [i, value] of seen.entries()) expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(6);
          }
        };
        await near(0, false);
        const range = page.getByRole('slider', { name: 'Time slice' });
        await range.press('End');
        await near(2, false);
        expect(await page.getByText('time 4 of 4').count()).toBe(1);
        expect(await range.getAttribute('aria-valuetext')).toBe('time slice 4 of 4, input frame 4 of 4');
        await page.getByRole('button', { name: 'shared scale' }).click();
        await near(2, true);
        expect(await page.locator('.fs-dead').count()).toBe(3);
        await view.screenshot(`activation-grid-${theme}-${width}`);
        // Over the input: a dead channel lets the clip through as it is, a live one covers it where it answers.
        await page.getByRole('button', { name: 'over input' }).click();
        const [live, dead, clip] = await page.evaluate(() =>
          [
            'button[aria-label^="conv3d_1 channel 1,"] canvas',
            'button[aria-label^="conv3d_1 channel 2,"] canvas',
            '.fs-clip canvas',
          ].map((selector) => {
            const canvas = document.querySelector<HTMLCanvasElement>(selector);
            return [...(canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
          }),
        );
        expect(dead).toEqual(clip);
        expect(live).toHaveLength(clip.length);
        expect(live).not.toEqual(clip);
        await view.screenshot(`activation-overlay-${theme}-${width}`);
        await page.getByRole('button', { name: 'over input' }).click();
        await near(2, true);

        await tile.focus();
        await page.keyboard.press('ArrowRight');
        expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('channel 2, dead');
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('Enter');
        const dialog = page.getByRole('dialog');
        expect(await dialog.getAttribute('aria-label')).toBe('conv3d_1, channel 1');
        await page.keyboard.press('PageDown');
        expect(await dialog.textContent()).toContain('dead: zero everywhere');
        await page.keyboard.press('PageDown');
        await page.keyboard.press('ArrowLeft');
        expect(await dialog.textContent()).toContain('slice 2 of 3');
        await view.screenshot(`activation-large-${theme}-${width}`);
        await page.keyboard.press('Escape');
        expect(await dialog.count()).toBe(0);
        expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('conv3d_1 channel 1,');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await view.close();
      });
    }
  }
});
