import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/cli/command.js';
import { data } from '../../src/cli/data.js';
import { decodeNpy } from '../../src/lib/data/npy.js';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';

const embedded = fileURLToPath(new URL('../../data/jump-rope/', import.meta.url));
const names = Array.from({ length: 8 }, (_, i) => `jumper-${i + 1}`);

describe('the set that comes along', () => {
  test('holds eight videos, a label file for each, and at most 4 MB', async () => {
    expect((await readdir(join(embedded, 'videos'))).sort()).toEqual(names.map((name) => `${name}.mp4`));
    expect((await readdir(join(embedded, 'annotations'))).sort()).toEqual(names.map((name) => `${name}.npy`));
    const paths = (await readdir(embedded, { recursive: true })).map((path) => join(embedded, path));
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(4e6);
  });

  test('has the promised rates and sizes', async () => {
    const facts = names.map((name) => streamFacts(join(embedded, 'videos', `${name}.mp4`)));
    expect(facts.every(({ size }) => size === '320x240')).toBe(true);
    expect(facts.map(({ frameRate }) => frameRate)).toEqual([30, 30, 25, 30, 30, 30, 30, 25]);
  });

  test.each(names)('%s is labelled within its frames, steps 3 to 6 times a second, and begins idle', async (name) => {
    const video = join(embedded, 'videos', `${name}.mp4`);
    const frameCount = decode(video).length / (320 * 240);
    const { frameRate } = streamFacts(video);
    const label = decodeNpy(await readFile(join(embedded, 'annotations', `${name}.npy`)), name);
    const events = Array.from(label.data, Number);
    expect(label.type).toBe('i4');
    expect(label.shape).toEqual([events.length]);
    expect(Number.isInteger(frameCount)).toBe(true);
    expect(frameCount / frameRate).toBeGreaterThanOrEqual(9.5);
    expect(events[0]).toBeGreaterThanOrEqual(frameRate / 2);
    expect(events[events.length - 1]).toBeLessThan(frameCount);
    const gaps = events.slice(1).map((event, i) => event - events[i]);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.floor(frameRate / 6));
    expect(gaps.filter((gap) => gap > frameRate / 3 + 1).length).toBeLessThanOrEqual(1);
  });
});

describe('framescope data make jump-rope', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framescope-jumper-'));
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });

  test('draws the first video of the set again', async () => {
    expect(await data.run(['make', 'jump-rope', '-o', folder, '--videos', '1'])).toBe(0);
    expect(process.stdout.write).toHaveBeenCalledWith(expect.stringMatching(/^jumper-1: 300 frames at 30 fps, \d+ events\n$/));
    expect((await readdir(folder, { recursive: true })).length).toBe(4);
    const [again, before] = await Promise.all(
      [folder, embedded].map((root) => readFile(join(root, 'annotations', 'jumper-1.npy'))),
    );
    expect(again.equals(before)).toBe(true);
    const [drawn, kept] = [folder, embedded].map((root) => decode(join(root, 'videos', 'jumper-1.mp4')));
    expect(drawn.length).toBe(kept.length);
    expect(meanDifference(drawn, kept)).toBeLessThan(1.5);
  });

  test.each([
    [[], 'does not know'],
    [['make', 'swimming', '-o', 'x'], 'make swimming'],
    [['make', 'jump-rope'], '-o FOLDER'],
    [['make', 'jump-rope', '-o', 'x', '--videos', '0'], '--videos'],
    [['make', 'jump-rope', '-o', 'x', '--seed', 'abc'], '--seed'],
    [['make', 'jump-rope', '-o', 'x', '--sed', '1'], '--sed'],
  ])('refuses %j', async (args, words) => {
    await expect(data.run(args)).rejects.toThrow(UsageError);
    await expect(data.run(args)).rejects.toThrow(words);
  });
});

/** Gray pixels of all frames, decoded by ffmpeg alone. */
function decode(path: string): Buffer {
  const args = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-vsync', 'passthrough', '-'];
  const { status, stdout } = spawnSync(ffmpegProgram(), args, { maxBuffer: 1e8 });
  expect(status).toBe(0);
  return stdout;
}

function streamFacts(path: string): { size: string; frameRate: number } {
  const { stderr } = spawnSync(ffmpegProgram(), ['-hide_banner', '-i', path], { encoding: 'utf8' });
  return { size: /\b(\d{2,}x\d{2,})\b/.exec(stderr)?.[1] ?? '', frameRate: Number(/([\d.]+) fps/.exec(stderr)?.[1]) };
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}
