import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadEvents } from '../../src/lib/data/events.js';
import { loadLabels } from '../../src/lib/data/load-labels.js';
import { sampleData } from '../../src/lib/data/video-folder.js';
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
  test('runs without a word on stderr, and keeps the model, the GIF and the labels', () => {
    const { cells } = JSON.parse(readFileSync(join(folder, '01.ipynb'), 'utf8'));
    const outputs = cells.flatMap((cell: { outputs?: { output_type: string; name?: string }[] }) => cell.outputs ?? []);
    expect(outputs.filter(({ output_type: type }: { output_type: string }) => type === 'stream' || type === 'error')).toEqual([]);
    expect(readdirSync(join(folder, 'models')).sort()).toEqual(['filter-0.gif', 'gray.json', 'gray.safetensors']);
    expect(readdirSync(join(folder, 'labels'))).toEqual(['jumper-9.npy']); // nobody has corrected anything
  });

  test('is a page of at most 8 MB with its figures alive', async () => {
    expect(statSync(page).size).toBeLessThan(8e6);
    await onPage({}, async (opened) => {
      const kinds = await opened.$$eval('.output > figure.framescope-figure', (figures) =>
        figures.map((figure) => figure.getAttribute('data-figure')),
      );
      expect(kinds).toEqual([
        ...['videoPlayer', 'videoPlayer', 'frameSlider', 'livePlot', 'historyPlot', 'frameSlider', 'eventStrip'],
        ...['confusionMatrix', 'interact', 'labelEditor', 'activationGrid', 'filterPlayer'],
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
      const frame = () => player.getByRole('slider', { name: 'Frame', exact: true }).inputValue();
      const seen = new Set<string>();
      await expect.poll(async () => seen.add(await frame()).size, { timeout: 5000, interval: 30 }).toBeGreaterThanOrEqual(3);
    });
  });

  test('a mark on the strip brings its frame to the linked slider', async () => {
    await onPage({}, async (opened) => {
      const strip = opened.locator('.output > figure[data-figure="eventStrip"] [role=slider]');
      await strip.focus();
      await opened.keyboard.press('Home');
      const [first] = await loadEvents(sampleData('jump-rope').file('jumper-9.npy'));
      const slider = opened.locator('figure[data-figure="frameSlider"] input[type="range"]').nth(1);
      await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(0);
      expect(Number(await slider.inputValue())).toBeLessThanOrEqual(first);
    });
  });

  test('another threshold counts otherwise, without a kernel', async () => {
    await onPage({}, async (opened) => {
      const tried = opened.locator('figure[data-figure="interact"]').first();
      const title = tried.locator('figure[data-figure="eventStrip"] .fs-title');
      const slider = tried.locator('input[type="range"]');
      const counted = async (key: string): Promise<number> => {
        await slider.focus();
        await opened.keyboard.press(key);
        await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain(key === 'Home' ? '0.1' : '1');
        return Number(/predicted (\d+)/.exec(await title.innerText())?.[1]);
      };
      await tried.scrollIntoViewIfNeeded();
      const [most, fewest] = [await counted('Home'), await counted('End')];
      expect(most).toBeGreaterThan(fewest);
    });
  });

  test('the network’s events are corrected by keys, the least certain first, and can be downloaded', async () => {
    await onPage({}, async (opened) => {
      const editor = opened.getByRole('group', { name: /^Labels of/ });
      const left = async (): Promise<number> => Number(/(\d+) to check/.exec(await editor.innerText())?.[1] ?? 0);
      await editor.locator('canvas[data-frame="0"]').waitFor();
      await editor.focus();
      const before = await left();
      expect(before).toBeGreaterThan(1);
      for (const key of ['u', 'c', '.', 'c', 'Backspace']) await opened.keyboard.press(key);
      expect(await left()).toBe(before - 3);
      const [download] = await Promise.all([opened.waitForEvent('download'), editor.getByLabel('Download').selectOption('json')]);
      const path = join(folder, 'corrected.json');
      await download.saveAs(path);
      const { events } = await loadLabels(path, { video: 'jumper-9' });
      expect(events.filter(({ source }) => source === 'person')).toHaveLength(2);
      expect(events).toHaveLength(before - 1);
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
