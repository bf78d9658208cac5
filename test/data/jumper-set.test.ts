import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/cli/command.js';
import { data } from '../../src/cli/data.js';
import { makeJumpRopeSet } from '../../src/lib/data/jumper/index.js';
import { planJumper } from '../../src/lib/data/jumper/jumper.js';
import { decodeNpy } from '../../src/lib/data/npy.js';
import { AbortedError, InvalidInputError } from '../../src/lib/errors.js';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';

const embedded = fileURLToPath(new URL('../../data/jump-rope/', import.meta.url));
const names = Array.from({ length: 9 }, (_, i) => `jumper-${i + 1}`);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-jumper-'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

describe('the set that comes along', () => {
  test('holds nine videos, a label file for each, and at most 6 MB', async () => {
    expect((await readdir(join(embedded, 'videos'))).sort()).toEqual(names.map((name) => `${name}.mp4`));
    expect((await readdir(join(embedded, 'annotations'))).sort()).toEqual(names.map((name) => `${name}.npy`));
    const paths = (await readdir(embedded, { recursive: true })).map((path) => join(embedded, path));
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(6e6);
  });

  test('holds pictures of 320 × 240 pixels or more, upright and wide, at 25, 29.97 and 30 fps', () => {
    const facts = names.map((name) => streamFacts(join(embedded, 'videos', `${name}.mp4`)));
    for (const { width, height } of facts) expect(width * height).toBeGreaterThanOrEqual(320 * 240);
    expect(facts.some(({ width, height }) => height > width)).toBe(true);
    expect(facts.some(({ width, height }) => width > height)).toBe(true);
    expect([...new Set(facts.map(({ frameRate }) => frameRate))].sort()).toEqual([25, 29.97, 30]);
  });

  test.each(names)('%s is labelled within its frames, steps 2 to 7.5 times a second, and begins idle', async (name) => {
    const video = join(embedded, 'videos', `${name}.mp4`);
    const { width, height, frameRate } = streamFacts(video);
    const frameCount = decode(video).length / (width * height);
    const label = decodeNpy(await readFile(join(embedded, 'annotations', `${name}.npy`)), name);
    const events = Array.from(label.data, Number);
    expect(label.type).toBe('i4');
    expect(label.shape).toEqual([events.length]);
    expect(Number.isInteger(frameCount)).toBe(true);
    expect(frameCount / frameRate).toBeGreaterThanOrEqual(8);
    expect(frameCount / frameRate).toBeLessThanOrEqual(15);
    expect(events[0]).toBeGreaterThanOrEqual(Math.floor(frameRate / 2));
    expect(events[events.length - 1]).toBeLessThan(frameCount);
    const gaps = events.slice(1).map((event, i) => event - events[i]);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.floor(frameRate / 7.5));
    expect(gaps.filter((gap) => gap > frameRate / 2 + 1).length).toBeLessThanOrEqual(2);
  });
});

