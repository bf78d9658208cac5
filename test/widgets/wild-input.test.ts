import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/lib/errors.js';
import * as widgets from '../../src/widgets/index.js';
import { barChart, classReport, control, defineFigure, type Figure, interact, trait } from '../../src/widgets/index.js';
import { useBrowser } from './browser.js';
import { SPORTS } from './charts.js';
import { GALLERY, galleryFigures } from './gallery.js';
import { flatFrames } from './synthetic.js';

/** What tests reach in the page: a figure's model. */
interface Alive extends HTMLElement {
  framescope: { get(name: string): unknown; set(name: string, value: unknown): void };
}

/** A figure of a user's, whose browser half is given. */
function own(kind: string, client: string): Figure<{ title: string; value: number }> {
  return defineFigure({
    kind,
    state: { title: trait.text(), value: trait.initially(trait.number(), 0) },
    text: ({ title }) => title,
    poster: () => ({ width: 40, height: 20 }),
    client,
  })({ title: kind });
}

describe('names', () => {
  const chromium = useBrowser();
  const LONG = 'measured_without_a_space_'.repeat(12);
  const EVIL = `</script><img src=x onerror="document.title='caught'">"'&<b>\u001b[31m\u0000 \ud83d עברית 😀`;

  test('terminal colours, half characters and markup in names are shown as text, in the picture and in the page', async () => {
    const figures = [
      classReport({ ...SPORTS, classes: SPORTS.classes.map((name) => name + EVIL) }, { title: EVIL }),
      barChart([{ [EVIL]: EVIL, v: 1 }], { x: EVIL, y: 'v', title: EVIL }),
      interact(({ a }) => `${EVIL} ${a}`, { a: control.select([EVIL, 'other'], { label: EVIL }) }, { title: EVIL }),
    ];
    const view = await chromium.open(figures);
    expect(await view.page.locator('figure b:not(.fs *)').count()).toBe(0);
    expect(await view.page.title()).toBe('Figures');
    expect(await view.page.locator('figure[data-mounted]').count()).toBe(figures.length);
    await view.close();
  });

  test('a name of 300 characters without a space makes no figure wider than a narrow page', async () => {
    const titled = await Promise.all(Object.values(GALLERY).map((make) => make()));
    const named = [
      ...titled.flatMap((figure) => {
        if (!('title' in figure.state)) return [];
        figure.set('title' as never, LONG as never);
        return [figure];
      }),
      classReport({ ...SPORTS, classes: SPORTS.classes.map((name) => name + LONG) }),
      interact(() => LONG, { a: control.select([LONG], { label: LONG }) }),
    ];
    const view = await chromium.open(named, { width: 320 });
    const wide = await view.page.evaluate(() =>
      [...document.querySelectorAll('figure')].filter((figure) => figure.scrollWidth > figure.clientWidth + 1),
    );
    expect(wide.map((figure) => figure.dataset.figure)).toEqual([]);
    await view.page.close();
  });
});

describe('values that a linked figure has and this one has not', () => {
  const chromium = useBrowser();

  test('are borne: nothing fails, and the pictures of others are not shown', async () => {
    const figures = await galleryFigures();
    const view = await chromium.open([...figures.values()], { reducedMotion: 'reduce' });
    const lookOf = (): Promise<string> =>
      view.page
        .locator('figure[data-figure=filterPlayer] canvas')
        .nth(1)
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await view.page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
    const first = await lookOf();
    for (const value of [-1, 1e9]) {
      await view.page.evaluate(async (value) => {
        for (const { framescope } of document.querySelectorAll<Alive>('figure')) {
          for (const name of ['frame', 'field', 'slice', 'time', 'epoch', 'bar', 'clip', 'actual', 'predicted']) {
            if (typeof framescope.get(name) === 'number') framescope.set(name, value);
          }
        }
        await new Promise((done) => setTimeout(done, 100));
      }, value);
      if (value === -1) expect(await lookOf()).toBe(first);
      expect(view.faults).toEqual([]);
    }
    await view.page.close();
  });
});

