import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { readFigureScripts } from '../../src/report/publish/figure-script.js';
import type { Figure } from '../../src/widgets/figure.js';
import { launchChromium } from '../chromium.js';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A page with figures on it, and what went wrong while it was open. */
export interface FigureView {
  readonly page: Page;
  /** Console errors, uncaught errors and network requests so far. */
  readonly faults: string[];
  /** Fails on any accessibility violation, console error or request, then closes the page. */
  close(): Promise<void>;
  screenshot(name: string): Promise<void>;
}

/** Chromium for the figures of a `describe`, from before its first test to after its last. */
export function useBrowser(): { readonly open: typeof openPage } {
  let launched: Awaited<ReturnType<typeof launchBrowser>> | undefined;
  beforeAll(async () => {
    launched = await launchBrowser();
  });
  afterAll(() => launched?.close());
  return {
    open: (...args) => {
      if (!launched) throw new Error('the browser opens pages within tests only');
      return launched.open(...args);
    },
  };
}

async function launchBrowser(): Promise<{ open: typeof openPage; close(): Promise<void> }> {
  const browser = await launchChromium();
  const folder = mkdtempSync(join(tmpdir(), 'framescope-figures-'));
  return {
    open: (figures, options) => openPage(figures, { ...options, browser, folder }),
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface OpenOptions extends BrowserContextOptions {
  readonly browser?: Browser;
  readonly folder?: string;
  /** What `<html data-theme>` says. Default: nothing, the system decides. */
  readonly theme?: 'light' | 'dark';
  /** Which script wakes the figures: their own, as in a notebook, or the page's, as in a report. Default the page's. */
  readonly script?: 'own' | 'page';
  readonly width?: number;
  /** A whole document to open in place of one with the figures. */
  readonly document?: string;
}

/** Whether every figure of the document has its model; runs there. */
function areAlive(): boolean {
  return [...document.querySelectorAll('figure[data-figure]')].every((figure) => 'framescope' in figure);
}

async function openPage(figures: readonly Figure[], options: OpenOptions = {}): Promise<FigureView> {
  const { browser, folder, theme, script = 'page', width = 800, document: whole, ...context } = options;
  if (!browser || !folder) throw new Error('launchBrowser first');
  const bundles = await Promise.all(figures.map((figure) => figure.toMimeBundle()));
  const html = bundles.map((bundle) => String(bundle['text/html'])).join('\n');
  const body =
    script === 'own'
      ? html
      : `${html.replace(/<script>[\s\S]*?<\/script>/g, '')}<script>${(await readFigureScripts())(html)?.loader ?? ''}</script>`;
  const file = join(folder, `${Math.random().toString(36).slice(2)}.html`);
  const style =
    'body{margin:16px;font-family:sans-serif;background:#fbfbfc}[data-theme=dark] body{background:#0e1013;color:#e9ebef}';
  writeFileSync(
    file,
    whole ??
      `<!doctype html><html lang="en"${theme ? ` data-theme="${theme}"` : ''}><meta charset="utf-8"><title>Figures</title><style>${style}</style><body><main><h1 style="font-size:18px">Figures</h1>${body}</main></body></html>`,
  );
  const page = await browser.newPage({ viewport: { width, height: 700 }, ...context });
  const faults: string[] = [];
  page.on('console', (message) => {
    // Reading pixels back is the tests' doing.
    const isOurs = /willReadFrequently/.test(message.text());
    if (!isOurs && (message.type() === 'error' || message.type() === 'warning')) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  // Scripts are unpacked after the page is there; a figure that cannot be shown is the test's concern.
  if (context.javaScriptEnabled !== false) await page.waitForFunction(areAlive, null, { timeout: 3000 }).catch(() => undefined);
  return {
    page,
    faults,
    close: async () => {
      await expectAccessible(page);
      await page.close();
      expect(faults).toEqual([]);
    },
    screenshot: async (name) => {
      const shots = process.env.FRAMESCOPE_SHOTS;
      if (!shots) return;
      const path = join(shots, `${name}.png`);
      mkdirSync(dirname(path), { recursive: true });
      await page.screenshot({ path, fullPage: true });
    },
  };
}

/** Fails with a line for each violation of any impact that axe-core finds, in the whole page or in what a selector names. */
export async function expectAccessible(page: Page, selector?: string): Promise<void> {
  // In the middle of a transition colours are neither those before nor those after it.
  await page.evaluate(async () => {
    const ended = Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    await Promise.race([ended, new Promise((done) => setTimeout(done, 1000))]);
  });
  await page.evaluate(readFileSync(axePath, 'utf8')); // not as a script element, which a page's own policy may forbid
  const violations = await page.evaluate(async (where) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          where: string | Document,
        ): Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(where ?? document);
    return violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0].html} ${nodes[0].failureSummary}`);
  }, selector);
  expect(violations).toEqual([]);
}
