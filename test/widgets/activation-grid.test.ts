import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { summarizeChannels } from '../../src/lib/visualization/channel-summary.js';
import type { Activations } from '../../src/lib/visualization/results.js';
import { activationGrid } from '../../src/widgets/activation-grid.js';
import { COLORS, type ColorMap } from '../../src/widgets/drawing/color-maps.js';
import { frameSlider } from '../../src/widgets/frame-slider.js';
import { link } from '../../src/widgets/link.js';
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
    expect(state).toMatchObject({ scale: 'shared', isOverlaid: true, sliceCount: 4 });
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

  test('a range of colours that is none is refused, in words, wherever it comes from', () => {
    const sentence = /range must be two finite numbers, the lower first. Received: \["3", "1"\]/;
    expect(() => activationGrid(someActivations(), { range: [3, 1] })).toThrow(sentence);
    for (const range of [
      [1, 1],
      [Number.NaN, 1],
      [0, Infinity],
      [0, 1, 2],
    ]) {
      expect(() => activationGrid(someActivations(), { range: range as never })).toThrow(/two finite numbers, the lower first/);
      expect(() => activationGrid(someActivations()).set('range', range as never)).toThrow(
        /lower first|each entry a finite number/,
      );
    }
    expect(() => activationGrid(someActivations(), { colorMap: 'jet' as never })).toThrow(
      /colorMap of activationGrid does not fit. Received: "jet". Accepted: 'plasma' or 'viridis' or 'gray' or 'diverging'/,
    );
    expect(activationGrid(someActivations(), { range: [-1, 2] }).state).toMatchObject({ scale: 'range', range: [-1, 2] });
    const { scale, range } = activationGrid(someActivations()).state;
    expect([scale, range[0]]).toEqual(['own', 0]);
  });

  test('no channels, one cell, and values that are not finite', () => {
    const { input, layers } = someActivations();
    const none = { ...layers[0], shape: [3, 56, 56, 0] as const, data: new Float32Array(), channels: [] };
    expect(() => activationGrid({ input, layers: [none] })).toThrow(/conv3d_1 has no channels/);
    const one = activationGrid({ input, layers: [activation('one', [1, 1, 1, 1])] });
    expect(one.text).toContain('one (1 channel of 1 × 1 × 1)');
    const { text, state } = activationGrid(broken());
    expect(text).toContain('2 channels of 1 × 2 × 3, 2 values NaN, 1 value +∞, 1 value −∞');
    // A channel of zeros and NaN is not dead.
    expect(state.layers[0]).toMatchObject({ dead: [], minima: [1, 0], maxima: [2, 0] });
  });

  test('above 5 MB, however wide a layer is: one slice, then smaller, and the caption says so', async () => {
    const shape = [2, 50, 50, 2048] as const;
    const data = new Float32Array(2 * 50 * 50 * 2048);
    const channels = summarizeChannels(new Float32Array(2048), 2048);
    const wide = activationGrid({ input: bouncingBall(2), layers: [{ layer: 'wide', shape, data, channels }] });
    const html = String((await wide.toMimeBundle())['text/html']);
    expect(html.length).toBeLessThan(6e6);
    expect(/<figcaption>.*One time slice in 2 is shown.*lower resolution/.test(html)).toBe(true);
  });

  test('large layers are made smaller, and the caption says so', async () => {
    const large = activationGrid({ input: bouncingBall(4), layers: [activation('block1', [4, 112, 112, 128])] });
    const html = String((await large.toMimeBundle())['text/html']);
    expect(html.length).toBeLessThan(6e6);
    expect(html).toContain('Large layers are shown at a lower resolution');
  });
});

/** Two channels of six cells: NaN, ±∞ and numbers; NaN and zeros. */
function broken(): Activations {
  const data = Float32Array.from([Number.NaN, 0, Infinity, Number.NaN, -Infinity, 0, 1, 0, 2, 0, 1.5, 0]);
  const layer = { layer: 'broken', shape: [1, 2, 3, 2] as const, data, channels: summarizeChannels(data, 2) };
  return { input: bouncingBall(2), layers: [layer] };
}

