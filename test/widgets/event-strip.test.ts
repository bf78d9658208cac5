import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { eventsFromProbability } from '../../src/lib/evaluation/events-from-probability.js';
import { matchEvents } from '../../src/lib/evaluation/match-events.js';
import { createRandom } from '../../src/lib/random.js';
import { eventStrip } from '../../src/widgets/event-strip.js';
import { frameSlider, link } from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { flatFrames } from './synthetic.js';

const actual = Array.from({ length: 42 }, (_, i) => 6 + Math.round(i * 7.4));
/** One missed, one moved by two frames, one too many. */
const predicted = [...actual.filter((_, i) => i !== 8).map((frame, i) => (i === 3 ? frame + 2 : frame)), 315];

function probability(length: number): Float32Array {
  const random = createRandom(3);
  return Float32Array.from({ length }, (_, i) =>
    Math.min(1, Math.max(...predicted.map((p) => 0.92 * Math.exp(-((p - i) ** 2) / 3))) + 0.04 * random.uniform()),
  );
}

describe('eventStrip', () => {
  test('says how predictions stand against labels', () => {
    const { text, state, match } = eventStrip({ predicted, actual, frameRate: 30 });
    expect(text).toBe('predicted 42, actual 42, matched 41 within ±2 frames (precision 97.6 %, recall 97.6 %, F1 97.6 %)');
    expect(state).toMatchObject({ frameCount: 316, tolerance: 2 });
    expect(match).toEqual(matchEvents(predicted, actual, 2));
    expect(match).toMatchObject({ misses: [actual[8]], falseAlarms: [315] });
    expect(eventStrip({ predicted: [4], actual: [6], tolerance: 1 }).text).toContain('matched 0 within ±1 frame ');
    expect(eventStrip({ predicted: [4, 9] }).text).toBe('predicted 2 events');
    expect(eventStrip({ predicted: [], actual: [] }).text).toContain('precision 100 %');
  });

  test('reads the frame rate off events that have times, in any order', () => {
    const { state } = eventStrip({
      predicted: [
        { frame: 50, time: 2 },
        { frame: 25, time: 1 },
      ],
      actual: [25],
    });
    expect(state).toMatchObject({ frameRate: 25, predicted: [25, 50] });
  });

  test('refuses what makes no sense', () => {
    expect(() => eventStrip({ predicted: [5], frameCount: 5 })).toThrow(
      /predicted events lie beyond the last frame.*Received: 5/,
    );
    expect(() => eventStrip({ predicted: [1], actual: [9], probability: [0, 0.5] })).toThrow(/actual events lie beyond/);
    expect(() => eventStrip({ predicted: [-1] })).toThrow(/frame indices/);
    expect(() => eventStrip({ predicted: [1], tolerance: -1 })).toThrow(/tolerance/);
    expect(() => eventStrip({ predicted: [1], frameRate: 0 })).toThrow(/frameRate/);
  });
});

/** A curve of bumps with noise: events that are sure, unsure, close together, and none. */
function bumps(seed: number, length: number): Float32Array {
  const random = createRandom(seed);
  const centers = Array.from({ length: Math.floor(length / 9) }, () => [random.uniform() * length, random.uniform()]);
  return Float32Array.from({ length }, (_, i) =>
    Math.min(1, 0.03 * random.uniform() + Math.max(0, ...centers.map(([at, high]) => high * Math.exp(-((at - i) ** 2) / 3)))),
  );
}

const THRESHOLDS = [0, 0.07, 0.31, 0.5, 0.63, 0.88, 1];

