import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AbortedError, InvalidInputError, MissingEngineError, UnsupportedMediaError } from '../../src/lib/errors.js';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';
import { Frames } from '../../src/lib/video/frames.js';
import { saveVideo } from '../../src/lib/video/save-video.js';
import type { VideoFrame } from '../../src/lib/video/stream-frames.js';
import { openVideo } from '../../src/lib/video/video.js';

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
  await saveVideo(frames, path, { quality: 10 });
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
  await saveVideo(frames, paths[0]);
  await saveVideo(frames, paths[1]);
  await saveVideo(frames, paths[2], { quality: 45 });
  const [a, b, c] = await Promise.all(paths.map((path) => readFile(path)));
  expect(a.equals(b)).toBe(true);
  expect(c.length).toBeLessThan(a.length);
  expect(a.indexOf('moov')).toBeLessThan(a.indexOf('mdat'));
});

test('F33: Motion-JPEG in an AVI file has the rate and the size of its source, not 30 fps', async () => {
  const path = join(folder, 'annotated.avi');
  const frames = slope(12, 63, 47, 3, 24);
  expect(await saveVideo(frames, path, { quality: 5 })).toEqual({ path, codec: 'mjpeg', frameCount: 12, frameRate: 24 });
  const video = await openVideo(path);
  expect(video).toMatchObject({ codec: 'mjpeg', container: 'avi', frameRate: 24, frameCount: 12, width: 63, height: 47 });
  const written = await video.frames({ size: 'original', color: 'rgb' });
  expect(meanDifference(written.data, frames.data)).toBeLessThan(4);
});

test.each([
  ['mp4', 2e-5],
  ['mkv', 1e-3],
])('frames at uneven times keep them in an .%s file', async (ending, tolerance) => {
  const path = join(folder, `uneven.${ending}`);
  const even = slope(9, 32, 32, 1);
  const times = [5, 5.1, 5.133367, 5.4, 5.45, 6, 6.2, 7.000011, 7.1];
  const { data, shape } = even;
  const uneven = new Frames({ data, shape, timestamps: Float64Array.from(times), frameRate: 4, name: 'uneven' });
  expect(await saveVideo(uneven, path)).toMatchObject({ frameCount: 9, frameRate: undefined });
  const video = await openVideo(path);
  expect(video.isVariableFrameRate).toBe(true);
  const { timestamps } = await video.frames({ size: 16 });
  for (const [i, time] of timestamps.entries()) expect(Math.abs(time - (times[i] - times[0]))).toBeLessThanOrEqual(tolerance);
  expect(await saveVideo(uneven, join(folder, 'uneven.avi'))).toMatchObject({
    frameRate: 4,
    note: expect.stringMatching(/average/),
  });
});

test('a stream is copied frame by frame, with its times', async () => {
  const [source, copy] = [join(folder, 'source.mp4'), join(folder, 'copy.mov')];
  await saveVideo(slope(30, 64, 48, 3, 30000 / 1001), source, { quality: 5 });
  const video = await openVideo(source);
  const seen: number[] = [];
  const onProgress = ({ done }: { done: number }): void => void seen.push(done);
  await saveVideo(video.stream({ size: 'original', color: 'rgb', stride: 2 }), copy, { codec: 'mjpeg', quality: 3, onProgress });
  expect(seen).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  const [before, after] = [
    await video.frames({ stride: 2, size: 'original' }),
    await (await openVideo(copy)).frames({ size: 'original' }),
  ];
  expect(after.shape).toEqual(before.shape);
  for (const [i, time] of after.timestamps.entries()) expect(time).toBeCloseTo(before.timestamps[i], 4);
  expect(meanDifference(after.data, before.data)).toBeLessThan(4);
  await expect(saveVideo(video.stream(), join(folder, 'copy.avi'))).rejects.toThrow('frameRate: video.frameRate');
  expect(await saveVideo(video.stream(), join(folder, 'copy.avi'), { frameRate: video.frameRate })).toMatchObject({
    frameCount: 30,
  });
});

test.skipIf(process.platform === 'win32')(
  'without libx264 MPEG-4 is written, and said so; H.264 by name is refused',
  async () => {
    const program = join(folder, 'plain-ffmpeg');
    const script = `#!/bin/sh\ncase "$*" in *-encoders) exit 0;; esac\nexec '${ffmpegProgram()}' "$@"\n`;
    await writeFile(program, script, { mode: 0o755 });
    vi.stubEnv('FRAMESCOPE_FFMPEG', program);
    try {
      const path = join(folder, 'plain.mp4');
      const saved = await saveVideo(slope(5, 32, 32, 1), path);
      expect(saved).toMatchObject({ codec: 'mpeg4', note: expect.stringMatching(/without libx264/) });
      expect((await openVideo(path)).codec).toBe('mpeg4');
      await expect(saveVideo(slope(5, 32, 32, 1), path, { codec: 'h264' })).rejects.toThrow(MissingEngineError);
    } finally {
      vi.unstubAllEnvs();
    }
  },
);

