import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AbortedError,
  InvalidInputError,
  MissingEngineError,
  NotFoundError,
  UnsupportedMediaError,
} from '../../src/lib/errors.js';
import { Frames } from '../../src/lib/video/frames.js';
import { saveVideo } from '../../src/lib/video/save-video.js';
import { openVideo } from '../../src/lib/video/video.js';

const COUNT = 40;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framescope-open-video-'));
  file = join(folder, 'steps-1.mp4');
  const data = new Uint8Array(COUNT * 64 * 64);
  for (let frame = 0; frame < COUNT; frame++) data.fill(20 + 5 * frame, frame * 64 * 64, (frame + 1) * 64 * 64);
  await saveVideo(new Frames({ data, shape: [COUNT, 64, 64, 1], frameRate: 25, name: 'steps' }), file, { quality: 5 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const levels = (frames: Frames): number[] => Array.from({ length: frames.length }, (_, i) => frames.frame(i)[0]);

describe('opening and decoding', () => {
  test('facts, all frames in order, and a time for each', async () => {
    const video = await openVideo(file);
    expect(video).toMatchObject({ name: 'steps-1', width: 64, height: 64, frameCount: COUNT, frameRate: 25, hasAudio: false });
    const frames = await video.frames({ size: 16 });
    expect(frames.shape).toEqual([COUNT, 16, 16, 1]);
    for (const [i, level] of levels(frames).entries()) expect(Math.abs(level - (20 + 5 * i))).toBeLessThanOrEqual(2);
    for (const [i, seconds] of frames.timestamps.entries()) expect(seconds).toBeCloseTo(i / 25, 6);
  });

  test.each([
    [3, 20, 1],
    [0, 40, 7],
    [5, 38, 4],
  ])('start %i, end %i, stride %i pick the same frames and times as slicing by hand', async (start, end, stride) => {
    const video = await openVideo(file);
    const all = await video.frames({ size: 8, color: 'rgb' });
    const some = await video.frames({ size: 8, color: 'rgb', start, end, stride });
    const picked = Array.from({ length: COUNT }, (_, i) => i).filter((i) => i >= start && i < end && (i - start) % stride === 0);
    expect(levels(some)).toEqual(picked.map((i) => all.frame(i)[0]));
    expect([...some.timestamps]).toEqual(picked.map((i) => all.timestamps[i]));
  });

  test('a range outside the video is refused', async () => {
    await expect((await openVideo(file)).frames({ start: COUNT })).rejects.toThrow(InvalidInputError);
  });

  test.each(['-i name.mp4', 'http:name.mp4', "quote ' $(x).mp4", 'ünï %d.mp4'])('the name %j is a local file', async (name) => {
    const path = join(folder, name);
    await copyFile(file, path);
    expect((await (await openVideo(path)).frames({ size: 8 })).length).toBe(COUNT);
    await rm(path);
  });
});

describe('what cannot be opened', () => {
  test('a missing file: its folder and the nearest name', async () => {
    const opening = openVideo(join(folder, 'stepz-1.mp4'));
    await expect(opening).rejects.toThrow(NotFoundError);
    await expect(opening).rejects.toThrow(/steps-1\.mp4/);
  });

  test.each([
    ['no video', 'a line of text'],
    ['empty', ''],
  ])('a file that is %s', async (_, content) => {
    const path = join(folder, 'false.mp4');
    await writeFile(path, content);
    await expect(openVideo(path)).rejects.toThrow(UnsupportedMediaError);
    await rm(path);
  });

  test('text that calls itself text, though ffmpeg would draw it', async () => {
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'a line of text\n'.repeat(100));
    await expect(openVideo(path)).rejects.toThrow(UnsupportedMediaError);
    await rm(path);
  });

  test('a file without its index, with the reason in one line', async () => {
    const path = join(folder, 'cut.mp4');
    const bytes = await readFile(file);
    await writeFile(path, bytes.subarray(0, bytes.indexOf('moov') - 4));
    await expect(openVideo(path)).rejects.toThrow(/cut\.mp4 is no video that can be read\. Received: .*moov atom not found/);
    await rm(path);
  });

  test('with an aborted signal', async () => {
    await expect(openVideo(file, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
    const video = await openVideo(file);
    const abort = new AbortController();
    const decoding = video.frames({ size: 512, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(decoding).rejects.toThrow(AbortedError);
  });

  test('without the program that is named', async () => {
    const before = process.env.FRAMESCOPE_FFPROBE;
    process.env.FRAMESCOPE_FFPROBE = join(folder, 'nothing-here');
    try {
      await expect(openVideo(file)).rejects.toThrow(MissingEngineError);
    } finally {
      if (before === undefined) delete process.env.FRAMESCOPE_FFPROBE;
      else process.env.FRAMESCOPE_FFPROBE = before;
    }
  });
});
