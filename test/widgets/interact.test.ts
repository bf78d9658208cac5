import { describe, expect, test, vi } from 'vitest';
import { AbortedError } from '../../src/lib/errors.js';
import { readFigureScripts } from '../../src/report/publish/figure-script.js';
import { notebookPage } from '../../src/report/publish/notebook-page.js';
import { control, eventStrip, frameSlider, interact, link } from '../../src/widgets/index.js';
import { code, notebook, result } from '../report/published-notebook.js';
import { useBrowser } from './browser.js';
import { bouncingBall } from './synthetic.js';

const threshold = control.slider({ least: 0.1, greatest: 0.5, step: 0.1, value: 0.3 });
const finite = {
  threshold,
  unit: control.select(['frames', 'seconds']),
  isStrict: control.checkbox({ label: 'strict' }),
};
const sentence = ({ threshold, unit, isStrict }: { threshold: number; unit: string; isStrict: boolean }) =>
  `${threshold} ${unit}${isStrict ? ', strictly' : ''}`;

describe('interact', () => {
  test('controls: a slider’s values are exact, the initial one is the nearest', () => {
    expect(threshold.values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(control.slider({ least: 0, greatest: 10, step: 4, value: 5 })).toMatchObject({ initial: 4, values: [0, 4, 8] });
    expect(control.checkbox().values).toEqual([false, true]);
    expect([control.text({ value: 'a' }).values, control.button().values]).toEqual([undefined, undefined]);
  });

  test('refuses what is no function, no control, or no value of one', () => {
    expect(() => interact(undefined as never, finite)).toThrow(/needs a function/);
    expect(() => interact(sentence as never, {})).toThrow(/at least one control/);
    expect(() => interact(sentence, finite, { limit: 0 })).toThrow(/limit must be an integer/);
    expect(() => control.slider({ least: 1, greatest: 0 })).toThrow(/greatest must be a number from 1/);
    expect(() => control.slider({ least: 0, greatest: 1, step: 0 })).toThrow(/step does not fit the range/);
    expect(() => control.select([])).toThrow(/at least one choice/);
    expect(() => control.select(['a'], { value: 'b' as never })).toThrow(/one of the choices. Received: "b". Accepted: a/);
    const figure = interact(sentence, finite);
    const set = (values: object) => () => figure.set('values', { ...figure.get('values'), ...values });
    expect(set({ threshold: 0.35 })).toThrow(/threshold cannot be set to this. Received: 0.35. Accepted: 0.1, 0.2/);
    expect(set({ nothing: 1 })).toThrow(/values go with the controls. Received: "nothing"/);
  });

  test('is called for the values of now; a call that is overtaken is told so, and its result is dropped', async () => {
    const signals: AbortSignal[] = [];
    const figure = interact(
      async ({ threshold }, { signal }) => {
        signals.push(signal);
        await new Promise((done) => setTimeout(done, threshold === 0.1 ? 40 : 5));
        if (threshold === 0.5) throw new Error('too strict');
        return `at ${threshold}`;
      },
      { threshold },
      { title: 'count' },
    );
    expect(figure.text).toBe('count: threshold 0.3');
    figure.set('values', { threshold: 0.1 });
    expect(figure.get('isBusy')).toBe(true);
    figure.set('values', { threshold: 0.2 });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await vi.waitFor(() => expect(figure.get('isBusy')).toBe(false));
    expect(figure.get('output')).toEqual({ type: 'text', text: 'at 0.2' });
    await new Promise((done) => setTimeout(done, 50));
    expect(figure.get('output')).toEqual({ type: 'text', text: 'at 0.2' });
    figure.set('values', { threshold: 0.5 });
    await vi.waitFor(() => expect(figure.get('output')).toEqual({ type: 'text', text: 'Error: too strict', isError: true }));
  });

  test('all combinations are computed beforehand, once; what is the same is in the page once', async () => {
    const fn = vi.fn(sentence);
    const progress: number[] = [];
    const figure = interact(fn, finite, { onProgress: ({ done, total }) => progress.push(done / (total ?? 1)) });
    await figure.toMimeBundle();
    await figure.toMimeBundle();
    expect(fn).toHaveBeenCalledTimes(20);
    expect([progress.length, progress.at(-1)]).toEqual([20, 1]);
    const { page } = await interact(({ threshold }) => (threshold > 0.3 ? 'many' : 'few'), { threshold }).parts();
    expect(page.embedded).toMatchObject({ table: [0, 0, 0, 1, 1], outputs: [{ text: 'few' }, { text: 'many' }] });
  });

  test('too many combinations, and controls without end, are said to need a kernel', async () => {
    const fn = vi.fn(() => 'x');
    const many = { first: control.slider({ least: 1, greatest: 50 }), second: control.slider({ least: 1, greatest: 50 }) };
    const { page } = await interact(fn, many).parts();
    expect(fn).toHaveBeenCalledTimes(1);
    expect(page.caption).toContain('Its 2,500 settings are more than 64, so without a kernel it stays as it is.');
    const endless = interact(fn, { threshold, name: control.text({ value: 'a' }), again: control.button({ label: 'Again' }) });
    expect((await endless.parts()).page.caption).toBe(
      'spy: threshold 0.3, name a. Without a kernel, name and Again stay as they are.'.replace(
        'spy',
        String(endless.get('title')),
      ),
    );
    const big = interact(({ threshold }) => 'x'.repeat(2e6) + threshold, { threshold });
    expect((await big.parts()).page.caption).toContain('3 of 5 settings are left out, to keep the page below 5 MB.');
  });

  test('an interrupt ends computing beforehand; one setting’s error is shown in its place, the first one’s is thrown', async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === 3 && stop.abort();
    await expect(interact(sentence, finite, { signal: stop.signal, onProgress }).toMimeBundle()).rejects.toThrow(AbortedError);
    const broken = (at: number) =>
      interact(
        ({ threshold }) => {
          if (threshold === at) throw new Error('no');
          return 1;
        },
        { threshold },
      );
    const { embedded } = (await broken(0.5).parts()).page;
    expect(embedded?.outputs).toEqual([
      { type: 'text', text: '1' },
      { type: 'text', text: 'Error: no', isError: true },
    ]);
    await expect(broken(0.3).toMimeBundle()).rejects.toThrow('no');
  });
});

