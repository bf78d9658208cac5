import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectAccessible } from '../widgets/browser.js';
import { GALLERY } from '../widgets/gallery.js';
import { expectPicture, NO_PICTURE } from '../widgets/picture.js';
import { galleryModule } from './gallery-module.js';
import { labProblem, useJupyterLab } from './jupyter-lab.js';
import type { LabNotebook } from './lab-notebook.js';

/** What a reader does with a figure, which value the kernel hears of, and what code sets it to afterwards. */
interface Exchange {
  readonly gesture: (figure: Locator) => Promise<unknown>;
  readonly value: string;
  readonly heard: unknown;
  readonly set: unknown;
}

const press =
  (key: string, role: 'slider' | 'application' | 'group' = 'slider', name?: string | RegExp) =>
  (figure: Locator): Promise<void> =>
    figure.getByRole(role, { name }).first().press(key);
const click =
  (name: string) =>
  (figure: Locator): Promise<void> =>
    figure.getByRole('button', { name, exact: true }).click();

const EXCHANGES: Readonly<Record<string, Exchange>> = {
  frameSlider: { gesture: press('End'), value: 'frame', heard: 119, set: 30 },
  eventStrip: { gesture: press('Home'), value: 'frame', heard: 7, set: 22 },
  livePlot: { gesture: press('Home'), value: 'epoch', heard: 0, set: 3 },
  activationGrid: { gesture: press('End', 'slider', 'Time slice'), value: 'slice', heard: 3, set: 0 },
  filterPlayer: { gesture: click('ping-pong'), value: 'pingPong', heard: false, set: true },
  clipGallery: { gesture: (figure) => figure.locator('.fs-tile').nth(2).press('Enter'), value: 'clip', heard: 2, set: 1 },
  interact: { gesture: press('ArrowRight'), value: 'values', heard: { frames: 20 }, set: { frames: 30 } },
  volume: { gesture: press('Home', 'slider', 'Opacity'), value: 'opacity', heard: 0, set: 0.5 },
  flowField: { gesture: press('End', 'slider', 'Field'), value: 'field', heard: 1, set: 0 },
  historyPlot: { gesture: press('End'), value: 'epoch', heard: 29, set: 3 },
  confusionMatrix: { gesture: click('row shares in %'), value: 'show', heard: 'shares', set: 'counts' },
  classReport: { gesture: click('Precision'), value: 'sort', heard: 'precision', set: 'recall' },
  topK: { gesture: press('End'), value: 'frame', heard: 29, set: 3 },
  labelSmoothing: { gesture: press('Home', 'slider', /queue/i), value: 'queue', heard: 1, set: 4 },
  probabilityLine: { gesture: press('End', 'slider', 'Threshold'), value: 'threshold', heard: 1, set: 0.5 },
  barChart: { gesture: press('End'), value: 'bar', heard: 2, set: 0 },
  labelEditor: {
    gesture: press('ArrowRight', 'group', /^Labels of/),
    value: 'frame',
    heard: 1,
    set: 12,
  },
};

/** Kinds whose values a reader does not change: code does. */
const SET_ONLY: Readonly<Record<string, { readonly value: string; readonly set: unknown }>> = {
  framePair: { value: 'title', set: 'Two frames' },
  videoPlayer: { value: 'title', set: 'A rope' },
};

const SETUP = `import { GALLERY } from './gallery';
const figures: Record<string, any> = {};
const show = async (kind: string) => (figures[kind] = await GALLERY[kind]());`;

describe.skipIf(labProblem)(`the gallery in JupyterLab${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();
  const kinds = Object.keys(GALLERY);
  /** The value of each kind that was exchanged. */
  const touched = new Map<string, string>();
  let notebook: LabNotebook;

  beforeAll(async () => {
    for (const [name, content] of Object.entries(await galleryModule())) lab.write(name, content);
    notebook = await lab.notebook([SETUP, ...kinds.map((kind) => `await show('${kind}')`)]);
    await notebook.page.setViewportSize({ width: 1280, height: 1700 });
    await notebook.page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    await notebook.command('notebook:run-all-cells');
    await notebook.ended(kinds.length, 120_000);
  }, 300_000);
  afterAll(() => notebook?.close());

  const figureOf = (kind: string): Locator =>
    notebook
      .output(1 + kinds.indexOf(kind))
      .locator('figure[data-mounted]')
      .first();
  const inPage = (kind: string, name: string): Promise<unknown> =>
    figureOf(kind).evaluate(
      (figure, key) => (figure as HTMLElement & { framescope?: { get(name: string): unknown } }).framescope?.get(key),
      name,
    );
  const inKernel = (kind: string, name: string): Promise<unknown> =>
    notebook.ask(`console.log(JSON.stringify(figures.${kind}.get('${name}')))`);

  test('the table has every kind', () => {
    expect([...Object.keys(EXCHANGES), ...Object.keys(SET_ONLY)].sort()).toEqual(kinds.toSorted());
  });

  test.each(kinds)('%s is drawn as in the page, accessible, and alive both ways', async (kind) => {
    await notebook.select(1 + kinds.indexOf(kind));
    const figure = figureOf(kind);
    await figure.waitFor({ timeout: 20_000 });
    await figure.evaluate((element) => {
      element.style.cssText = 'width:768px;margin:0';
    });
    await notebook.screenshot(`lab-gallery-${kind}`);
    if (!NO_PICTURE.includes(kind)) {
      const look = async (): Promise<void> =>
        expectPicture(`${kind}-light-800`, await figure.locator('.fs').first().screenshot({ animations: 'disabled' }));
      await vi.waitFor(look, { timeout: 5000, interval: 250 });
    }
    await figure.evaluate((element, name) => element.setAttribute('data-look', name), kind);
    await expectAccessible(notebook.page, `[data-look=${kind}]`);
    const exchange = EXCHANGES[kind];
    if (exchange) {
      await exchange.gesture(figure);
      await expect.poll(() => inKernel(kind, exchange.value)).toEqual(exchange.heard);
    }
    const { value, set } = exchange ?? SET_ONLY[kind];
    await notebook.ask(`figures.${kind}.set('${value}', ${JSON.stringify(set)}); console.log(true)`);
    await expect.poll(() => inPage(kind, value)).toEqual(set);
    touched.set(kind, value);
    await notebook.page.keyboard.press('Escape'); // what a gesture has opened
    expect(notebook.faults.splice(0)).toEqual([]);
  });

  test('the kernel tells a pixel of frameSlider as it is in the frame, not in the compressed picture', async () => {
    await notebook.select(1 + kinds.indexOf('frameSlider'));
    const figure = figureOf('frameSlider');
    await figure.locator('.fs-view').hover();
    await expect.poll(() => figure.locator('.fs').textContent()).toMatch(/x \d+, y \d+: (gray|r g b) \d/);
  });

  test('after the page is loaded anew, every figure has its last state', async () => {
    await notebook.command('docmanager:save');
    await notebook.reload();
    for (const [kind, value] of touched) {
      const last = await inKernel(kind, value);
      await notebook.select(1 + kinds.indexOf(kind));
      await expect.poll(() => inPage(kind, value), { message: kind, timeout: 10_000 }).toEqual(last);
    }
  });
});