/** A layer of one channel whose values are a ramp from −1 to 3, `side` × `side` cells, over `frames` slices. */
function ramp(frames: number, side: number): Activations {
  const size = side * side;
  const data = Float32Array.from({ length: frames * size }, (_, i) => -1 + (4 * (i % size)) / (size - 1));
  const layer = { layer: 'ramp', shape: [frames, side, side, 1] as const, data, channels: summarizeChannels(data, 1) };
  return { input: bouncingBall(frames, { width: 32, height: 32 }), layers: [layer] };
}

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
          return [...COLORS.plasma.slice(3 * place, 3 * place + 3)];
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
        await page.getByRole('combobox', { name: 'Colour scale' }).selectOption('shared');
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

  /** Colours of a tile's cells, as a canvas of the cells' size has them. */
  const cellColors = (page: Page, selector: string): Promise<number[][]> =>
    page.evaluate((selector) => {
      const canvas = document.querySelector<HTMLCanvasElement>(selector);
      const data = [...(canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
      return Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3));
    }, selector);
  const TILE = '.fs-tile canvas';
  const colorIn = (map: ColorMap, place: number): number[] => {
    const at = 3 * Math.round(255 * Math.min(1, Math.max(0, place)));
    return [...COLORS[map].subarray(at, at + 3)];
  };

  test('colour maps and ranges, chosen in the figure and by code; a wrong range is refused', async () => {
    const view = await chromium.open([activationGrid(ramp(2, 8), { colorMap: 'viridis', range: [0, 2] })], { width: 400 });
    const { page } = view;
    const valueAt = (cell: number) => -1 + (4 * Math.round((cell / 63) * 252)) / 252;
    const expectColors = async (map: ColorMap, [low, high]: readonly number[]) => {
      const seen = await cellColors(page, TILE);
      for (const cell of [0, 20, 30, 40, 63]) {
        const wanted = colorIn(map, (valueAt(cell) - low) / (high - low));
        for (const [c, level] of seen[cell].entries()) expect(Math.abs(level - wanted[c])).toBeLessThanOrEqual(3);
      }
    };
    await expectColors('viridis', [0, 2]);
    expect(await page.locator('.fs-bar').textContent()).toBe('02');
    const map = page.getByRole('combobox', { name: 'Colour map' });
    await map.selectOption('gray');
    await expectColors('gray', [0, 2]);
    await page.getByRole('combobox', { name: 'Colour scale' }).selectOption('own');
    expect(await page.getByRole('spinbutton').count()).toBe(0);
    await expectColors('gray', [-1, 3]);
    await map.selectOption('diverging');
    await expectColors('diverging', [-3, 3]);
    await view.screenshot('activation-diverging-400');
    // By keyboard: the scale, then the ends.
    const scale = page.getByRole('combobox', { name: 'Colour scale' });
    await scale.focus();
    await page.keyboard.press('End');
    const [low, high] = ['Lowest', 'Highest'].map((end) => page.getByRole('spinbutton', { name: `${end} value of the colours` }));
    await low.fill('-2');
    await low.press('Tab');
    expect(await page.locator('.fs-bar').textContent()).toBe('−22');
    await expectColors('diverging', [-2, 2]);
    await high.fill('-5');
    await high.press('Enter');
    expect(await high.evaluate((input) => (input as HTMLInputElement).validationMessage)).toBe('Two numbers, the lower first');
    await expectColors('diverging', [-2, 2]);
    await low.press('ArrowRight');
    expect(await page.getByText('time 1 of 2').count()).toBe(1);
    await page.evaluate(() => {
      const figure = document.querySelector('figure') as (HTMLElement & { framescope?: { set(...a: unknown[]): void } }) | null;
      figure?.framescope?.set('range', [0, 3]);
      figure?.framescope?.set('colorMap', 'plasma');
    });
    await expectColors('plasma', [0, 3]);
    expect(await map.inputValue()).toBe('plasma');
    expect(await high.inputValue()).toBe('3');
    await view.close();
  });

  test('NaN and ±∞ have colours of their own, a legend, and are told under the pointer and the cursor', async () => {
    const view = await chromium.open([activationGrid(broken())], { width: 400 });
    const { page } = view;
    const [green, magenta, cyan] = [
      [0, 255, 0],
      [255, 0, 255],
      [0, 255, 255],
    ];
    expect(await cellColors(page, TILE)).toEqual([
      ...[green, magenta, cyan],
      ...[colorIn('plasma', 0), colorIn('plasma', 1), colorIn('plasma', 0.5)],
    ]);
    expect(await page.locator('.fs-bar').textContent()).toBe('leastgreatest of the channelNaN+∞−∞');
    expect(await page.locator('figcaption').textContent()).toContain('2 values NaN, 1 value +∞, 1 value −∞');
    await page.getByRole('button', { name: 'broken channel 0, 1 to 2, 3 not finite' }).click();
    const area = page.getByRole('application', { name: 'Enlarged channel' });
    const box = await area.boundingBox();
    if (!box) throw new Error('nothing is enlarged');
    const line = page.locator('.fs-pixel');
    const told: (string | null)[] = [];
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [2, 0],
      [1, 1],
    ]) {
      await page.mouse.move(box.x + ((x + 0.5) * box.width) / 3, box.y + ((y + 0.5) * box.height) / 2);
      told.push(await line.textContent());
    }
    expect(told).toEqual(['x 0, y 0: NaN', 'x 1, y 0: ∞', 'x 2, y 0: −∞', 'x 1, y 1: 2']);
    await page.mouse.move(0, 0);
    await area.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await line.textContent()).toBe('x 2, y 1: 1.5');
    expect(await page.getByRole('dialog').textContent()).toContain('slice 1 of 1');
    await view.screenshot('activation-not-finite-400');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Colour map' }).selectOption('gray');
    expect((await cellColors(page, TILE)).slice(0, 3)).toEqual([green, magenta, cyan]);
    await view.close();
  });

  test('over the input, what is told is the cell that looks there', async () => {
    const { input, layers } = ramp(2, 8);
    // Eight cells two pixels apart, in the middle of 32 pixels: from 8 to 24.
    const field = { size: [1, 4, 4], step: [1, 2, 2], offset: [0, 8.5, 8.5] } as const;
    const view = await chromium.open([activationGrid({ input, layers: [{ ...layers[0], field }] }, { overlay: true })]);
    const { page } = view;
    await page.getByRole('button', { name: 'ramp channel 0,' }).click();
    const box = await page.getByRole('application', { name: 'Enlarged channel' }).boundingBox();
    if (!box) throw new Error('nothing is enlarged');
    const told = async (u: number, v: number): Promise<string | null> => {
      await page.mouse.move(box.x + u * box.width, box.y + v * box.height);
      return page.locator('.fs-pixel').textContent();
    };
    expect(await told(0.1, 0.5)).toBe('no cell looks here');
    expect(await told(0.3, 0.3)).toBe('x 0, y 0: −1');
    expect(await told(0.7, 0.7)).toBe('x 7, y 7: 3');
    await page.keyboard.press('Escape');
    await view.close();
  });

  test('the slice and the frame of a slider over the clip move together, both ways, by mouse and key', async () => {
    const activations = ramp(6, 4);
    const slider = frameSlider(activations.input, { title: 'clip' });
    const grid = activationGrid(activations);
    link(grid, 'slice', slider, 'frame');
    grid.set('slice', 2);
    expect(slider.get('frame')).toBe(2);
    const view = await chromium.open([grid, slider]);
    const { page } = view;
    const place = page.getByText('time 3 of 6');
    await expect.poll(() => place.count()).toBe(1);
    await page.getByRole('slider', { name: 'Time slice' }).press('End');
    expect(await page.getByText('frame 5 / 5').count()).toBe(1);
    const frame = page.getByRole('slider', { name: 'Frame of clip' });
    await frame.press('ArrowLeft');
    expect(await page.getByText('time 5 of 6').count()).toBe(1);
    const box = await frame.boundingBox();
    await page.mouse.click((box?.x ?? 0) + 3, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    expect(await page.getByText('time 1 of 6').count()).toBe(1);
    // The clip beside the tiles is the slider's frame.
    await page.getByRole('slider', { name: 'Time slice' }).press('ArrowRight');
    const brightness = async (selector: string) => {
      const colors = await cellColors(page, selector);
      return colors.reduce((sum, [red]) => sum + red, 0) / colors.length;
    };
    expect(await brightness('.fs-clip canvas')).toBeCloseTo(await brightness('.fs-stage canvas'), 0);
    await view.close();
  });

  test('2,048 channels: a window to scroll in, drawn where it is looked at, and the page answers at once', async () => {
    const shape = [3, 7, 7, 2048] as const;
    const data = Float32Array.from({ length: 3 * 49 * 2048 }, (_, i) => (i * 7919) % 255);
    const wide = { layer: 'wide', shape, data, channels: summarizeChannels(data, 2048) };
    const view = await chromium.open([activationGrid({ input: bouncingBall(3), layers: [wide] })]);
    const { page } = view;
    /** Of every 31st channel, those whose tile has been drawn. */
    const drawn = () =>
      page.locator(TILE).evaluateAll((all) =>
        all.flatMap((canvas, channel) => {
          const isDrawn = () => (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(3, 3, 1, 1).data[3];
          return (2047 - channel) % 31 === 0 && isDrawn() ? [channel] : [];
        }),
      );
    const tiles = page.getByRole('group', { name: 'Channels of wide' });
    expect((await tiles.boundingBox())?.height).toBeLessThanOrEqual(430);
    await expect.poll(async () => (await drawn()).length).toBeGreaterThan(2);
    expect((await drawn()).length).toBeLessThan(16);
    const before = await cellColors(page, TILE);
    const milliseconds = await page.evaluate(() => {
      const range = document.querySelector('input');
      const began = performance.now();
      if (range) range.value = '1';
      range?.dispatchEvent(new Event('input'));
      return performance.now() - began;
    });
    expect(milliseconds).toBeLessThan(250);
    expect(await cellColors(page, TILE)).not.toEqual(before);
    // The last channel by key: it comes into sight and is drawn.
    await page.getByRole('button', { name: 'wide channel 0,' }).focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await drawn()).at(-1)).toBe(2047);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').getAttribute('aria-label')).toBe('wide, channel 2047');
    await page.keyboard.press('Escape');
    await view.screenshot('activation-wide');
    await page.close();
    expect(view.faults).toEqual([]);
  });
});
