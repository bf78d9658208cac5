import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sampleData } from '../../src/lib/data/video-folder.js';
import { openVideo } from '../../src/lib/video/video.js';
import { videoPlayer } from '../../src/widgets/video-player.js';
import { losslessClip, temporaryFolder } from '../video/clips.js';
import { useBrowser } from './browser.js';

const [{ file }] = sampleData('jump-rope').videos;
const folder = temporaryFolder();

describe('videoPlayer', () => {
  test('states what it embeds, and how large it is', async () => {
    const video = await openVideo(file);
    const figure = videoPlayer(video, { width: 200 });
    expect(figure.state).toMatchObject({ mime: 'video/mp4', width: 200 });
    const { 'text/html': html } = await figure.toMimeBundle();
    expect(html).toContain(`Embedded, ${Math.ceil(statSync(file).size / 1000)} kB.`);
  });

  test('refuses what browsers do not play, and what is too large', async () => {
    const path = join(folder, 'lossless.mkv');
    losslessClip(path, new Uint8Array(16 * 16 * 3), 16, 16);
    const odd = await openVideo(path);
    expect(() => videoPlayer(odd)).toThrow(/browsers do not play lossless.*Accepted: H.264/s);
    const figure = videoPlayer(await openVideo(file), { limit: 1000 });
    await expect(figure.toMimeBundle()).rejects.toThrow(/too large to embed.*Accepted: up to 1 kB/);
  });
});

describe('videoPlayer in the browser', () => {
  const chromium = useBrowser();

  test.each(['light', 'dark'] as const)('plays and seeks without a network, %s', async (theme) => {
    const view = await chromium.open([videoPlayer(await openVideo(file), { width: 320 })], { theme, width: 400 });
    const video = view.page.locator('video');
    await expect.poll(() => video.evaluate((node: HTMLVideoElement) => node.readyState), { timeout: 20_000 }).toBeGreaterThan(0);
    const { duration } = videoPlayer(await openVideo(file)).state;
    expect(await video.evaluate((node: HTMLVideoElement) => node.duration)).toBeCloseTo(duration, 0);
    await video.evaluate(async (node: HTMLVideoElement) => {
      node.currentTime = 2;
      await new Promise((resolve) => node.addEventListener('seeked', resolve, { once: true }));
    });
    expect(await video.evaluate((node: HTMLVideoElement) => node.currentTime)).toBeCloseTo(2, 1);
    await view.screenshot(`videoPlayer-${theme}`);
    await view.close();
  });
});
