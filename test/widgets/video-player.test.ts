import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sampleData } from '../../src/lib/data/video-folder.js';
import { openVideo } from '../../src/lib/video/video.js';
import { readableBytes } from '../../src/widgets/drawing/format.js';
import { videoPlayer } from '../../src/widgets/video-player.js';
import { ffmpeg, losslessClip, temporaryFolder } from '../video/clips.js';
import { useBrowser } from './browser.js';

const [{ file }] = sampleData('jump-rope').videos;
const folder = temporaryFolder();
const size = readableBytes(statSync(file).size);

afterEach(() => vi.restoreAllMocks());

/** A gray video in a codec that browsers do not play. */
async function lossless() {
  const path = join(folder, 'lossless.mkv');
  losslessClip(path, new Uint8Array(64 * 48 * 3 * 30).fill(200), 64, 48);
  return openVideo(path);
}

describe('videoPlayer', () => {
  test('A29: states its size before it embeds, and warns above 5 MB; what is linked stays out of the notebook', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const figure = videoPlayer(await openVideo(file), { width: 200 });
    expect(figure.state).toMatchObject({ mime: 'video/mp4', width: 200, source: 'embedded' });
    expect(figure.text).toMatch(new RegExp(`\\d+ fps, .*${size}, embedded$`));
    expect(String((await figure.toMimeBundle())['text/html'])).toContain(`Embedded, ${size}.`);
    expect(warn).not.toHaveBeenCalled();
    const large = join(folder, 'large.mp4');
    writeFileSync(large, Buffer.concat([readFileSync(file), Buffer.alloc(5e6)]));
    videoPlayer(await openVideo(large));
    expect(String(warn.mock.calls[0])).toMatch(/large: embedding \d\.\d MB makes the notebook \d\.\d MB larger.*embed: false/);
    const linked = videoPlayer(await openVideo(large), { embed: false, from: folder });
    expect(warn).toHaveBeenCalledTimes(1);
    const html = String((await linked.toMimeBundle())['text/html']);
    expect(html).toContain('Linked, to be kept where it is: <a href="large.mp4">large.mp4</a>');
    expect(html.length).toBeLessThan(400_000);
  });

  test('refuses what is too large, and options that are none', async () => {
    const video = await openVideo(file);
    expect(() => videoPlayer(video, { limit: 1000 })).toThrow(/too large to embed.*Accepted: up to 1 kB.*embed: false/);
    expect(() => videoPlayer(video, { width: 0 })).toThrow(/width must be an integer of at least 16/);
    expect(() => videoPlayer(video, { encode: 'hevc' as never })).toThrow(/encode is not known/);
    expect(videoPlayer(video, { limit: 1000, embed: false }).state.source).toBe('linked');
  });

  test('of a video that browsers do not play, says so and shows five pictures', async () => {
    const figure = videoPlayer(await lossless());
    expect(figure.text).toMatch(/Browsers do not play png in matroska.*With encode: 'h264'/);
    const bundle = await figure.toMimeBundle();
    const { width, height } = await sharp(Buffer.from(String(bundle['image/png']), 'base64')).metadata();
    expect([width, height]).toEqual([5 * 68 - 4, 48]);
  });

  test('the poster is a picture of the video', async () => {
    const { 'image/png': png } = await videoPlayer(await openVideo(file), { width: 320 }).toMimeBundle();
    const { data, info } = await sharp(Buffer.from(String(png), 'base64'))
      .resize(64, 64, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    const first = (await (await openVideo(file)).frames({ size: 64, color: 'rgb', end: 1 })).data;
    const error = data.reduce((sum, value, i) => sum + Math.abs(value - first[i]), 0) / data.length;
    expect(error).toBeLessThan(8);
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
    await view.screenshot(`videoPlayer-${theme}`);
    // Not black until it is played.
    expect(await video.evaluate((node: HTMLVideoElement) => node.poster)).toMatch(/^data:image\/png/);
    await video.evaluate(async (node: HTMLVideoElement) => {
      node.currentTime = 2;
      await new Promise((resolve) => node.addEventListener('seeked', resolve, { once: true }));
    });
    expect(await video.evaluate((node: HTMLVideoElement) => node.currentTime)).toBeCloseTo(2, 1);
    // The browser's own keys: Space plays.
    await video.focus();
    await view.page.keyboard.press(' ');
    await expect.poll(() => video.evaluate((node: HTMLVideoElement) => node.currentTime)).toBeGreaterThan(2.05);
    await view.close();
  });

  test('plays what is linked, and says so where the file is not there', async () => {
    const path = join(folder, 'clips', 'a clip #1.mp4');
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(file, path);
    const figure = videoPlayer(await openVideo(path), { embed: false, from: folder });
    const page = join(folder, 'page.html');
    const html = String((await figure.toMimeBundle())['text/html']);
    const document = (body: string) => `<!doctype html><html lang="en"><title>t</title><main><h1>t</h1>${body}</main></html>`;
    writeFileSync(page, document(html));
    const view = await chromium.open([], { document: document(html) });
    await expect
      .poll(() => view.page.getByRole('status').textContent())
      .toMatch(/a clip #1.mp4 cannot be played: it is not where/);
    await view.page.goto(`file://${page}`);
    const video = view.page.locator('video');
    await expect.poll(() => video.evaluate((node: HTMLVideoElement) => node.readyState), { timeout: 20_000 }).toBeGreaterThan(0);
    await view.page.close();
  });

  test('in place of a dead player: what cannot be played shows its pictures, written anew it plays', async () => {
    const odd = await lossless();
    const view = await chromium.open([videoPlayer(odd), videoPlayer(odd, { encode: 'h264' })], { width: 400 });
    await expect.poll(() => view.page.getByRole('status').textContent()).toMatch(/Browsers do not play png in matroska/);
    expect(await view.page.getByRole('img', { name: 'Pictures of lossless' }).count()).toBe(1);
    const video = view.page.locator('video');
    await expect.poll(() => video.evaluate((node: HTMLVideoElement) => node.duration), { timeout: 20_000 }).toBeCloseTo(3, 0);
    expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    await view.screenshot('videoPlayer-unplayable');
    await view.close();
  });

  test('a damaged file says so', async () => {
    const path = join(folder, 'damaged.mp4');
    ffmpeg(['-i', file, '-c', 'copy', '-movflags', '+faststart', path]);
    const video = await openVideo(path);
    const bytes = readFileSync(path);
    bytes.fill(0, 40, 4000);
    writeFileSync(path, bytes);
    const view = await chromium.open([videoPlayer(video)]);
    await expect.poll(() => view.page.getByRole('status').textContent()).toMatch(/cannot play the video: it is damaged/);
    await view.close();
  });
});
