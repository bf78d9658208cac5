import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AbortedError, InvalidInputError, UnsupportedMediaError } from '../../src/lib/errors.js';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';
import { Frames } from '../../src/lib/video/frames.js';
import { writeVideo } from '../../src/lib/video/write-video.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-write-video-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  [64, 48, 1],
  [64, 48, 3],
  [63, 47, 1],
  [33, 48, 3],
])('%i×%i with %i channels decodes to the same number of frames and nearly the same pixels', async (width, height, channels) => {
  const frames = slope(23, width, height, channels);
  const path = join(folder, `${width}-${height}-${channels}.mp4`);
  await writeVideo(frames, path, { quality: 10 });
  const decoded = decode(path, channels);
  const [evenWidth, evenHeight] = [width + (width % 2), height + (height % 2)];
  expect(decoded.length).toBe(23 * evenWidth * evenHeight * channels);
  let sum = 0;
  for (let f = 0; f < 23; f++) {
    for (let y = 0; y < evenHeight; y++) {
      for (let i = 0; i < evenWidth * channels; i++) {
        const column = Math.min(Math.floor(i / channels), width - 1);
        const expected = frames.frame(f)[(Math.min(y, height - 1) * width + column) * channels + (i % channels)];
        sum += Math.abs(decoded[(f * evenHeight + y) * evenWidth * channels + i] - expected);
      }
    }
  }
  expect(sum / decoded.length).toBeLessThan(4);
});

test('the same frames make the same bytes, and a lower quality a smaller file', async () => {
  const frames = slope(12, 96, 64, 3);
  const paths = ['a.mp4', 'b.mp4', 'c.mp4'].map((name) => join(folder, name));
  await writeVideo(frames, paths[0]);
  await writeVideo(frames, paths[1]);
  await writeVideo(frames, paths[2], { quality: 45 });
  const [a, b, c] = await Promise.all(paths.map((path) => readFile(path)));
  expect(a.equals(b)).toBe(true);
  expect(c.length).toBeLessThan(a.length);
  expect(a.indexOf('moov')).toBeLessThan(a.indexOf('mdat'));
});

test('a stopped writing leaves the old file and no other', async () => {
  const own = await mkdtemp(join(folder, 'stopped-'));
  const path = join(own, 'video.mp4');
  await writeFile(path, 'old');
  const abort = new AbortController();
  // Noise takes an encoder many seconds, so that it is still at work when stopped.
  const data = randomFillSync(new Uint8Array(400 * 320 * 240 * 3));
  const noise = new Frames({ data, shape: [400, 240, 320, 3], frameRate: 30, name: 'noise' });
  const writing = writeVideo(noise, path, { signal: abort.signal });
  vi.waitUntil(async () => (await readdir(own)).length === 2, { timeout: 20_000, interval: 10 }).then(() => abort.abort());
  await expect(writing).rejects.toThrow(AbortedError);
  await expect(writeVideo(slope(2, 32, 32, 1), path, { signal: abort.signal })).rejects.toThrow(AbortedError);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(own)).toEqual(['video.mp4']);
});

test('what cannot be written is refused', async () => {
  const path = join(folder, 'refused.mp4');
  await expect(writeVideo(slope(0, 32, 32, 1), path)).rejects.toThrow('at least one frame');
  await expect(writeVideo(slope(2, 32, 32, 2), path)).rejects.toThrow('gray or colour');
  await expect(writeVideo(slope(2, 32, 32, 1), join(folder, 'video.txt'))).rejects.toThrow(InvalidInputError);
  await expect(writeVideo(slope(2, 32, 32, 1), path, { quality: 52 })).rejects.toThrow('quality');
});

test.skipIf(process.platform === 'win32')('a failure of ffmpeg is reported in its own words, and leaves nothing', async () => {
  const own = await mkdtemp(join(folder, 'failed-'));
  const program = join(folder, 'failing-ffmpeg');
  // Lists its encoders, makes half a file, and fails.
  const script =
    '#!/bin/sh\ncase "$*" in *-encoders) exit 0;; esac\nfor last; do :; done\necho half > "$last"\necho "disk is full" >&2\nexit 3\n';
  await writeFile(program, script, { mode: 0o755 });
  vi.stubEnv('FRAMESCOPE_FFMPEG', program);
  try {
    const writing = writeVideo(slope(50, 320, 240, 3), join(own, 'video.mp4'));
    await expect(writing).rejects.toThrow(UnsupportedMediaError);
    await expect(writing).rejects.toThrow('disk is full');
  } finally {
    vi.unstubAllEnvs();
  }
  expect(await readdir(own)).toEqual([]);
});

/** Frames with a gradient that moves. */
function slope(count: number, width: number, height: number, channels: number): Frames {
  const size = height * width * channels;
  const data = Uint8Array.from({ length: count * size }, (_, i) => {
    const pixel = Math.floor((i % size) / channels);
    const ramp = (pixel % width) / width + Math.floor(pixel / width) / height;
    return 128 + 80 * Math.sin(2 * ramp + Math.floor(i / size) / 10);
  });
  return new Frames({ data, shape: [count, height, width, channels], frameRate: 30, name: 'slope' });
}

function decode(path: string, channels: number): Buffer {
  const format = channels === 1 ? 'gray' : 'rgb24';
  return spawnSync(ffmpegProgram(), ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', format, '-'], { maxBuffer: 1e8 })
    .stdout;
}
