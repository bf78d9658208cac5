import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Frames } from '../../src/lib/video/frames.js';
import { summarizeChannels } from '../../src/lib/visualization/channel-summary.js';
import { directions, emphasisOf, extents, opacities, sliceStack } from '../../src/widgets/drawing/volume-view.js';
import { frameSlider } from '../../src/widgets/frame-slider.js';
import { link } from '../../src/widgets/link.js';
import { volume } from '../../src/widgets/volume.js';
import { useBrowser } from './browser.js';
import { activation, bouncingBall, someFilters } from './synthetic.js';

/** One bright cell in the dark. */
function oneCell(shape: readonly [number, number, number], [t, y, x]: readonly [number, number, number]): Frames {
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  data[(t * shape[1] + y) * shape[2] + x] = 255;
  return new Frames({ data, shape: [...shape, 1], frameRate: 15, name: 'cell' });
}

describe('volume', () => {
  test('takes clips, filters and activations', () => {
    expect(volume(bouncingBall(12)).text).toMatch(/^ball\.mp4: 12 × 96 × 128 \(t, y, x\), \d+ to 235$/);
    expect(volume(bouncingBall(3, { channels: 3 })).state).toMatchObject({ emphasis: 'motion', shape: [3, 96, 128] });
    expect(volume(someFilters(3)[2]).state).toMatchObject({ title: 'conv3d_3, filter 2', emphasis: 'contrast' });
    const layer = activation('conv3d_1', [3, 20, 30, 4]);
    const { title, maximum, emphasis } = volume(layer, { channel: 3 }).state;
    expect([title, emphasis]).toEqual(['conv3d_1, channel 3', 'high']);
    expect(maximum).toBe(layer.channels[3].maximum);
  });

  test('refuses what cannot be shown', () => {
    const layer = activation('conv3d_1', [2, 4, 4, 3]);
    expect(() => volume(layer, { channel: 3 })).toThrow(/conv3d_1 has 3 channels. Received: 3/);
    expect(() => volume(layer, { colorMap: 'jet' as never })).toThrow(/colorMap of volume does not fit/);
    expect(() => volume(layer, { slice: 4 })).toThrow(/slice must be a number from 0 to 3/);
    expect(() => volume(bouncingBall(2).slice(0, 0))).toThrow(/holds no frame/);
    expect(() => volume(bouncingBall(2), { opacity: 2 })).toThrow(/opacity must be a number from 0 to 1/);
    expect(() => volume(bouncingBall(2)).set('tilt', 91)).toThrow(/tilt of volume does not fit/);
  });

  test('directions are a rotation: at right angles, of length 1, and straight on without a turn', () => {
    for (const [turn, tilt] of [
      [0, 0],
      [35, 25],
      [-130, -70],
    ]) {
      const vectors = directions(turn, tilt).map(({ right, down, away }) => [right, down, away]);
      vectors.forEach((a, i) => {
        vectors.forEach((b, j) => {
          expect(a.reduce((sum, value, k) => sum + value * b[k], 0)).toBeCloseTo(i === j ? 1 : 0, 9);
        });
      });
    }
    const [t, y, x] = directions(0, 0);
    expect([x.right, y.down, t.away]).toEqual([1, 1, 1]);
  });

  test('a slice’s pixels land where their cells are, whichever way it is looked at', () => {
    const shape = [5, 6, 8] as const;
    for (const [turn, tilt] of [
      [10, 5],
      [80, 10],
      [20, 75],
      [-100, -20],
      [170, 40],
    ]) {
      const stack = sliceStack(shape, { turn, tilt }, { middleX: 0, middleY: 0, scale: 100 });
      const [t, y, x] = directions(turn, tilt);
      const cell = [1, 4, 6];
      const [a, b, c, d, e, f] = stack.transform(cell[stack.axis]);
      const [column, row] = stack.across.map((axis) => cell[axis] + 0.5);
      // By the cell's own place: the longer side of a frame is 100, all of the time as well.
      const place = [(cell[0] + 0.5) / 5 - 0.5, ((cell[1] + 0.5) / 6 - 0.5) * (6 / 8), (cell[2] + 0.5) / 8 - 0.5];
      const along = (name: 'right' | 'down' | 'away', at: readonly number[]) =>
        at[0] * t[name] + at[1] * y[name] + at[2] * x[name];
      expect(a * column + c * row + e).toBeCloseTo(100 * along('right', place), 6);
      expect(b * column + d * row + f).toBeCloseTo(100 * along('down', place), 6);
      // The farthest slice comes first.
      const depth = (slice: number) =>
        along(
          'away',
          [0, 1, 2].map((axis) => (axis === stack.axis ? slice : 0)),
        );
      expect(depth(stack.order[0])).toBeGreaterThan(depth(stack.order[1]));
    }
  });

  test('what stands out: high values, far from the middle, or changing in time; never what is not finite', () => {
    const shape = [2, 1, 3] as const;
    const cells = Uint8Array.from([200, 100, 10, 200, 100, 90]);
    expect([...emphasisOf(cells, shape, 'high')].map((share) => Math.round(share * 252))).toEqual([...cells]);
    expect([...emphasisOf(cells, shape, 'motion')]).toEqual([0, 0, 1, 0, 0, 1]);
    const contrast = emphasisOf(cells, shape, 'contrast');
    expect(contrast[2]).toBe(1);
    expect(contrast[0]).toBeGreaterThan(contrast[1]);
    const broken = Uint8Array.from([253, 100, 254, 200, 100, 90]);
    for (const emphasis of ['high', 'contrast', 'motion'] as const) {
      const strengths = emphasisOf(broken, shape, emphasis);
      expect([strengths[0], strengths[2]]).toEqual([0, 0]);
      expect(strengths.every(Number.isFinite)).toBe(true);
    }
  });

  test('NaN and infinite values are counted, leave the range alone, and are opaque wherever they are', () => {
    const data = Float32Array.from({ length: 64 }, (_, i) => i);
    data.set([Number.NaN, Infinity, Number.NaN], 3);
    const layer = { layer: 'conv', shape: [4, 4, 4, 1] as const, data, channels: summarizeChannels(data, 1) };
    const { text, state } = volume(layer);
    expect(text).toBe('conv, channel 0: 4 × 4 × 4 (t, y, x), 0 to 63, 2 values NaN, 1 value +∞');
    expect(state).toMatchObject({ minimum: 0, maximum: 63, notFinite: [2, 1, 0] });
    const look = { ...state, threshold: 1, opacity: 0 };
    const alphas = opacities(Uint8Array.from([0, 253, 100, 254, 255, 252, 0, 0]), [2, 2, 2], { ...look, shape: [2, 2, 2] });
    expect([...alphas]).toEqual([0, 255, 0, 255, 255, 0, 0, 0]);
    expect(volume({ ...layer, data: new Float32Array(64).fill(Number.NaN) }).text).toContain('0 to 0, 64 values NaN');
  });

  test('a slice across an axis shows all cells there and none elsewhere, also of a volume that is shown smaller', () => {
    const { state } = volume(bouncingBall(6));
    const voxels = new Uint8Array(3 * 4 * 5);
    const shown = (across: 'x' | 'y' | 't', slice: number, shape: readonly [number, number, number]): number[] => {
      const alphas = opacities(voxels, [3, 4, 5], { ...state, shape, across, slice });
      return [...alphas.keys()].filter((cell) => alphas[cell] > 0);
    };
    expect(shown('t', 1, [3, 4, 5])).toEqual(Array.from({ length: 20 }, (_, i) => 20 + i));
    expect(shown('x', 4, [3, 4, 5])).toEqual(Array.from({ length: 12 }, (_, i) => 5 * i + 4));
    expect(shown('y', 0, [3, 4, 5])).toEqual([0, 1, 2, 3, 4, 20, 21, 22, 23, 24, 40, 41, 42, 43, 44]);
    expect(shown('t', 5, [6, 8, 10])).toEqual(shown('t', 2, [3, 4, 5]));
    expect(shown('y', 99, [6, 8, 10])).toEqual(shown('y', 3, [3, 4, 5]));
  });

  test('thin shapes: a single frame is a thin sheet, a single row a line, one cell a cell', async () => {
    expect(volume(bouncingBall(1)).state.emphasis).toBe('contrast');
    expect(extents([1, 64, 64])).toEqual([0.25, 1, 1]);
    expect(extents([16, 1, 64])).toEqual([1, 1 / 64, 1]);
    for (const shape of [
      [1, 64, 64],
      [16, 1, 64],
      [16, 64, 1],
      [1, 1, 1],
    ] as const) {
      const figure = volume(oneCell(shape, [0, 0, 0]), { emphasis: 'high' });
      const { 'image/png': png } = await figure.toMimeBundle();
      const { data } = await sharp(Buffer.from(String(png), 'base64'))
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const colored = Array.from({ length: data.length / 3 }, (_, i) => i).filter(
        (i) => Math.abs(data[3 * i] - data[3 * i + 2]) > 30,
      );
      expect(colored.length, shape.join()).toBeGreaterThan(3);
    }
  });

  test('the poster shows a cell where it is', async () => {
    const { 'image/png': png } = await volume(oneCell([8, 8, 8], [4, 4, 4]), { emphasis: 'high', opacity: 1 }).toMimeBundle();
    const { data, info } = await sharp(Buffer.from(String(png), 'base64'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Plasma's brightest, near the middle.
    const yellow = Array.from({ length: info.width * info.height }, (_, i) => i).filter(
      (i) => data[3 * i] > 230 && data[3 * i + 2] < 60,
    );
    expect(yellow.length).toBeGreaterThan(100);
    const middle = yellow.reduce((sum, i) => sum + (i % info.width), 0) / yellow.length;
    expect(Math.abs(middle - 240)).toBeLessThan(40);
  });
});

describe('volume in the browser', () => {
  const chromium = useBrowser();

  test.each([
    ['light', 800],
    ['dark', 400],
  ] as const)('turns by drag and keys, clears by threshold, %s, %i pixels', async (theme, width) => {
    const view = await chromium.open([volume(bouncingBall(24))], { theme, width });
    const { page } = view;
    const area = page.getByRole('application');
    /** Pixels of colour: gray lines and letters are none. */
    const cloud = () =>
      area.locator('canvas').evaluate((node) => {
        const canvas = node as HTMLCanvasElement;
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
        let [count, sum] = [0, 0];
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] === 0 || Math.abs(data[i] - data[i + 2]) < 40) continue;
          count++;
          sum += (i / 4) % canvas.width;
        }
        return { count, middle: sum / count };
      });
    await expect.poll(async () => (await cloud()).count).toBeGreaterThan(2000);
    await view.screenshot(`volume-${theme}-${width}`);
    const turn = page.getByRole('slider', { name: 'Turn' });
    expect(await turn.getAttribute('aria-valuetext')).toBe('35°');
    const before = await cloud();
    await area.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    expect(await turn.getAttribute('aria-valuetext')).toBe('40°');
    expect(await page.getByRole('slider', { name: 'Tilt' }).getAttribute('aria-valuetext')).toBe('20°');
    await expect.poll(cloud).not.toEqual(before);
    const box = await area.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 150, (box?.y ?? 0) + 100);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 90, (box?.y ?? 0) + 120, { steps: 4 });
    await page.mouse.up();
    expect(await turn.getAttribute('aria-valuetext')).toBe('70°');
    await area.focus();
    await page.keyboard.press('Home');
    await expect.poll(cloud).toEqual(before);
    await page.getByRole('slider', { name: 'Threshold' }).fill('80');
    await expect.poll(async () => (await cloud()).count).toBeLessThan(before.count * 0.8);
    await page.getByRole('slider', { name: 'Opacity' }).press('Home');
    await expect.poll(async () => (await cloud()).count).toBe(0);
    await page.getByRole('slider', { name: 'Opacity' }).press('End');
    await page.getByRole('combobox', { name: 'Opaque is' }).selectOption('high');
    await page.getByRole('slider', { name: 'Threshold' }).fill('60');
    await expect.poll(async () => (await cloud()).count).toBeGreaterThan(500);
    await view.screenshot(`volume-high-${theme}-${width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await view.close();
  });

  test('slices by choice and key, linked with the frame; colour maps; NaN in its own colour', async () => {
    const data = Float32Array.from({ length: 6 * 8 * 8 }, (_, i) => (i % 64) - 32);
    data[0] = Number.NaN;
    const layer = { layer: 'conv', shape: [6, 8, 8, 1] as const, data, channels: summarizeChannels(data, 1) };
    const figure = volume(layer, { colorMap: 'diverging', across: 't', slice: 1 });
    const slider = frameSlider(bouncingBall(6), { title: 'clip' });
    link(figure, 'slice', slider, 'frame');
    const view = await chromium.open([figure, slider], { width: 400 });
    const { page } = view;
    /** How many pixels have a colour, and whether one is NaN's green. */
    const seen = () =>
      page
        .getByRole('application')
        .locator('canvas')
        .evaluate((node) => {
          const canvas = node as HTMLCanvasElement;
          const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
          let [count, green] = [0, 0];
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] < 200 || Math.max(...data.subarray(i, i + 3)) - Math.min(...data.subarray(i, i + 3)) < 40) continue;
            count++;
            if (data[i] < 30 && data[i + 1] > 225 && data[i + 2] < 30) green++;
          }
          return { count, green };
        });
    await expect.poll(async () => (await seen()).count).toBeGreaterThan(1000);
    const sheet = await seen();
    expect(sheet.green).toBe(0);
    expect(await page.locator('.fs-bar').textContent()).toBe('−3232NaN');
    const slice = page.getByRole('slider', { name: 'Slice' });
    expect(await slice.getAttribute('aria-valuetext')).toBe('t 1 of 0 to 5');
    await slice.press('Home');
    expect(await page.getByText('frame 0 / 5').count()).toBe(1);
    await expect.poll(async () => (await seen()).green).toBeGreaterThan(20);
    await view.screenshot('volume-slice-400');
    await page.getByRole('slider', { name: 'Frame of clip' }).press('End');
    expect(await slice.getAttribute('aria-valuetext')).toBe('t 5 of 0 to 5');
    await page.getByRole('combobox', { name: 'Cells shown' }).selectOption('x');
    await slice.press('End');
    expect(await slice.getAttribute('aria-valuetext')).toBe('x 7 of 0 to 7');
    await page.getByRole('combobox', { name: 'Cells shown' }).selectOption('all');
    await expect.poll(async () => (await seen()).green).toBeGreaterThan(20);
    expect(await page.getByRole('slider', { name: 'Slice' }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Colour map' }).selectOption('viridis');
    expect(await page.locator('.fs-bar').textContent()).toBe('−3231NaN');
    await view.close();
  });
});
