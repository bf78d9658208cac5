import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../chromium.js';
import { expectAccessible } from '../widgets/browser.js';

// Chapter 1 as `npm start` runs it, with two steps of training, then its page in a real browser.

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'framescope-chapter-'));
const page = join(folder, '01.html');
let browser: Browser;

function framescope(...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], { cwd: folder, encoding: 'utf8' });
}

beforeAll(async () => {
  const short = ['epochs=1', 'stepsPerEpoch=2', 'stride=4', 'ascentSteps=3'].flatMap((parameter) => ['-p', parameter]);
  const ran = framescope('run', join(root, 'notebooks/01-counting-jumps.ipynb'), ...short, '--cwd', folder, '-o', '01.ipynb');
  expect(ran.stderr).not.toContain('failed');
  expect(ran.status).toBe(0);
  expect(framescope('publish', '01.ipynb', '-o', '.').status).toBe(0);
  browser = await launchChromium();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page, does something, and expects that nothing went wrong meanwhile. */
async function onPage(options: Parameters<Browser['newPage']>[0], act: (page: Page) => Promise<void>): Promise<void> {
  const opened = await browser.newPage(options);
  const faults: string[] = [];
  opened.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  opened.on('pageerror', (error) => faults.push(error.message));
  opened.on('request', (request) => {
    if (request.url() !== pathToFileURL(page).href && !/^(data|blob):/.test(request.url())) faults.push(request.url());
  });
  await opened.goto(pathToFileURL(page).href);
  await act(opened);
  await opened.close();
  expect(faults).toEqual([]);
}

describe('chapter 1', () => {
  test('runs without a word on stderr, and keeps the model and the GIF', () => {
    const { cells } = JSON.parse(readFileSync(join(folder, '01.ipynb'), 'utf8'));
    const outputs = cells.flatMap((cell: { outputs?: { output_type: string; name?: string }[] }) => cell.outputs ?? []);
    expect(outputs.filter(({ output_type: type }: { output_type: string }) => type === 'stream' || type === 'error')).toEqual([]);
    expect(readdirSync(join(folder, 'models')).sort()).toEqual(['filter-0.gif', 'gray.json', 'gray.safetensors']);
  });

  test('is a page of at most 8 MB with its seven figures alive', async () => {
    expect(statSync(page).size).toBeLessThan(8e6);
    await onPage({}, async (opened) => {
      const kinds = await opened.$$eval('figure.framescope-figure', (figures) =>
        figures.map((figure) => figure.getAttribute('data-figure')),
      );
      expect(kinds).toEqual([
        ...['videoPlayer', 'videoPlayer', 'frameSlider', 'livePlot', 'eventStrip', 'activationGrid', 'filterPlayer'],
      ]);
    });
  });

  test('carries its drawings, and plays its videos', async () => {
    await onPage({}, async (opened) => {
      for (const picture of await opened.locator('.text img').all())
        expect(await picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)).toBe(true);
      expect(await opened.locator('.text img').count()).toBe(2);
      const video = opened.locator('video').first();
      await expect
        .poll(() => video.evaluate((node: HTMLVideoElement) => node.readyState), { timeout: 20_000 })
        .toBeGreaterThan(0);
    });
  });

  test('its frame slider follows the keyboard, its filters play', async () => {
    await onPage({}, async (opened) => {
      const slider = opened.locator('figure[data-figure="frameSlider"] input[type="range"]').first();
      await slider.focus();
      const before = Number(await slider.inputValue());
      for (let i = 0; i < 3; i++) await opened.keyboard.press('ArrowRight');
      expect(Number(await slider.inputValue())).toBe(before + 3);
      const player = opened.locator('figure[data-figure="filterPlayer"]');
      await player.scrollIntoViewIfNeeded();
      const frame = () => player.locator('input[type="range"]').first().inputValue();
      const seen = new Set<string>();
      await expect.poll(async () => seen.add(await frame()).size, { timeout: 5000, interval: 30 }).toBeGreaterThanOrEqual(3);
    });
  });

  test.each(['light', 'dark'] as const)('has no accessibility violation in %s', async (colorScheme) => {
    await onPage({ colorScheme, bypassCSP: true }, expectAccessible);
  });

  test('shows a picture of every figure where scripts are off', async () => {
    await onPage({ javaScriptEnabled: false }, async (opened) => {
      for (const poster of await opened.locator('figure.framescope-figure img').all())
        expect(await poster.isVisible()).toBe(true);
    });
  });
});