test('a path that cannot be written is one clear error, and nothing is left', async () => {
  const own = await mkdtemp(join(folder, 'unwritable-'));
  await writeFile(join(own, 'file'), '');
  await mkdir(join(own, 'folder.mp4'));
  for (const path of [join(own, 'file', 'below.mp4'), join(own, 'folder.mp4')]) {
    const writing = saveVideo(slope(2, 32, 32, 1), path);
    await expect(writing).rejects.toThrow(InvalidInputError);
    await expect(writing).rejects.toThrow(/cannot be written here \((ENOTDIR|EEXIST|EISDIR)\)/);
  }
  expect((await readdir(own)).sort()).toEqual(['file', 'folder.mp4']);
});

test('a source that fails, or changes its shape, leaves nothing', async () => {
  const own = await mkdtemp(join(folder, 'source-'));
  async function* failing(error: boolean): AsyncGenerator<VideoFrame> {
    const data = new Uint8Array(32 * 32);
    for (let index = 0; index < 5; index++) yield { index, time: index / 10, data, shape: [32, 32, 1] };
    if (error) throw new Error('no more frames');
    yield { index: 5, time: 0.5, data, shape: [16, 64, 1] };
  }
  await expect(saveVideo(failing(true), join(own, 'video.mp4'))).rejects.toThrow('no more frames');
  await expect(saveVideo(failing(false), join(own, 'video.mp4'))).rejects.toThrow(
    /frame 5 has another\. Received: \[16, 64, 1\]/,
  );
  expect(await readdir(own)).toEqual([]);
});

test('a stopped writing leaves the old file and no other', async () => {
  const own = await mkdtemp(join(folder, 'stopped-'));
  const path = join(own, 'video.mp4');
  await writeFile(path, 'old');
  const abort = new AbortController();
  // Noise takes an encoder many seconds, so that it is still at work when stopped.
  const data = randomFillSync(new Uint8Array(400 * 320 * 240 * 3));
  const noise = new Frames({ data, shape: [400, 240, 320, 3], frameRate: 30, name: 'noise' });
  const writing = saveVideo(noise, path, { signal: abort.signal });
  vi.waitUntil(async () => (await readdir(own)).length === 2, { timeout: 20_000, interval: 10 }).then(() => abort.abort());
  await expect(writing).rejects.toThrow(AbortedError);
  await expect(saveVideo(slope(2, 32, 32, 1), path, { signal: abort.signal })).rejects.toThrow(AbortedError);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(own)).toEqual(['video.mp4']);
});

test('what cannot be written is refused', async () => {
  const path = join(folder, 'refused.mp4');
  await expect(saveVideo(slope(0, 32, 32, 1), path)).rejects.toThrow('at least one frame');
  await expect(saveVideo(slope(2, 32, 32, 2), path)).rejects.toThrow('gray or colour');
  await expect(saveVideo(slope(2, 32, 32, 1), join(folder, 'video.txt'))).rejects.toThrow(InvalidInputError);
  await expect(saveVideo(slope(2, 32, 32, 1), path, { quality: 52 })).rejects.toThrow('quality');
  await expect(saveVideo(slope(2, 32, 32, 1), path, { frameRate: 0 })).rejects.toThrow('frameRate');
  await expect(saveVideo(slope(2, 32, 32, 1), path, { codec: 'mjpeg' })).rejects.toThrow("Accepted: 'h264', 'mpeg4'");
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
    const writing = saveVideo(slope(50, 320, 240, 3), join(own, 'video.mp4'));
    await expect(writing).rejects.toThrow(UnsupportedMediaError);
    await expect(writing).rejects.toThrow('disk is full');
  } finally {
    vi.unstubAllEnvs();
  }
  expect(await readdir(own)).toEqual([]);
});

/** Frames with a gradient that moves. */
function slope(count: number, width: number, height: number, channels: number, frameRate: number = 30): Frames {
  const size = height * width * channels;
  const data = Uint8Array.from({ length: count * size }, (_, i) => {
    const pixel = Math.floor((i % size) / channels);
    const ramp = (pixel % width) / width + Math.floor(pixel / width) / height;
    return 128 + 80 * Math.sin(2 * ramp + Math.floor(i / size) / 10);
  });
  return new Frames({ data, shape: [count, height, width, channels], frameRate, name: 'slope' });
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

function decode(path: string, channels: number): Buffer {
  const format = channels === 1 ? 'gray' : 'rgb24';
  return spawnSync(ffmpegProgram(), ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', format, '-'], { maxBuffer: 1e8 })
    .stdout;
}