describe('a browser half of the user', () => {
  const chromium = useBrowser();

  test.each([
    ['fails later', `export default { async render({ el }) { el.textContent = 'half'; await 0; throw new Error('broken'); } }`],
    ['fails', `export default { render({ el }) { el.textContent = 'half'; throw new Error('broken'); } }`],
    ['is made by what fails', `export default async () => { throw new Error('broken'); }`],
    ['is made without a render', 'export default () => ({})'],
    ['is no JavaScript', 'export default { render( }'],
  ])('that %s leaves the poster, and says so on the console only', async (how, client) => {
    const view = await chromium.open([own(`fails${how.length}`, client)], { script: 'own' });
    await expect.poll(() => view.faults.length).toBe(1);
    expect(await view.page.locator('.framescope-poster').isVisible()).toBe(true);
    expect(await view.page.getByText('half').count()).toBe(0);
    if (!how.includes('JavaScript')) expect(view.faults[0]).toContain('could not be shown');
    await view.page.close();
  });

  test('that fails when it is drawn anew leaves the poster, until a value comes that it can draw', async () => {
    const client = `export default { render({ model, el }) {
      if (model.get('value') === 1) throw new Error('broken');
      el.textContent = 'drawn ' + model.get('value');
    } }`;
    const view = await chromium.open([own('moody', client)], { script: 'own' });
    const set = (value: number): Promise<void> =>
      view.page.evaluate((value) => (document.querySelector('figure') as unknown as Alive).framescope.set('value', value), value);
    const isPoster = (): Promise<boolean> => view.page.locator('.framescope-poster').isVisible();
    await set(1);
    await expect.poll(isPoster).toBe(true);
    await set(2);
    await view.page.getByText('drawn 2').waitFor();
    expect(await isPoster()).toBe(false);
    expect(view.faults).toHaveLength(1);
    await view.page.close();
  });

  test('is undone when the interact around it goes: what initialize and render gave is called', async () => {
    const client = `export default {
      async initialize() { return () => { document.title += ' ended'; }; },
      render({ el }) { el.textContent = 'within'; return () => { document.title += ' undone'; }; },
    }`;
    const view = await chromium.open([interact(() => own('within', client), { a: control.checkbox() })], { script: 'own' });
    await view.page.locator('.fs-output div', { hasText: 'within' }).waitFor();
    await view.page.evaluate(() => document.querySelector('figure')?.dispatchEvent(new Event('framescope:remove')));
    await expect.poll(() => view.page.title()).toBe('Figures undone ended');
    await view.page.close();
    expect(view.faults).toEqual([]);
  });

  test('that throws in a listener does not end its links', async () => {
    const client = `export default { render({ model, el }) {
      model.on('change:value', () => { if (model.get('value') === 1) throw new Error('once'); el.textContent = 'has ' + model.get('value'); });
    } }`;
    const [a, b] = [own('thrower', client), own('listener', client)];
    a.link('value', b, 'value');
    const view = await chromium.open([a, b], { script: 'own' });
    for (const value of [1, 2]) {
      await view.page.evaluate((value) => {
        try {
          (document.querySelector('figure[data-figure=listener]') as unknown as Alive).framescope.set('value', value);
        } catch {}
      }, value);
    }
    await view.page.getByText('has 2').nth(1).waitFor();
    await view.page.close();
  });
});

test('an interact within an interact brings the scripts of both figures within', async () => {
  const inner = (): Figure => interact(() => barChart([{ a: 'one', b: 1 }], { x: 'a', y: 'b' }), { c: control.checkbox() });
  const html = String((await interact(inner, { d: control.checkbox() }).toMimeBundle())['text/html']);
  expect(html.match(/<script/g)).toHaveLength(3);
});

describe('readers', () => {
  const chromium = useBrowser();

  test('of a right-to-left page have time from left to right: slider, keys, marks and labels agree', async () => {
    const view = await chromium.open([await GALLERY.frameSlider(), await GALLERY.confusionMatrix()]);
    await view.page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    const slider = view.page.getByRole('slider').first();
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    expect(await slider.inputValue()).toBe('2');
    const label = await view.page.getByText('badminton').last().boundingBox();
    const panel = await view.page.locator('figure .fs').last().boundingBox();
    expect(label?.x).toBeGreaterThan(panel?.x ?? Number.POSITIVE_INFINITY);
    await view.close();
  });

  test('with forced colours see bars, slider tracks, and which buttons are pressed', async () => {
    const view = await chromium.open([await GALLERY.topK(), await GALLERY.filterPlayer()], { forcedColors: 'active' });
    const ground = (selector: string): Promise<string> =>
      view.page
        .locator(selector)
        .first()
        .evaluate((node) => getComputedStyle(node).backgroundColor);
    const plain = await ground('.fs');
    expect(await ground('.fs-top-bars i i')).not.toBe(plain);
    expect(await ground('button[aria-pressed=true]')).not.toBe(plain);
    const track = view.page.locator('input[type=range]').first();
    expect(await track.evaluate((node) => getComputedStyle(node).forcedColorAdjust)).toBe('none');
    await view.close();
  });
});

