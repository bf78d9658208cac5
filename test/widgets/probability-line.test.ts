import { describe, expect, test } from 'vitest';
import { intervalsFromProbability } from '../../src/lib/evaluation/intervals-from-probability.js';
import { createRandom } from '../../src/lib/random.js';
import { LIGHT } from '../../src/widgets/drawing/colors.js';
import { drawProbabilityLine } from '../../src/widgets/drawing/probability-plot.js';
import { frameSlider, link, probabilityLine } from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { twoBlocks } from './charts.js';
import { flatFrames } from './synthetic.js';

const slips = twoBlocks();

describe('probabilityLine', () => {
  test('T48: says which events the curve holds, to the end of the video', () => {
    const line = probabilityLine({ ...slips, title: 'TSN', yTitle: 'Slipping probability' });
    expect(line.text).toBe('TSN: 2 events: 14.7 s to 17.3 s, 20.0 s to 22.0 s (at least 0.5), 24.0 s in all');
    const last = probabilityLine({ probability: [0, 1], times: [0, 10], duration: 12 });
    expect(last.intervals).toMatchObject([{ start: 10, end: 12 }]);
    expect(probabilityLine({ probability: [1, 1, 0, 1], frameRate: 2 }).intervals).toMatchObject([
      { start: 0, end: 1 },
      { start: 1.5, end: 2 },
    ]);
  });

  test('T54: its events follow the rule as it is changed, and are those of plain code', () => {
    const line = probabilityLine({ ...slips, mergeGap: 3 });
    expect(line.intervals).toHaveLength(1);
    line.set('mergeGap', 0);
    line.set('minimumDuration', 2.2);
    expect(line.intervals).toEqual(intervalsFromProbability(slips.probability, { ...slips, minimumDuration: 2.2 }));
    expect(line.intervals).toHaveLength(1);
  });

  test('T54: its events follow what the reader sets in the notebook', () => {
    const listeners: ((message: object) => void)[] = [];
    const comm = { send: () => {}, close: () => {}, onClose: () => {}, onMessage: (listener: never) => listeners.push(listener) };
    const holder = globalThis as Record<symbol, unknown>;
    holder[Symbol.for('framescope.kernel')] = { display: () => ({}), comms: { open: () => comm } };
    const line = probabilityLine({ ...slips, frameRate: 30 });
    line.live();
    delete holder[Symbol.for('framescope.kernel')];
    for (const listener of listeners) listener({ data: { method: 'update', state: { mergeGap: 3, frame: 600 } }, buffers: [] });
    expect([line.intervals.length, line.get('frame')]).toEqual([1, 600]);
  });

  test('T48: the drawn line has each value from its time to the next one’s, the last to the end', () => {
    const random = createRandom(4);
    const probability = Array.from({ length: 60 }, (_, i) => (i % 17 === 5 ? Number.NaN : random.uniform()));
    const times = probability.map((_, i) => i / 3);
    const { state } = probabilityLine({ probability, times, duration: 21 });
    const { markup, x, y } = drawProbabilityLine(state, [], 800, LIGHT);
    const [, path] = /<path d="(M[^"]*H[^"]*)"/.exec(markup) ?? [];
    // A level stretch is what lies between two moves to the right.
    const levels: { from: number; to: number; at: number }[] = [];
    let [across, up] = [0, 0];
    for (const [, command, first, second] of (path ?? '').matchAll(/([MHV])([\d.]+)(?: ([\d.]+))?/g)) {
      if (command === 'H' && Number(first) > across) levels.push({ from: across, to: Number(first), at: up });
      if (command === 'M') [across, up] = [Number(first), Number(second)];
      else if (command === 'H') across = Number(first);
      else up = Number(first);
    }
    for (const [i, value] of probability.entries()) {
      const middle = x((times[i] + (times[i + 1] ?? 21)) / 2);
      const level = levels.find(({ from, to }) => from < middle && middle < to);
      if (Number.isNaN(value)) expect(level).toBeUndefined();
      else expect(level?.at).toBeCloseTo(y(value), 0);
    }
    expect(levels.at(-1)?.to).toBeCloseTo(x(21), 0);
  });

  test('holds nothing, and what is no number, without an event', () => {
    expect(probabilityLine({ probability: [], frameRate: 30 }).text).toBe('Probability: 0 events (at least 0.5), 0.00 s in all');
    expect(probabilityLine({ probability: [Number.NaN, Number.NaN], frameRate: 1 }).intervals).toEqual([]);
  });

  test('refuses what makes no sense', () => {
    expect(() => probabilityLine({ probability: [1] })).toThrow(/needs to know when its values begin.*times.*frameRate/);
    expect(() => probabilityLine({ probability: [1], times: [-1] })).toThrow(/before 0/);
    expect(() => probabilityLine({ probability: [1, 1], times: [0, 0] })).toThrow(/ascend/);
    expect(() => probabilityLine({ probability: [1], frameRate: 0 })).toThrow(/frameRate/);
    expect(() => probabilityLine({ probability: [1], frameRate: 1, threshold: 2 })).toThrow(
      /threshold must be a number from 0 to 1/,
    );
    expect(() => probabilityLine({ ...slips, duration: 3 })).toThrow(/duration must not end before/);
  });
});

