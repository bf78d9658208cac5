import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publish } from '../../src/cli/publish.js';
import { writeNotebook } from '../../src/report/notebook.js';
import { publish as publishNotebooks } from '../../src/report/publish/publish.js';
import { launchChromium } from '../chromium.js';
import { code, everythingNotebook, notebook, result, text } from './published-notebook.js';

const folder = mkdtempSync(join(tmpdir(), 'framescope-publish-'));
const source = join(folder, 'everything.ipynb');
const out = join(folder, 'reports');
const file = join(out, 'everything.html');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;

beforeAll(async () => {
  await writeNotebook(source, await everythingNotebook());
  await publishNotebooks([{ path: source }], { out, list: false, command: 'framescope publish everything.ipynb' });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the file', () => {
  test('loads nothing: no address but of links, and a policy that forbids the network', () => {
    const html = readFileSync(file, 'utf8');
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? '';
    for (const rule of ["default-src 'none'", "base-uri 'none'", "form-action 'none'", 'img-src data: blob:'])
      expect(policy).toContain(rule);
    expect(policy).toMatch(/script-src( 'sha256-[A-Za-z0-9+/=]{44}')+;/);
    expect(policy).not.toMatch(/https?:|\*/);
    const markup = html.replace(/<script>[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/g, '');
    expect(markup.match(/\b(src|srcset|poster|data|action)="(?!data:)[^"]*"/g)).toBeNull();
    expect(markup.match(/<(link|iframe|object|embed|base)\b[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
  });

  test('says what it is to search engines and previews, and how it came to be', () => {
    const html = readFileSync(file, 'utf8');
    const head = html.slice(0, html.indexOf('<style>'));
    expect(head).toContain('<title>A network learns to see a jump</title>');
    expect(head).toContain('<meta property="og:title" content="A network learns to see a jump">');
    expect(head).toMatch(/<meta name="description" content="We show a small network four frames at a time [^"]{20,160}">/);
    const footer = /<footer[\s\S]*<\/footer>/.exec(html)?.[0] ?? '';
    for (const fact of [
      'TypeScript (framescope)',
      'TensorFlow 2.18.0',
      'the cells took 13 s',
      'framescope publish everything.ipynb',
    ]) {
      expect(footer).toContain(fact);
    }
  });

  test('carries the figures’ script once, and only where there is a figure', async () => {
    const page = JSON.parse(readFileSync(new URL('../../dist/widgets/client/page.json', import.meta.url), 'utf8')) as {
      modules: Record<string, string>;
    };
    const scripts = [...readFileSync(file, 'utf8').matchAll(/\["text\/javascript","([\w+/=]+)"\]/g)];
    const source = scripts.map(([, packed]) => gunzipSync(Buffer.from(packed, 'base64')).toString());
    expect(source).toHaveLength(1);
    const counts = ['client/mount', 'client/figures/frame-slider', 'client/figures/flow-field', 'drawing/axes'].map(
      (name) => source[0].split(page.modules[`src/widgets/${name}.ts`]).length - 1,
    );
    expect(counts).toEqual([1, 1, 0, 0]);
    const plain = join(folder, 'plain.ipynb');
    await writeNotebook(plain, notebook([text('# Plain'), code(1, '1 + 1', [result(1, { 'text/plain': '2' })])]));
    const [written] = await publishNotebooks([{ path: plain }], { out, list: false, command: '' });
    expect(readFileSync(written.file, 'utf8')).not.toContain('DecompressionStream');
    expect(written.bytes).toBeLessThan(30_000);
  });

  test('keeps to the notebook’s own folder when it takes pictures in', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    writeFileSync(join(folder, 'secret.png'), 'secret');
    writeFileSync(join(inner, 'own.png'), 'own');
    const path = join(inner, 'pictures.ipynb');
    await writeNotebook(path, notebook([text('# P\n\n![own](own.png) ![other](../secret.png)')]));
    const [page] = await publishNotebooks([{ path }], { out, list: false, command: '' });
    const html = readFileSync(page.file, 'utf8');
    expect(html).toContain(Buffer.from('own').toString('base64'));
    expect(html).not.toContain(Buffer.from('secret').toString('base64'));
    expect(html).toContain('<em>other</em>');
  });

  test('with trust keeps the notebook’s own scripts, still without a network', async () => {
    const path = join(folder, 'trusted.ipynb');
    const html = '<p id="mine">before</p><script>document.getElementById("mine").textContent = "after"</script>';
    await writeNotebook(path, notebook([text('# T'), code(1, 'x', [result(1, { 'text/html': html })])]));
    const [page] = await publishNotebooks([{ path }], { out, list: false, trust: true, command: '' });
    expect(readFileSync(page.file, 'utf8')).toContain("default-src 'none'");
    const view = await open(page.file);
    expect(await view.page.textContent('#mine')).toBe('after');
    await view.close();
  });
});

describe('in a browser', () => {
  test('J6, J8: a saved notebook’s figures are alive in its page with nothing to enable and nothing to load', async () => {
    const view = await open(file);
    await view.page.waitForSelector('figure[data-figure=frameSlider][data-mounted]');
    expect(await view.page.locator('figure[data-mounted]').count()).toBe(2);
    expect(await view.page.locator('.framescope-poster:visible').count()).toBe(0);
    expect(view.requests).toEqual([pathToFileURL(file).href]);
    await view.close();
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 400],
    ['dark', 400],
  ] as const)('has no accessibility violation and no sideways scrolling, %s, %i wide', async (colorScheme, width) => {
    const view = await open(file, { colorScheme, viewport: { width, height: 800 } });
    await view.page.waitForSelector('figure[data-mounted]');
    expect(await violations(view.page)).toEqual([]);
    expect(await view.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await view.close();
  });

  test('the theme follows the system until the reader says otherwise, and is remembered', async () => {
    const context = await browser.newContext({ colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.getByRole('button', { name: 'Use the light theme' }).click();
    expect(await page.getAttribute('html', 'data-theme')).toBe('light');
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    expect(await background()).toBe(light);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  test('code folds cell by cell with the keyboard, and all at once', async () => {
    const view = await open(file);
    const shown = () => view.page.locator('details.code[open]').count();
    const all = await view.page.locator('details.code').count();
    expect(await shown()).toBe(all);
    await view.page.locator('details.code > summary').first().focus();
    await view.page.keyboard.press('Enter');
    expect(await shown()).toBe(all - 1);
    await view.page.getByRole('button', { name: 'Hide all code' }).click();
    expect(await shown()).toBe(0);
    expect(await violations(view.page)).toEqual([]);
    await view.page.getByRole('button', { name: 'Show all code' }).click();
    expect(await shown()).toBe(all);
    await view.close();
  });

  test('the first key press offers to skip to the text; contents lead to headings; what scrolls can be reached', async () => {
    const view = await open(file, { viewport: { width: 1280, height: 800 } });
    await view.page.keyboard.press('Tab');
    expect(await view.page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the text');
    await view.page.getByRole('navigation').getByRole('link', { name: 'The loss' }).click();
    expect(new URL(view.page.url()).hash).toBe('#the-loss');
    expect(await view.page.locator('details.code pre[tabindex="0"]').count()).toBe(1);
    await view.close();
  });

  test('on paper the figures stand as they are, on white, and nothing that is there to be clicked', async () => {
    const view = await open(file, { colorScheme: 'dark' });
    await view.page.waitForSelector('figure[data-mounted]');
    await view.page.emulateMedia({ media: 'print' });
    expect(await view.page.locator('.framescope-poster:visible').count()).toBe(0);
    expect(await view.page.locator('figure .fs:visible').count()).toBe(2);
    expect(await view.page.locator('button:visible, nav:visible, summary:visible').count()).toBe(0);
    expect(await view.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    await view.close();
  });

  test('without scripts the posters are shown, and no button that would do nothing', async () => {
    const view = await open(file, { javaScriptEnabled: false });
    expect(await view.page.locator('.framescope-poster:visible').count()).toBe(2);
    expect(await view.page.locator('header button:visible').count()).toBe(0);
    expect(await view.page.locator('details.code[open] pre:visible').count()).toBe(5);
    await view.close();
  });
});

describe('the command', () => {
  test('writes a page for each notebook of a folder and a list of them, and nothing elsewhere', async () => {
    const books = join(folder, 'books');
    await writeNotebook(join(books, 'b.ipynb'), notebook([text('# Second\n\nAnd more.')]));
    await writeNotebook(join(books, 'a.ipynb'), notebook([text('# First\n\nWhat it is about.')]));
    const pages = join(folder, 'pages');
    expect(await publish.run([books, '-o', pages])).toBe(0);
    expect(readdirSync(pages).sort()).toEqual(['a.html', 'b.html', 'index.html']);
    expect(readdirSync(books).sort()).toEqual(['a.ipynb', 'b.ipynb']);
    const view = await open(join(pages, 'index.html'));
    expect(await view.page.locator('main a').allTextContents()).toEqual(['First', 'Second']);
    expect(await violations(view.page)).toEqual([]);
    await view.page.getByRole('link', { name: 'First' }).click();
    expect(await view.page.title()).toBe('First');
    await view.close();
  });

  test('says what is wrong', async () => {
    await expect(publish.run([])).rejects.toThrow('needs a notebook');
    await expect(publish.run(['--frames', source])).rejects.toThrow('--frames');
    await expect(publish.run([join(folder, 'everythin.ipynb'), '-o', out])).rejects.toThrow(
      /Nearest names there: everything\.ipynb/,
    );
  });
});

interface View {
  readonly page: Page;
  readonly requests: string[];
  /** Fails on console errors and uncaught ones. */
  close(): Promise<void>;
}

async function open(path: string, options: BrowserContextOptions = {}): Promise<View> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(pathToFileURL(path).href);
  return {
    page,
    requests,
    close: async () => {
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}

/** A line for each violation that axe-core finds, whatever its impact. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Found = { violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] };
    const found = await (globalThis as unknown as { axe: { run(): Promise<Found> } }).axe.run();
    return found.violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0].html} ${nodes[0].failureSummary}`);
  });
}