describe('memory', () => {
  const launched = useBrowser();
  test('pictures that are still being decoded when their figure goes give their memory back', async () => {
    const view = await launched.open([await GALLERY.frameSlider()]);
    const left = await view.page.evaluate(async () => {
      const decode = globalThis.createImageBitmap;
      let open = 0;
      globalThis.createImageBitmap = async (source: ImageBitmapSource) => {
        open++;
        await new Promise((done) => setTimeout(done, 100));
        const image = await decode(source);
        const close = image.close.bind(image);
        image.close = () => {
          open--;
          close();
        };
        return image;
      };
      const figure = document.querySelector('figure');
      const { mounts } = (globalThis as unknown as Record<symbol, { mounts: Map<string, () => void> }>)[
        Symbol.for('framescope.figures')
      ];
      const again = figure?.cloneNode(true) as HTMLElement;
      again.querySelector('.fs')?.parentElement?.remove();
      figure?.after(again);
      mounts.get('frameSlider')?.();
      const begun = open;
      again.dispatchEvent(new Event('framescope:remove'));
      await new Promise((done) => setTimeout(done, 600));
      return { begun, open };
    });
    expect(left.begun).toBeGreaterThan(0);
    expect(left.open).toBe(0);
    await view.page.close();
  });
});

describe('damaged pictures', () => {
  const chromium = useBrowser();

  test('leave the figure at work, and are said once on the console', async () => {
    const { 'text/html': html } = await widgets.frameSlider(flatFrames(30, 1)).toMimeBundle();
    const damaged = String(html).replace(/\$binary&quot;:&quot;[^&]+/g, '$$binary&quot;:&quot;UklGRg==');
    const view = await chromium.open([], { document: `<!doctype html><title>Damaged</title>${damaged}` });
    const range = view.page.getByRole('slider', { name: 'Frame of' });
    await range.press('ArrowRight');
    await range.press('ArrowRight');
    expect(await range.inputValue()).toBe('2');
    await expect.poll(() => view.faults.length).toBe(1);
    expect(view.faults[0]).toContain('pictures are damaged');
    await view.page.close();
  });
});

describe('what is missing, or not awaited', () => {
  const made = Object.entries(widgets).filter(([name]) => name in GALLERY && name !== 'livePlot' && name !== 'interact');

  test.each(made)('%s says so, in place of an error of the language', (_, make) => {
    const call = (given: unknown) => () => (make as (given: unknown) => unknown)(given);
    expect(call(undefined)).toThrow(InvalidInputError);
    expect(call(null)).toThrow(InvalidInputError);
    expect(call(Promise.resolve([]))).toThrow(InvalidInputError);
  });

  test('a part of a definition, or a control, is named with what it should be', () => {
    const define = defineFigure as (definition?: object) => unknown;
    expect(() => define()).toThrow(/defineFigure needs \{ kind/);
    expect(() => define({ kind: 'part', state: {}, text: () => '' })).toThrow(/the poster of part is missing/);
    expect(() => define({ kind: 'part', state: {}, text: () => '', poster: () => ({}) })).toThrow(
      /the client of part is missing/,
    );
    expect(() => interact(() => 1, { a: 5 as never })).toThrow(/a is no control.*control\.slider/);
  });

  test('a path in place of a video says how it is opened', () => {
    expect(() => widgets.videoPlayer('a.mp4' as never)).toThrow(/Open the file first: videoPlayer\(await openVideo/);
    expect(() => widgets.labelEditor('a.mp4' as never)).toThrow(/Open the file first: labelEditor\(await openVideo/);
  });
});
