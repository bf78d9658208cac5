import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../chromium.js';
import { GALLERY } from '../widgets/gallery.js';
import { galleryModule } from './gallery-module.js';
import { labProblem, useJupyterLab } from './jupyter-lab.js';
import type { LabNotebook } from './lab-notebook.js';

const SETUP = `import { GALLERY } from './gallery';
const figures: Record<string, any> = {};
const show = async (kind: string) => (figures[kind] = await GALLERY[kind]());`;

/** What JupyterLab itself says where it knows no widgets and a kernel offers it one; nothing of ours is in it. */
const ABOUT_COMMS = /^Exception opening new comm|Object 'jupyter.widget' not found in registry/;

/** Milliseconds within which a reader sees something. */
const SOON = 2000;

interface Cell {
  source: string | string[];
  readonly outputs: readonly { readonly output_type: string; readonly data?: Readonly<Record<string, string | string[]>> }[];
}

describe.skipIf(labProblem)(`front ends without widgets, network, trust or scripts${labProblem ?? ''}`, () => {
  const lab = useJupyterLab();
  const kinds = Object.keys(GALLERY);

  beforeAll(async () => {
    for (const [name, content] of Object.entries(await galleryModule())) lab.write(name, content);
  });

  /** A cell's figure, in sight. */
  const figureOf = async (notebook: LabNotebook, kind: string): Promise<Locator> => {
    const index = 1 + kinds.indexOf(kind);
    await notebook.select(index);
    const figure = notebook.output(index).locator('figure').first();
    await figure.waitFor({ timeout: SOON });
    return figure;
  };
  /** Its picture, or what took the picture's place. */
  const somethingIn = (figure: Locator): Locator => figure.locator('.framescope-poster:visible, .fs:visible').first();
  const saved = (name: string): { cells: Cell[]; metadata: object } => JSON.parse(readFileSync(join(lab.course, name), 'utf8'));

  test('without widgets in the front end every figure stands and works by itself; what code sets is shown anew', async () => {
    lab.disableExtensions('@jupyter-widgets/jupyterlab-manager', 'anywidget');
    const notebook = await lab.notebook([SETUP, ...kinds.map((kind) => `await show('${kind}')`)], 'gallery.ipynb');
    await notebook.page.emulateMedia({ reducedMotion: 'reduce' });
    await notebook.command('notebook:run-all-cells');
    await notebook.ended(kinds.length, 120_000);
    for (const kind of kinds) {
      const figure = await figureOf(notebook, kind);
      await somethingIn(figure).waitFor({ timeout: SOON });
      await figure.and(notebook.page.locator('[data-mounted]')).waitFor();
      expect(await figure.getByText('Detached').count()).toBe(0);
    }
    const slider = (await figureOf(notebook, 'frameSlider')).getByRole('slider').first();
    await slider.press('End');
    expect(await slider.getAttribute('aria-valuetext')).toContain('frame 119');
    await notebook.ask(`figures.frameSlider.set('frame', 30); console.log(true)`);
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain('frame 30');
    expect(await notebook.page.getByText(/model not found|Error displaying widget/i).count()).toBe(0);
    expect(await notebook.openModels()).toBe(0);
    await notebook.command('docmanager:save');
    expect(notebook.faults.splice(0).filter((fault) => !ABOUT_COMMS.test(fault.replace(/^Error: /, '')))).toEqual([]);
    await notebook.close();
    lab.disableExtensions();
  }, 180_000);

  test('clients that show text alone have a line for every kind', () => {
    const { cells } = saved('gallery.ipynb');
    for (const { source, outputs } of cells.slice(1)) {
      const [{ data = {} }] = outputs;
      const words = [data['text/plain']].flat().join('');
      expect(Object.keys(data).sort()).toEqual(['image/png', 'text/html', 'text/plain']);
      expect(words, String(source)).toMatch(/^[^<>]{10,600}$/);
      expect(words, String(source)).not.toMatch(/undefined|NaN|\[object|Figure \{/);
    }
  });

  test('a saved notebook that nobody trusts shows every picture, and runs nothing', async () => {
    const stranger = saved('gallery.ipynb');
    stranger.cells[0].source = '// by somebody else';
    lab.write('stranger.ipynb', JSON.stringify(stranger));
    const notebook = await lab.open('stranger.ipynb');
    for (const kind of kinds) {
      const output = notebook.output(1 + kinds.indexOf(kind));
      await notebook.select(1 + kinds.indexOf(kind));
      const picture = output.locator('img').first();
      await picture.waitFor({ timeout: SOON });
      expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth), kind).toBeGreaterThan(40);
      expect(await output.locator('script, .fs').count()).toBe(0);
    }
    await notebook.screenshot('untrusted');
    await notebook.close();
  }, 120_000);

  test('as nbconvert exports it: alive with scripts, its pictures without, with no network', async () => {
    await lab.python('nbconvert', '--to', 'html', 'gallery.ipynb');
    const address = pathToFileURL(join(lab.course, 'gallery.html')).href;
    const browser = await launchChromium();
    const open = async (javaScriptEnabled: boolean): Promise<{ page: Page; faults: string[] }> => {
      const page = await browser.newPage({ javaScriptEnabled });
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (message) => {
        // nbconvert's own page asks for libraries of its own from the network.
        if (message.type() === 'error' && !/net::ERR/.test(message.text())) faults.push(message.text());
      });
      await page.route(/^https?:/, (route) => route.abort());
      await page.goto(address, { waitUntil: 'domcontentloaded' });
      return { page, faults };
    };
    const still = await open(false);
    const kindsWith = async (page: Page, selector: string): Promise<string[]> => {
      const figures = page.locator(`main figure:has(> ${selector})`);
      const found = await figures.evaluateAll((all) => all.map((figure) => (figure as HTMLElement).dataset.figure ?? ''));
      return [...new Set(found)].sort();
    };
    const all = kinds.toSorted();
    await expect.poll(() => kindsWith(still.page, '.framescope-poster'), { timeout: SOON }).toEqual(all);
    expect(await still.page.locator('.framescope-poster:visible').count()).toBeGreaterThanOrEqual(kinds.length);
    const alive = await open(true);
    await expect.poll(() => kindsWith(alive.page, 'div .fs'), { timeout: 20_000 }).toEqual(all);
    const slider = alive.page.locator('figure[data-figure=frameSlider]').getByRole('slider').first();
    await slider.press('Home');
    await slider.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toContain('frame 1,');
    expect([...still.faults, ...alive.faults].filter((fault) => !/require|MathJax|jQuery|mermaid/i.test(fault))).toEqual([]);
    await browser.close();
  }, 120_000);
});