const strip = ({ tolerance, isShort }: { tolerance: number; isShort: boolean }) =>
  isShort ? `±${tolerance}` : eventStrip({ predicted: [1, 12], actual: [3, 12], tolerance, frameCount: 20, frameRate: 10 });
const stripControls = {
  tolerance: control.slider({ least: 0, greatest: 3, value: 0 }),
  isShort: control.checkbox({ label: 'in words' }),
};

describe('interact in the browser', () => {
  const chromium = useBrowser();

  test.each([
    ['own', 'light', 800],
    ['page', 'dark', 400],
  ] as const)('works without a kernel over what was computed, %s script, %s, %i pixels', async (script, theme, width) => {
    const view = await chromium.open([interact(strip, stripControls, { title: 'Matching' })], { script, theme, width });
    const { page } = view;
    const slider = page.getByRole('slider', { name: 'tolerance' });
    const inner = page.locator('.fs-output figure');
    await expect.poll(() => inner.getAttribute('data-mounted')).toBe('');
    expect(await inner.textContent()).toMatch(/matched 1 of 2|1 matched|matched 1/);
    await view.screenshot(`interact-${theme}-${width}`);
    // The keyboard, then the mouse.
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('2');
    await expect.poll(() => inner.textContent()).toMatch(/matched 2/);
    await expect.poll(() => inner.getAttribute('data-mounted')).toBe('');
    // What is within is alive itself.
    await inner.getByRole('slider').first().press('End');
    await page.getByRole('checkbox', { name: 'in words' }).click();
    expect(await page.locator('.fs-output').textContent()).toBe('±2');
    await page.getByRole('checkbox', { name: 'in words' }).click();
    await expect.poll(() => inner.getAttribute('data-mounted')).toBe('');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await view.close();
  });

  test('what needs a kernel says so, and what was last known stays', async () => {
    const controls = {
      word: control.text({ value: 'jump' }),
      times: control.select([1, 2]),
      again: control.button({ label: 'Again' }),
    };
    const view = await chromium.open([interact(({ word, times }) => word.repeat(times), controls)]);
    const { page } = view;
    await page.getByRole('combobox', { name: 'times' }).selectOption('2');
    await expect.poll(() => page.locator('.fs-output').textContent()).toBe('jumpjump');
    await page.getByRole('button', { name: 'Again' }).click();
    expect(await page.getByRole('status').textContent()).toMatch(/needs the notebook and its kernel/);
    await page.getByRole('textbox', { name: 'word' }).fill('hop');
    await page.keyboard.press('Tab');
    expect(await page.locator('.fs-output').textContent()).toBe('jumpjump');
    await view.close();
  });

  test('pictures, HTML and errors; scripts of HTML do not run', async () => {
    const show = {
      [Symbol.for('Jupyter.display')]: () => ({
        'text/html':
          '<p>a table</p><script>parent.document.title = "taken over"</script><img src="x" onerror="parent.document.title=1">',
      }),
    };
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    const picture = { [Symbol.for('Jupyter.display')]: () => ({ 'image/png': png }) };
    const kinds = { html: show, picture, record: { a: [1, 2] } };
    const view = await chromium.open([
      interact(
        ({ kind }) => {
          if (kind === 'error') throw new Error('went wrong');
          return kinds[kind as keyof typeof kinds];
        },
        { kind: control.select(['html', 'picture', 'record', 'error']) },
      ),
    ]);
    const { page } = view;
    await expect.poll(() => page.frameLocator('iframe').getByText('a table').count()).toBe(1);
    const choose = (kind: string) => page.getByRole('combobox').selectOption({ label: kind });
    await choose('picture');
    await expect.poll(() => page.getByRole('img', { name: 'Result' }).count()).toBe(1);
    await choose('record');
    await expect.poll(() => page.locator('.fs-output').textContent()).toBe('{ a: [ 1, 2 ] }');
    await choose('error');
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('Error: went wrong');
    expect(await page.title()).toBe('Figures');
    // The frame's own refusals and its missing picture are what was asked for.
    view.faults.splice(0);
    await view.close();
  });

  test('a figure that is given keeps its links to figures outside', async () => {
    const slider = frameSlider(bouncingBall(12));
    const played = interact(
      ({ tolerance }) => {
        const strip = eventStrip({ predicted: [3, 8], actual: [3, 9], frameCount: 12, tolerance });
        link(slider, 'frame', strip, 'frame');
        return strip;
      },
      { tolerance: control.slider({ least: 0, greatest: 1 }) },
    );
    const view = await chromium.open([slider, played]);
    await view.page.getByRole('slider', { name: 'tolerance' }).press('ArrowRight');
    await view.page.locator('.fs-output [role=slider]').first().press('ArrowRight');
    await expect.poll(() => view.page.getByRole('slider', { name: 'Frame of' }).inputValue()).toBe('3');
    await view.close();
  });

  test('within a published page, also of a notebook that is not trusted', async () => {
    const { 'text/html': html, 'text/plain': plain } = await interact(
      ({ start }) => frameSlider(bouncingBall(12).slice(start)),
      { start: control.slider({ least: 0, greatest: 2 }) },
      { title: 'Cut' },
    ).toMimeBundle();
    const own = notebook([code(1, 'interact', [result(1, { 'text/html': html, 'text/plain': plain })])]);
    const figureScript = await readFigureScripts();
    for (const trust of [true, false]) {
      const about = { name: 'own', version: '0', command: 'framescope publish', figureScript, trust };
      const view = await chromium.open([], { document: notebookPage(own, about).html });
      await view.page.getByRole('slider', { name: 'start' }).press('ArrowRight');
      await expect.poll(() => view.page.locator('.fs-output figure').getAttribute('data-mounted')).toBe('');
      await expect.poll(() => view.page.locator('.fs-output').textContent()).toContain('/ 10');
      await view.page.close();
      expect(view.faults).toEqual([]);
    }
  });
});
