// Absolute limits a reader feels: scrubbing, playing filters, and what figures weigh; in Chromium without a graphics card.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Frames } from '../src/lib/video/frames.js';
import { readFigureScripts } from '../src/report/publish/figure-script.js';
import { frameSlider } from '../src/widgets/frame-slider.js';
import { type Figure, filterPlayer, livePlot } from '../src/widgets/index.js';
import { launchChromium } from '../test/chromium.js';
import { pageSizes } from '../test/widgets/page-sizes.js';
import { bouncingBall, someFilters } from '../test/widgets/synthetic.js';
import { median, type Row } from './rows.js';

const ROUNDS = 5;
const SECONDS = 4;
const client = join(import.meta.dirname, '../dist/widgets/client');

const scriptFor = await readFigureScripts();
const browser = await launchChromium();

function limit(name: string, unit: string, ours: number, peer: number): Row {
  return { name, unit, ours, peer, peerName: 'limit', ratio: ours / peer, target: 1 };
}

async function pageWith(figure: Figure): Promise<Page> {
  const { 'text/html': html } = await figure.toMimeBundle();
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  await page.setContent(`<!doctype html><body>${String(html).replace(/<script>[\s\S]*?<\/script>/, '')}</body>`);
  await page.addScriptTag({ content: scriptFor(String(html))?.loader ?? '' });
  await page.locator('.fs').waitFor();
  await page.waitForTimeout(500);
  return page;
}

/** Milliseconds a frame for 300 frames in an order that is nobody's, each drawn before the next. */
async function scrubbing(): Promise<number> {
  const page = await pageWith(frameSlider(bouncingBall(300, { width: 128, height: 128, channels: 3 })));
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(
      await page.evaluate(() => {
        const range = document.querySelector('input');
        const surface = document.querySelector('canvas')?.getContext('2d');
        if (!range || !surface) throw new Error('no slider');
        const began = performance.now();
        for (let i = 0; i < 300; i++) {
          range.value = String((i * 37) % 300);
          range.dispatchEvent(new Event('input'));
          surface.getImageData(0, 0, 1, 1);
        }
        return (performance.now() - began) / 300;
      }),
    );
  }
  await page.close();
  return median(rounds);
}

/** The longest task of the page, in milliseconds, while a reader scrubs through 10,000 frames, a step a screen's picture. */
async function longestTask(): Promise<number> {
  const frames = bouncingBall(100, { width: 128, height: 128 });
  const data = new Uint8Array(100 * frames.data.length);
  for (let i = 0; i < 100; i++) data.set(frames.data, i * frames.data.length);
  const page = await pageWith(frameSlider(new Frames({ ...frames, data, shape: [10_000, 128, 128, 1], timestamps: undefined })));
  const longest = await page.evaluate(async () => {
    const range = document.querySelector('input');
    if (!range) throw new Error('no slider');
    const tasks: number[] = [0];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    for (let i = 0; i < 300; i++) {
      range.value = String((i * 3571) % 10_000);
      range.dispatchEvent(new Event('input'));
      await new Promise((done) => requestAnimationFrame(done));
    }
    await new Promise((done) => setTimeout(done, 300));
    return Math.max(...tasks);
  });
  await page.close();
  return longest;
}

/** Pictures a second of nine clips at sixty, and the share of a core that the page's own work takes. */
async function playing(): Promise<{ milliseconds: number; load: number }> {
  const page = await pageWith(filterPlayer(someFilters(9, { frameCount: 16 }), { fps: 60 }));
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const before = await busy();
  const shown = await page.evaluate(async (seconds) => {
    const figure = document.querySelector('figure') as
      | (HTMLElement & { framescope?: { on(event: string, heard: () => void): void } })
      | null;
    let count = 0;
    figure?.framescope?.on('change:frame', () => void count++);
    await new Promise((done) => setTimeout(done, seconds * 1000));
    return count;
  }, SECONDS);
  const load = (await busy()) - before;
  await page.close();
  return { milliseconds: (SECONDS * 1000) / shown, load: load / SECONDS };
}

/** The longest time in ms that the page hangs while ten thousand batches stream in, ten updates a second. */
async function streaming(): Promise<{ longest: number; load: number }> {
  const plot = livePlot({ smoothing: 0.6 });
  await plot.onTrainBegin({ epochs: 10, batchesPerEpoch: 1000, batchSize: 32, metrics: ['loss', 'accuracy'] });
  const page = await pageWith(plot);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  const [before, began] = [await busy(), performance.now()];
  for (let batch = 0; batch < 10_000; batch++) {
    const metrics = { loss: 1 / (1 + batch / 500) + Math.sin(batch) / 9, accuracy: batch / 10_000 };
    plot.onBatchEnd({ epoch: Math.floor(batch / 1000), batch: batch % 1000, metrics });
    if (batch % 1000 === 999) await plot.onEpochEnd({ epoch: Math.floor(batch / 1000), seconds: 1, metrics });
    if (batch % 200 !== 199) continue;
    const { epochs, batches, batchCount, seconds } = plot.state;
    await page.evaluate(
      (values) => {
        const figure = document.querySelector('figure') as unknown as { framescope: { set(key: string, value: unknown): void } };
        for (const [name, value] of Object.entries(values)) figure.framescope.set(name, value);
      },
      { epochs, batches, batchCount, seconds },
    );
    await page.waitForTimeout(100);
  }
  const load = ((await busy()) - before) / ((performance.now() - began) / 1000);
  const longest = await page.evaluate(() => Math.max(0, ...(globalThis as unknown as { seen: number[] }).seen));
  await page.close();
  return { longest, load };
}

/** Bytes that a figure adds to a notebook's output beyond its data: the kind in the middle. */
async function outputScript(): Promise<number> {
  const { gzipSync } = await import('node:zlib');
  const folder = join(client, 'figures');
  return median(readdirSync(folder).map((name) => (gzipSync(readFileSync(join(folder, name)), { level: 9 }).length * 4) / 3));
}

const { milliseconds, load } = await playing();
const sizes = pageSizes(client);
const stream = await streaming();
const rows = [
  limit('scrubbing 300 frames of 128×128, a frame', 'ms', await scrubbing(), 20),
  // Tasks below 50 ms are not told, and count as 0.
  limit('scrubbing 10,000 frames of 128×128, the longest task', 'ms', await longestTask(), 100),
  // A sixtieth of a second, and a twentieth of it for the clock's own steps.
  limit('3×3 filter player at 60 fps, a picture', 'ms', milliseconds, (1000 / 60) * 1.05),
  limit('3×3 filter player at 60 fps, share of a core', '', load, 0.25),
  limit('10,000 batches into a live plot, the longest task', 'ms', stream.longest, 100),
  limit('10,000 batches into a live plot, share of a core', '', stream.load, 0.25),
  limit('all kinds, minified', 'kB', sizes.minified, 60),
  limit('all kinds as a page carries them', 'kB', sizes.carried, 60),
  limit('a kind as a page carries it, the median', 'kB', median(Object.values(sizes.kinds).map(({ alone }) => alone)), 15),
  limit(
    'a kind beyond what others share, minified, the median',
    'kB',
    median(Object.values(sizes.kinds).map(({ own }) => own)),
    10,
  ),
  limit('a kind in a notebook output, the median', 'kB', (await outputScript()) / 1000, 15),
];
await browser.close();
process.stdout.write(JSON.stringify(rows));