describe('the threshold of eventStrip', () => {
  test.each(THRESHOLDS)('%d: events and their match are those of plain code', (threshold) => {
    for (const [seed, frameRate] of [
      [1, 30],
      [2, 60],
      [3, undefined],
    ] as const) {
      const curve = bumps(seed, 400);
      const strip = eventStrip({ probability: curve, actual, frameRate });
      strip.set('threshold', threshold);
      const minimumGap = frameRate === undefined ? 3 : frameRate / 10;
      const expected = eventsFromProbability(curve, { threshold, minimumGap });
      expect(strip.events).toEqual(expected);
      expect(strip.match).toEqual(matchEvents(expected, actual));
      expect(strip.text).toContain(`predicted ${expected.length}, actual 42`);
    }
  });

  test('is observed; it goes from 0 to 1', () => {
    const strip = eventStrip({ probability: bumps(1, 200) });
    const heard: unknown[] = [];
    strip.observe('threshold', (value) => heard.push(value));
    strip.set('threshold', 0.7);
    expect(heard).toEqual([0.7]);
    expect(() => strip.set('threshold', 1.5)).toThrow(/threshold must be a number from 0 to 1/);
  });

  test('follows the reader in the notebook; what does not fit is sent back', () => {
    const sent: Record<string, unknown>[] = [];
    const listeners: ((message: object) => void)[] = [];
    const comm = {
      send: ({ state }: { state: Record<string, unknown> }) => sent.push(state),
      close: () => {},
      onClose: () => {},
      onMessage: (listener: (message: object) => void) => listeners.push(listener),
    };
    const holder = globalThis as Record<symbol, unknown>;
    holder[Symbol.for('framescope.kernel')] = { display: () => ({}), comms: { open: () => comm } };
    const curve = bumps(1, 200);
    const strip = eventStrip({ probability: curve });
    strip.live();
    delete holder[Symbol.for('framescope.kernel')];
    const receive = (threshold: number): void => {
      for (const listener of listeners) listener({ data: { method: 'update', state: { threshold } }, buffers: [] });
    };
    receive(0.8);
    expect(strip.events).toEqual(eventsFromProbability(curve, { threshold: 0.8 }));
    receive(7);
    expect(strip.get('threshold')).toBe(0.8);
    expect(Object.assign({}, ...sent)).toMatchObject({ threshold: 0.8 });
  });

  test('stays as it is where the predicted events are not the curve’s: other settings, or edited by hand', () => {
    const curve = bumps(1, 200);
    const events = eventsFromProbability(curve, { threshold: 0.4 });
    expect(eventStrip({ predicted: events, probability: curve, threshold: 0.4 }).state.minimumGap).toBe(3);
    for (const strip of [
      eventStrip({ predicted: events.slice(1), probability: curve, threshold: 0.4 }),
      eventStrip({
        predicted: eventsFromProbability(curve, { threshold: 0.4, minimumGap: 9 }),
        probability: curve,
        threshold: 0.4,
      }),
      eventStrip({ predicted: events, probability: curve }),
      eventStrip({ predicted: events, threshold: 0.4 }),
    ]) {
      expect(strip.state.minimumGap).toBeUndefined();
      expect(() => strip.set('threshold', 0.6)).toThrow(/threshold stays as it is.*Give eventStrip the probability/);
    }
    expect(() => eventStrip({ actual: [1] })).toThrow(/needs predicted events, or a probability/);
  });
});