describe('framescope data make jump-rope', () => {
  test('draws the set again, its first video looked at', async () => {
    const first = join(embedded, 'videos', 'jumper-1.mp4');
    const { width, height } = streamFacts(first);
    const { shape, frameRate, events, paint } = planJumper({
      seed: 34,
      variety: 0.4,
      width,
      height,
      frameRate: 30,
      seconds: decode(first).length / (width * height) / 30,
    });
    const label = decodeNpy(await readFile(join(embedded, 'annotations', 'jumper-1.npy')), 'jumper-1');
    expect(frameRate).toBe(30);
    expect(events).toEqual(Array.from(label.data, Number));
    const kept = decode(first);
    const drawn = new Uint8Array(height * width * 3);
    const gray = new Uint8Array(height * width);
    for (let frame = 0; frame < 3; frame++) {
      paint(frame, drawn);
      for (let i = 0; i < gray.length; i++) {
        gray[i] = 0.299 * drawn[3 * i] + 0.587 * drawn[3 * i + 1] + 0.114 * drawn[3 * i + 2];
      }
      expect(meanDifference(gray, kept.subarray(frame * gray.length, (frame + 1) * gray.length))).toBeLessThan(4);
    }
    expect(shape[0]).toBe(kept.length / gray.length);
  });

  const tiny = ['make', 'jump-rope', '--videos', '2', '--seconds', '1', '--size', '40x32', '--seed', '3'];

  test('writes videos and labels of the asked size and length, and replaces them only when forced', async () => {
    const out = join(folder, 'twice');
    expect(await data.run([...tiny, '-o', out])).toBe(0);
    expect(process.stdout.write).toHaveBeenCalledWith(
      expect.stringMatching(/^jumper-2: \d+ frames at [\d.]+ fps, \d+ events\n$/),
    );
    const { width, height, frameRate } = streamFacts(join(out, 'videos', 'jumper-1.mp4'));
    expect([width, height]).toEqual([40, 32]);
    expect(decode(join(out, 'videos', 'jumper-1.mp4')).length).toBe(40 * 32 * Math.round(frameRate));
    const before = await readFile(join(out, 'videos', 'jumper-1.mp4'));
    await expect(data.run([...tiny, '-o', out])).rejects.toThrow(/there already.*jumper-1\.mp4.*and 1 more/s);
    await rm(join(out, 'annotations', 'jumper-2.npy'));
    await expect(data.run([...tiny, '-o', out])).rejects.toThrow(InvalidInputError);
    expect(existsSync(join(out, 'annotations', 'jumper-2.npy'))).toBe(false);
    expect(await data.run([...tiny, '-o', out, '--force'])).toBe(0);
    expect((await readFile(join(out, 'videos', 'jumper-1.mp4'))).equals(before)).toBe(true);
  });

  test('stopped in the middle it keeps whole pairs of video and labels, and nothing else', async () => {
    const out = join(folder, 'stopped');
    const stop = new AbortController();
    const made = makeJumpRopeSet(out, {
      videos: 3,
      seconds: 1,
      size: { width: 40, height: 32 },
      signal: stop.signal,
      onProgress: ({ done }) => done >= 1 && stop.abort(),
    });
    await expect(made).rejects.toThrow(AbortedError);
    expect((await readdir(out, { recursive: true })).sort()).toEqual(
      ['annotations', 'annotations/jumper-1.npy', 'videos', 'videos/jumper-1.mp4'].map((path) => join(path)),
    );
  });

  test.each([
    [[], 'does not know'],
    [['make', 'swimming', '-o', 'x'], 'make swimming'],
    [['make', 'jump-rope'], '-o FOLDER'],
    [['make', 'jump-rope', '-o', 'x', '--videos', '0'], '--videos'],
    [['make', 'jump-rope', '-o', 'x', '--seed', 'abc'], '--seed'],
    [['make', 'jump-rope', '-o', 'x', '--size', '320'], '--size must be WIDTHxHEIGHT'],
    [['make', 'jump-rope', '-o', 'x', '--size', '8x8'], "each 32 or more, not '8x8'"],
    [['make', 'jump-rope', '-o', 'x', '--seconds', '0.5'], '--seconds'],
    [['make', 'jump-rope', '-o', 'x', '--variety', '2'], '--variety must be a number from 0 to 1'],
    [['make', 'jump-rope', '-o', 'x', '--sed', '1'], '--sed'],
  ])('refuses %j', async (args, words) => {
    await expect(data.run(args)).rejects.toThrow(UsageError);
    await expect(data.run(args)).rejects.toThrow(words);
  });
});

/** Luminance of all frames, decoded by ffmpeg alone. */
function decode(path: string): Buffer {
  const args = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-vsync', 'passthrough', '-'];
  const { status, stdout } = spawnSync(ffmpegProgram(), args, { maxBuffer: 1e8 });
  expect(status).toBe(0);
  return stdout;
}

function streamFacts(path: string): { width: number; height: number; frameRate: number } {
  const { stderr } = spawnSync(ffmpegProgram(), ['-hide_banner', '-i', path], { encoding: 'utf8' });
  const [, width, height] = (/\b(\d{2,})x(\d{2,})\b/.exec(stderr) ?? []).map(Number);
  return { width, height, frameRate: Number(/([\d.]+) fps/.exec(stderr)?.[1]) };
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}
