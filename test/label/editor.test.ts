import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serveLabelEditor } from '../../src/label/server.js';
import { encodeShown, shownSize } from '../../src/label/shown-frames.js';
import { loadLabels } from '../../src/lib/data/load-labels.js';
import { saveEvents } from '../../src/lib/data/save-events.js';
import { sampleData } from '../../src/lib/data/video-folder.js';
import { openVideo } from '../../src/lib/video/video.js';
import { launchChromium } from '../chromium.js';
import { expectAccessible } from '../widgets/browser.js';

const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const data = sampleData('jump-rope');
let browser: Browser;
let context: BrowserContext;
let page: Page;
let folder: string;
let faults: string[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-label-'));
  mkdirSync(join(folder, 'videos'));
  for (const name of ['jumper-1', 'jumper-2']) copyFileSync(data.file(`${name}.mp4`), join(folder, 'videos', `${name}.mp4`));
  context = await browser.newContext({ viewport: { width: 900, height: 900 } });
  faults = [];
  page = await opened();
});
afterEach(async () => {
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<Page> {
  const made = await context.newPage();
  made.on('pageerror', (error) => faults.push(error.message));
  return made;
}

/** Starts the command, as a user would; gives its address. */
async function start(
  port?: string,
): Promise<{ url: string; process: ChildProcess; ended: Promise<number | null>; said: () => string }> {
  const args = [command, 'label', folder, '--no-browser', ...(port ? ['--port', port] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  for (let i = 0; !/http\S+/.test(said); i++) {
    if (i > 600 || child.exitCode !== null) throw new Error(`never gave an address, but:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: /http\S+/.exec(said)?.[0] ?? '', process: child, ended, said: () => said };
}

const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const frameShown = (): Promise<number> => page.locator('.fs-labelstage canvas').getAttribute('data-frame').then(Number);
const untilFrame = (frame: number): Promise<unknown> => page.waitForSelector(`canvas[data-frame="${frame}"]`);
const said = (): Promise<string> => page.locator('.fs-say').innerText();
const status = (text: string): Promise<void> => page.locator('.fs-status', { hasText: text }).waitFor();
const countShown = async (): Promise<number> => Number(await page.locator('.fs-count').textContent());
const framesIn = async (file: string): Promise<number[]> =>
  (await loadLabels(join(folder, 'annotations', file))).events.map(({ frame }) => frame);

/** Digest of the pixels that a page paints of a picture: of its canvas, or of a JPEG drawn in the same way. */
async function pixels(jpeg?: Buffer): Promise<string> {
  return page.evaluate(async (base64) => {
    const canvas = document.querySelector<HTMLCanvasElement>('.fs-labelstage canvas');
    if (!canvas) throw new Error('no picture');
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const surface = copy.getContext('2d');
    const bytes = base64 === undefined ? [] : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    surface?.drawImage(
      base64 === undefined ? canvas : await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>])),
      0,
      0,
    );
    const drawn = surface?.getImageData(0, 0, copy.width, copy.height).data ?? new Uint8ClampedArray();
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', drawn))].join();
  }, jpeg?.toString('base64'));
}

describe('framescope label', () => {
  test('J10 J11 J13: a video is labelled by keys, corrected, saved, and the next one comes', async () => {
    const server = await start();
    await page.goto(server.url);
    await untilFrame(0);
    // Playing shows one frame after the other at 10 a second, and a tap meets the frame shown.
    const begun = Date.now();
    await press('Space');
    await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('canvas[data-frame]')?.dataset.frame) >= 12);
    const seconds = (Date.now() - begun) / 1000;
    expect(seconds).toBeGreaterThan(1.1);
    await press('s', 'Space');
    const [, tapped] = /event at frame (\d+) · 1 event$/.exec(await said()) ?? [];
    expect(Number(tapped)).toBeGreaterThanOrEqual(12);
    expect((await frameShown()) - Number(tapped)).toBeLessThanOrEqual(2);
    // Stepping, tapping, refusing a second event on a frame, undo and redo.
    await press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'ArrowLeft', 's');
    await untilFrame(29);
    await press('Enter');
    expect(await said()).toContain('frame 29 has an event already');
    await press('Shift+ArrowRight', 's', 'ArrowRight', 'ArrowRight', 's', 'Control+z', 'Control+z', 'Control+y');
    expect(await countShown()).toBe(3);
    expect(await said()).toBe('done again at frame 39 · 3 events');
    // Going from event to event, nudging, deleting.
    await press('[');
    expect(await said()).toMatch(/^event 2 of 3, frame 29, 0:00\.\d{3}$/);
    await press(',', ',', '.');
    await untilFrame(28);
    await press('[', 'Backspace');
    expect(await said()).toBe(`event at frame ${tapped} deleted · 2 events`);
    await status('saved in jumper-1.json');
    expect(await framesIn('jumper-1.json')).toEqual([28, 39]);
    // What is shown is what the decoder counts as this frame.
    const video = await openVideo(join(folder, 'videos/jumper-1.mp4'));
    await press(']', 'ArrowRight');
    await untilFrame(29);
    for await (const frame of video.stream({ start: 29, end: 30, size: shownSize(video), color: 'rgb' })) {
      expect(await pixels()).toBe(await pixels(await encodeShown(frame)));
    }
    await press('q');
    await page.waitForFunction(() => document.title.startsWith('jumper-2'));
    expect(await page.locator('select').first().locator('option').allTextContents()).toEqual([
      'jumper-1 · 2 events',
      'jumper-2 · no labels yet',
    ]);
    server.process.kill('SIGINT');
    expect(await server.ended).toBe(0);
    expect(server.said()).toContain('All labels are saved.');
    expect(faults).toEqual([]);
  });

  test('kill -9 loses no tap: neither those the server had confirmed nor those it never saw', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    await page.goto(server.url);
    await untilFrame(0);
    await press('ArrowRight', 's', 'ArrowRight', 'ArrowRight', 's');
    await page.waitForFunction(() => /^(kept|saved)/.test(document.querySelector('.fs-status')?.textContent ?? ''));
    server.process.kill('SIGKILL');
    await server.ended;
    await press('ArrowRight', 's', 'ArrowRight', 's');
    await status('the server is gone: start framescope label again. 2 not yet sent; this browser keeps them.');
    await page.close();
    const again = await start(port);
    // What was confirmed is in the label file before any page is there.
    expect(await framesIn('jumper-1.json')).toEqual([1, 3]);
    page = await opened();
    await page.goto(`${again.url}#jumper-1`);
    await untilFrame(0);
    expect(await page.locator('.fs-notice').textContent()).toContain('2 changes that this browser had kept are put in again.');
    expect(await countShown()).toBe(4);
    await status('saved in jumper-1.json');
    expect(await framesIn('jumper-1.json')).toEqual([1, 3, 4, 5]);
    await press('Control+z', 'Control+z', 'Control+z'); // back into what was before the crash
    await status('saved in jumper-1.json');
    await expect.poll(() => framesIn('jumper-1.json')).toEqual([1]);
    again.process.kill('SIGTERM');
    expect(await again.ended).toBe(0);
    expect(faults).toEqual([]);
  });

  test('wrong use is told in words', async () => {
    const call = async (...args: string[]): Promise<string> => {
      const child = spawn(process.execPath, [command, 'label', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      let text = '';
      child.stderr.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      return `${await new Promise((resolve) => child.on('close', resolve))} ${text}`;
    };
    expect(await call()).toMatch(/^2 framescope label takes one folder of videos\./);
    expect(await call(folder, '--format', 'xml')).toMatch(/^2 --format must be json, npy or csv, not 'xml'/);
    expect(await call(join(folder, 'nowhere'))).toMatch(/^1 this folder is not there/);
  });
});

describe('the editor', () => {
  let server: Awaited<ReturnType<typeof serveLabelEditor>>;
  beforeEach(async () => {
    mkdirSync(join(folder, 'annotations'));
    await saveEvents(join(folder, 'annotations/jumper-1.npy'), [10, 20, 30, 40]);
    server = await serveLabelEditor(folder);
    await page.goto(`${server.url}#jumper-1`);
    await untilFrame(0);
  });
  afterEach(async () => {
    await server.close();
    expect(faults).toEqual([]);
  });
  const openFile = (name: string, content: string): Promise<void> =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });

  test('J13: opens what is there, keeps it as a .bak, and a second tab may only look until it takes over', async () => {
    expect(await countShown()).toBe(4);
    await press('s');
    await status('saved in jumper-1.npy');
    expect(await framesIn('jumper-1.npy')).toEqual([0, 10, 20, 30, 40]);
    expect(existsSync(join(folder, 'annotations/jumper-1.npy.bak'))).toBe(true);
    const first = page;
    page = await opened();
    await page.goto(`${server.url}#jumper-1`);
    await untilFrame(0);
    await status('This video is open in another tab');
    await press('ArrowRight', 's');
    expect(await said()).toContain('This video is open in another tab');
    await page.getByRole('button', { name: 'Edit here instead' }).click();
    await status('saved in');
    await untilFrame(0);
    await press('ArrowRight', 's');
    await status('saved in jumper-1.npy');
    await expect.poll(() => framesIn('jumper-1.npy')).toEqual([0, 1, 10, 20, 30, 40]);
    await first.locator('.fs-status', { hasText: 'changed in another tab' }).waitFor();
  });

  test("a model's predictions are corrected from the least certain on; a second annotator is compared and merged", async () => {
    const predictions = [
      { frame: 15, confidence: 0.9 },
      { frame: 25, confidence: 0.55 },
      { frame: 30, confidence: 0.99 },
      { frame: 51, confidence: 0.7 },
    ];
    await openFile('model.json', JSON.stringify({ events: predictions }));
    await page.getByText('model.json holds 4 events. What are they?').waitFor();
    await page.getByRole('button', { name: 'Correct them' }).click();
    expect(await said()).toMatch(/frame 25, .*by a model, 55 % sure/);
    await press('c');
    expect(await said()).toMatch(/^event at frame 25 confirmed · 7 events\. event 7 of 7, frame 51, .*by a model, 70 % sure/);
    await press('.', 'u', 'Backspace');
    expect(await said()).toMatch(/^event at frame 15 deleted · 6 events\. No event of a model is left to be looked at$/);
    expect(await countShown()).toBe(6);
    await openFile('other.csv', 'frame\n11\n20\n31\n70\n');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('other.csv: 3 events in common within ±2 frames, 3 only here, 1 only there. Cohen’s kappa 0.').waitFor();
    await page.getByRole('button', { name: 'Merge, only what both have' }).click();
    await status('saved in jumper-1.npy');
    await expect.poll(() => framesIn('jumper-1.npy')).toEqual([10, 20, 30]);
    await press('Control+z');
    expect(await countShown()).toBe(6);
    await openFile('far.csv', 'frame\n99999\n');
    await page.locator('.fs-refused', { hasText: 'far.csv has labels beyond the last frame of jumper-1.mp4' }).waitFor();
    await openFile('bad.xml', '<!DOCTYPE a []><annotations/>');
    await page.locator('.fs-refused', { hasText: 'bad.xml cannot be read as XML' }).waitFor();
  });

  test('ranges, classes, a region, the reaction delay and dragging; the export holds them; 400 pixels, dark, accessible', async () => {
    await page.locator('summary').click();
    await page.getByLabel('Class').fill('left foot');
    await page.getByLabel('Class').press('Enter');
    await press('r', 'Shift+ArrowRight', 'r', 'ArrowLeft', 's');
    expect(await page.locator('.fs-ranges').innerText()).toContain('left foot: 0 – 10');
    await page.getByRole('button', { name: 'Draw a region' }).click();
    await page.locator('.fs-labelstage canvas').scrollIntoViewIfNeeded();
    const box = await page.locator('.fs-labelstage canvas').boundingBox();
    if (!box) throw new Error('no picture');
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.up();
    expect(await said()).toContain('region set');
    // Dragging the event at frame 20: the strip shows frames 0 to 119 at first.
    const strip = await page.locator('.fs-strip').boundingBox();
    if (!strip) throw new Error('no strip');
    const at = (frame: number): number => strip.x + ((frame + 0.5) / 120) * strip.width;
    await page.mouse.move(at(20), strip.y + 20);
    await page.mouse.down();
    await page.mouse.move(at(25), strip.y + 20, { steps: 4 });
    await page.mouse.up();
    expect(await said()).toContain('event moved to frame 25');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByLabel('Export').selectOption({ label: '.json' }),
    ]);
    const exported = join(folder, 'exported.json');
    writeFileSync(exported, readFileSync(await download.path()));
    const video = await openVideo(join(folder, 'videos/jumper-1.mp4'));
    const labels = await loadLabels(exported, { video: 'jumper-1.mp4' });
    expect(labels.events.map(({ frame, class: name }) => [frame, name])).toEqual([
      [9, 'left foot'],
      [10, undefined],
      [25, undefined],
      [30, undefined],
      [40, undefined],
    ]);
    expect(labels.ranges).toEqual([{ class: 'left foot', start: 0, end: 10, source: 'person' }]);
    const { left = 0, width = 0 } = labels.region ?? {};
    expect(Math.abs(left - video.width / 4) + Math.abs(width - video.width / 4)).toBeLessThan(6);
    // While playing, 300 ms at 10 frames a second are three frames.
    await page.getByLabel('Reaction delay').fill('300');
    await page.locator('.fs-labelstage canvas').click();
    await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('canvas[data-frame]')?.dataset.frame) >= 46);
    await press('s');
    const shown = await frameShown();
    await press('Space');
    const [, tapped] = /event at frame (\d+)/.exec(await said()) ?? [];
    expect(shown - Number(tapped)).toBeGreaterThanOrEqual(3);
    expect(shown - Number(tapped)).toBeLessThanOrEqual(5);
    await press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    const listed = await page.locator('dialog dd').allTextContents();
    expect(listed.slice(0, 3)).toEqual(['an event happens now', 'play, pause', 'one frame back']);
    expect(new Set(listed).size).toBe(listed.length);
    await press('Escape');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 400, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    if (process.env.FRAMESCOPE_SHOTS)
      await page.screenshot({ path: join(process.env.FRAMESCOPE_SHOTS, 'label-400.png'), fullPage: true });
    await page.setViewportSize({ width: 1000, height: 1000 });
    await page.emulateMedia({ colorScheme: 'light' });
    if (process.env.FRAMESCOPE_SHOTS)
      await page.screenshot({ path: join(process.env.FRAMESCOPE_SHOTS, 'label-1000.png'), fullPage: true });
    await expectAccessible(page);
  });
});