describe('eventStrip in the browser', () => {
  const chromium = useBrowser();

  /** Reads or sets a value of the first figure in its page. */
  const model = (page: Page, name: string, to?: unknown): Promise<unknown> =>
    page.evaluate(
      ([key, value]) => {
        const figure = document.querySelector('figure') as
          | (HTMLElement & { framescope?: { get(key: string): unknown; set(key: string, value: unknown): void } })
          | null;
        if (value !== undefined) figure?.framescope?.set(String(key), value);
        return figure?.framescope?.get(String(key));
      },
      [name, to] as const,
    );

  test('without a kernel the page counts as the library does, at any threshold', async () => {
    const curve = bumps(7, 500);
    const view = await chromium.open([eventStrip({ probability: curve, actual, frameRate: 30 })]);
    const { page } = view;
    for (const threshold of THRESHOLDS) {
      await model(page, 'threshold', threshold);
      const expected = eventsFromProbability(curve, { threshold, minimumGap: 3 });
      const { pairs, falseAlarms } = matchEvents(expected, actual);
      expect(await page.locator('.fs-title').textContent()).toContain(
        `predicted ${expected.length}, actual 42, matched ${pairs.length} `,
      );
      expect(await page.locator('figcaption').textContent()).toContain(` missed, ${falseAlarms.length} false alarm`);
      await page.getByRole('slider', { name: 'Events' }).press('Home');
      const [first] = [...expected, ...actual].sort((a, b) => a - b);
      expect(await page.locator('.fs-readout').textContent()).toContain(`frame ${first} `);
    }
    await view.close();
  });

  for (const [theme, width] of [
    ['light', 800],
    ['dark', 400],
  ] as const) {
    test(`the threshold is dragged, moved by keys, and goes back, ${theme}, ${width} pixels`, async () => {
      const figure = eventStrip({ probability: bumps(7, 320), actual, frameRate: 30, threshold: 0.5, title: 'Jumps' });
      const view = await chromium.open([figure], { theme, width });
      const { page } = view;
      const handle = page.getByRole('slider', { name: 'Threshold' });
      const back = page.getByRole('button', { name: 'back to 0.5' });
      expect(await back.isVisible()).toBe(false);
      const title = page.locator('.fs-title');
      const given = await title.textContent();
      const caption = await page.locator('figcaption').textContent();
      expect(await handle.getAttribute('aria-valuetext')).toMatch(/^0.5: predicted \d+, actual 42, .* F1 /);
      await handle.press('ArrowUp');
      expect(await model(page, 'threshold')).toBe(0.51);
      await handle.press('PageUp');
      expect(await model(page, 'threshold')).toBe(0.61);
      await handle.press('End');
      expect(await handle.getAttribute('aria-valuenow')).toBe('1');
      await view.screenshot(`event-strip-threshold-${theme}-${width}`);
      expect(await title.textContent()).not.toBe(given);
      await back.click();
      expect(await title.textContent()).toBe(given);
      expect(await page.locator('figcaption').textContent()).toBe(caption);
      // By mouse: a click changes nothing, a way down lowers it; no frame is chosen.
      const box = await handle.boundingBox();
      if (!box) throw new Error('no handle');
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      expect(await model(page, 'threshold')).toBe(0.5);
      await page.mouse.move(x, y + 8, { steps: 3 });
      expect(await model(page, 'threshold')).toBeLessThan(0.5);
      await page.mouse.up();
      await page.mouse.move(x, y + 30);
      const dragged = Number(await model(page, 'threshold'));
      expect(dragged).toBeGreaterThan(0.1);
      expect(await model(page, 'frame')).toBe(-1);
      // What is dragged lies under the pointer still.
      const moved = await handle.boundingBox();
      expect(Math.abs((moved?.y ?? 0) - box.y - 8)).toBeLessThan(2);
      await handle.press('Escape');
      expect(await title.textContent()).toBe(given);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await view.close();
    });
  }

  test('the threshold is dragged by a finger, which does not scroll the page', async () => {
    const view = await chromium.open([eventStrip({ probability: bumps(7, 300) })], { hasTouch: true, width: 400 });
    const { page } = view;
    const box = await page.getByRole('slider', { name: 'Threshold' }).boundingBox();
    if (!box) throw new Error('no handle');
    const [x, y] = [Math.round(box.x + box.width - 4), Math.round(box.y + 8)];
    const devtools = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number): Promise<unknown> =>
      devtools.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [{ x, y: at }] });
    await touch('touchStart', y);
    for (let i = 1; i <= 5; i++) await touch('touchMove', y - 4 * i);
    await touch('touchEnd');
    expect(Number(await model(page, 'threshold'))).toBeGreaterThan(0.55);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await view.close();
  });

  test('a threshold that is not known to be the events’ says so, and cannot be taken', async () => {
    const curve = Float32Array.from(bumps(7, 300), (value, i) => (i > 100 && i < 120 ? Number.NaN : value));
    const view = await chromium.open([eventStrip({ predicted: [5, 40], probability: curve, threshold: 0.5 })]);
    const { page } = view;
    expect(await page.getByRole('slider', { name: 'Threshold' }).count()).toBe(0);
    expect(await page.getByText('The threshold stays as it is').isVisible()).toBe(true);
    await view.close();
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [800, 400]) {
      test(`J77: shows marks on a time axis, hits, misses and false alarms, values by pointer and keys, ${theme}, ${width} pixels`, async () => {
        const figure = eventStrip({ predicted, actual, probability: probability(320), threshold: 0.5, frameRate: 30 });
        const view = await chromium.open([figure], { theme, width });
        const { page } = view;
        const area = page.getByRole('slider', { name: 'Events' });
        const readout = page.locator('.fs-readout');
        await area.press('Home');
        expect(await readout.textContent()).toContain(
          `frame ${actual[0]} · 0:00.200 · hit: predicted 6, actual 6 (±0) · probability`,
        );
        await area.press('End');
        expect(await readout.textContent()).toContain('false alarm');
        expect(await area.getAttribute('aria-valuetext')).toContain('frame 315');
        await area.press('Escape');
        const axis = await page.locator('svg [stroke-linejoin]').first().boundingBox();
        if (!axis) throw new Error('no curve');
        await page.mouse.move(axis.x + (axis.width * actual[8]) / 319, axis.y + 20);
        expect(await readout.textContent()).toContain('miss: actual, not predicted');
        await view.screenshot(`event-strip-${theme}-${width}`);
        for (const words of ['hit 41', 'miss 1', 'false alarm 1'])
          expect(await page.getByText(words, { exact: true }).count()).toBe(1);
        // Discs: two of each hit and one in the legend.
        expect(await page.locator('circle').count()).toBe(2 * 41 + 1);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await view.close();
      });
    }
  }

  test('a click stays, and is the frame that others may follow; looking away from a hovered frame comes back to it', async () => {
    const view = await chromium.open([eventStrip({ predicted: [10, 60], frameCount: 100 })]);
    const { page } = view;
    const frame = () =>
      page.evaluate(() =>
        (
          document.querySelector('figure') as (HTMLElement & { framescope?: { get(name: string): number } }) | null
        )?.framescope?.get('frame'),
      );
    const marks = await page
      .locator('figure circle')
      .evaluateAll((circles) => circles.map((circle) => circle.getBoundingClientRect().toJSON()));
    const [, first, second] = marks as { x: number; y: number }[];
    await page.mouse.move(second.x + 4, second.y + 4);
    expect(await page.locator('.fs-readout').textContent()).toContain('frame 60');
    expect(await frame()).toBe(-1);
    await page.mouse.click(first.x + 4, first.y + 4);
    expect(await frame()).toBe(10);
    await page.mouse.move(second.x + 4, second.y + 4);
    await page.mouse.move(5, 5);
    expect(await page.locator('.fs-readout').textContent()).toMatch(/frame (10|60)/);
    await page.getByRole('slider', { name: 'Events' }).press('ArrowRight');
    await page.getByRole('slider', { name: 'Events' }).press('Escape');
    expect(await frame()).toBe(-1);
    await view.close();
  });

  test('J77: a click on a mark goes there in a linked slider, in the page', async () => {
    const slider = frameSlider(flatFrames(100, 2));
    const strip = eventStrip({ predicted: [10, 60], frameCount: 100 });
    link(slider, 'frame', strip, 'frame');
    const view = await chromium.open([slider, strip]);
    const circle = view.page.locator('figure[data-figure=eventStrip] .fs-cursor circle').nth(1);
    await circle.scrollIntoViewIfNeeded();
    const mark = await circle.boundingBox();
    if (!mark) throw new Error('no mark');
    await view.page.mouse.click(mark.x + 3, mark.y + 3);
    const range = view.page.getByRole('slider', { name: 'Frame of flat.mp4' });
    await expect.poll(() => range.inputValue()).toBe('60');
    await view.close();
  });

  test('every one of 400 events in 1,800 frames leaves a mark in 440 pixels', async () => {
    const many = Array.from({ length: 400 }, (_, i) => i * 4 + 3);
    const view = await chromium.open([eventStrip({ predicted: many, frameCount: 1800 })], { width: 440 });
    const places = await view.page
      .locator('circle')
      .evaluateAll((circles) => circles.map((circle) => Number(circle.getAttribute('r'))));
    expect(places).toHaveLength(401);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(2);
    await view.close();
  });
});