describe('probabilityLine in the browser', () => {
  const chromium = useBrowser();

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`T54: threshold, duration and gap make events, a click goes to the frames, ${theme}, ${width} pixels`, async () => {
      const figure = probabilityLine({ ...slips, frameRate: 30, title: 'TSN', yTitle: 'Slipping probability' });
      const view = await chromium.open([figure], { theme, width });
      const { page } = view;
      const model = (name: string) =>
        page.evaluate((key) => {
          const figure = document.querySelector('figure') as
            | (HTMLElement & { framescope?: { get(key: string): unknown } })
            | null;
          return figure?.framescope?.get(key);
        }, name);
      const summary = page.locator('.fs-head .fs-muted');
      expect(await summary.textContent()).toBe('2 events: 14.7 s to 17.3 s, 20.0 s to 22.0 s');
      await page.getByRole('slider', { name: 'Merge gap' }).fill('3');
      expect(await summary.textContent()).toBe('1 event: 14.7 s to 22.0 s');
      await page.getByRole('slider', { name: 'Merge gap' }).fill('0');
      await page.getByRole('slider', { name: 'Minimum duration' }).fill('2.2');
      expect(await summary.textContent()).toBe('1 event: 14.7 s to 17.3 s');
      expect(await model('minimumDuration')).toBe(2.2);
      await page.getByRole('slider', { name: 'Threshold' }).press('End');
      expect(await summary.textContent()).toBe('0 events');
      await page.getByRole('slider', { name: 'Threshold' }).fill('0.5');
      await page.getByRole('slider', { name: 'Minimum duration' }).press('Home');
      // Keys: to the second event, and one value back.
      const area = page.getByRole('slider', { name: 'Time in TSN' });
      await area.press('PageDown');
      await area.press('PageDown');
      expect([await model('time'), await model('frame')]).toEqual([20, 600]);
      await area.press('ArrowLeft');
      expect(await page.locator('.fs-readout').textContent()).toBe('19.7 s · frame 590 · probability 0.08 · no event');
      expect(await model('frame')).toBe(590);
      // Mouse: the middle of the first event.
      const bar = await page.locator('svg svg rect').last().boundingBox();
      const first = await page.locator('svg svg rect').first().boundingBox();
      if (!bar || !first) throw new Error('no events drawn');
      await page.mouse.click(first.x + first.width / 2, first.y + 20);
      expect(Number(await model('time'))).toBeCloseTo(16, 0);
      expect(await page.locator('.fs-readout').textContent()).toContain('event 1 of 2');
      // What another figure sets is shown.
      await page.evaluate(() => {
        const figure = document.querySelector('figure') as
          | (HTMLElement & { framescope?: { set(key: string, value: unknown): void } })
          | null;
        figure?.framescope?.set('frame', 300);
      });
      expect(await model('time')).toBe(10);
      await view.screenshot(`probability-line-${theme}-${width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('T54: a click on the curve shows the frames in a linked slider, and the slider moves the curve’s mark', async () => {
    const slider = frameSlider(flatFrames(100, 2));
    const line = probabilityLine({ probability: [0.1, 0.9, 0.2, 0.8], times: [0, 1, 2, 3], duration: 4, frameRate: 25 });
    link(slider, 'frame', line, 'frame');
    const view = await chromium.open([slider, line]);
    const { page } = view;
    await page.locator('svg svg').scrollIntoViewIfNeeded();
    const plot = await page.locator('svg svg').boundingBox();
    if (!plot) throw new Error('no plot');
    // A little after 2 s of 4.08 s.
    await page.mouse.click(plot.x + plot.width * 0.52, plot.y + 40);
    const range = page.getByRole('slider', { name: 'Frame of flat.mp4' });
    await expect.poll(async () => Number(await range.inputValue())).toBeGreaterThan(49);
    expect(Number(await range.inputValue())).toBeLessThan(56);
    await range.press('End');
    await expect.poll(() => page.locator('.fs-readout').last().textContent()).toContain('3.96 s · frame 99 · probability 0.8');
    await view.close();
  });

  test('T48: draws steps, held to the end; gaps where there is no number; ten thousand values at once', async () => {
    const some = probabilityLine({ probability: [0.2, 0.9, Number.NaN, 0.6], times: [0, 1, 2, 3], duration: 5 });
    const many = probabilityLine({
      probability: Array.from({ length: 10_000 }, (_, i) => (Math.sin(i / 300) + 1) / 2),
      frameRate: 30,
    });
    const view = await chromium.open([some, many, probabilityLine({ probability: [], frameRate: 30 })]);
    const paths = await view.page
      .locator('svg svg path:not([data-gaps])')
      .evaluateAll((all) => all.map((path) => path.getAttribute('d') ?? ''));
    expect(paths[0]).toMatch(/^M[\d.]+ [\d.]+H[\d.]+H[\d.]+V[\d.]+H[\d.]+M[\d.]+ [\d.]+H[\d.]+$/);
    expect(paths[1].length).toBeLessThan(60_000);
    expect(paths[2]).toBe('M0 0');
    await view.screenshot('probability-line-odd');
    await view.close();
  });
});
