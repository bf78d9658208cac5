import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AbortedError, InvalidInputError } from '../../src/lib/errors.js';
import { everyFrameOnce } from '../../src/lib/video/ffmpeg-arguments.js';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';
import type { Frames } from '../../src/lib/video/frames.js';
import { openVideo } from '../../src/lib/video/video.js';
import { ffmpeg, losslessClip, temporaryFolder } from './clips.js';

const folder = temporaryFolder();

describe('pixels', () => {
  const [width, height, side] = [48, 32, 8];
  const pixels = Uint8Array.from({ length: 2 * height * width * 3 }, (_, i) => (i * 7919 + (i >> 5) * 104729) % 256);
  const path = join(folder, 'known.mkv');
  losslessClip(path, pixels, width, height);

  test('colour is the mean of the area, within a level', async () => {
    const frames = await (await openVideo(path)).frames({ size: side, color: 'rgb' });
    expect(frames.shape).toEqual([2, side, side, 3]);
    expect(largestDifference(frames.data, areaMeans(pixels))).toBeLessThanOrEqual(1.5);
  });

  test('gray is 0.299 R + 0.587 G + 0.114 B, within a level', async () => {
    const frames = await (await openVideo(path)).frames({ size: side });
    const means = areaMeans(pixels);
    const gray = Array.from(
      { length: frames.data.length },
      (_, i) => 0.299 * means[3 * i] + 0.587 * means[3 * i + 1] + 0.114 * means[3 * i + 2],
    );
    expect(largestDifference(frames.data, gray)).toBeLessThanOrEqual(1.5);
  });

  function areaMeans(data: Uint8Array): number[] {
    const [rows, columns] = [height / side, width / side];
    const sums = new Array<number>(2 * side * side * 3).fill(0);
    data.forEach((value, i) => {
      const pixel = Math.floor(i / 3);
      const column = Math.floor((pixel % width) / columns);
      const row = Math.floor((Math.floor(pixel / width) % height) / rows);
      const frame = Math.floor(pixel / (width * height));
      sums[((frame * side + row) * side + column) * 3 + (i % 3)] += value / (rows * columns);
    });
    return sums;
  }
});

test('a picture that is stored lying on its side is decoded upright', async () => {
  const [width, height] = [64, 32];
  const whiteTop = new Uint8Array(3 * width * height * 3).map((_, i) =>
    Math.floor(i / 3 / width) % height < height / 2 ? 255 : 0,
  );
  const [stored, turned] = [join(folder, 'stored.mov'), join(folder, 'turned.mov')];
  losslessClip(stored, whiteTop, width, height);
  await turnClockwise(stored, turned, height);
  const video = await openVideo(turned);
  expect(video).toMatchObject({ rotation: 90, width: height, height: width });
  const frame = (await video.frames({ size: 2 })).frame(0);
  expect([...frame].map((level) => Math.round(level / 255))).toEqual([0, 1, 0, 1]); // the white half has come to the right
});

test('each frame has the time that a variable rate gives it', async () => {
  const path = join(folder, 'uneven.mp4');
  const times = Array.from({ length: 12 }, (_, n) => (n < 5 ? n : 3 * n - 10) / 10);
  const setTimes = "settb=1/1000,setpts='if(lt(N,5),N,3*N-10)/10/TB'";
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=10'];
  const codec = ['-c:v', 'mpeg4', '-bf', '0', '-video_track_timescale', '1000'];
  ffmpeg([...source, '-vf', setTimes, '-frames:v', '12', ...codec, ...(await everyFrameOnce(ffmpegProgram())), path]);
  const frames = await (await openVideo(path)).frames({ size: 16, start: 2, stride: 3 });
  expect([...frames.timestamps]).toEqual([2, 5, 8, 11].map((n) => expect.closeTo(times[n], 6)));
});

describe('damage', () => {
  const sound = join(folder, 'sound.avi');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25:duration=4'];
  ffmpeg([...source, '-c:v', 'mpeg4', '-qscale:v', '3', '-g', '25', '-bf', '0', sound]);

  test('a sound file has no warnings', async () => {
    const frames = await (await openVideo(sound)).frames({ size: 32 });
    expect(frames).toMatchObject({ length: 100, warnings: [] });
  });

  test('a file with overwritten bytes gives its frames, and warnings that name the damaged ones', async () => {
    const path = join(folder, 'overwritten.avi');
    const bytes = await readFile(sound);
    const middle = Math.floor(bytes.length / 2);
    for (let i = middle; i < middle + 6000; i++) bytes[i] = (i * 31) % 251;
    await writeFile(path, bytes);
    const frames = await (await openVideo(path)).frames({ size: 32 });
    const original = await (await openVideo(sound)).frames({ size: 32 });
    expect(frames.warnings.length).toBeGreaterThan(0);
    const { frame, until, message } = frames.warnings[0];
    expect(message).toContain(`frame ${frame}`);
    expect(frame).toBeGreaterThan(30);
    expect(until).toBeLessThan(90);
    expect(largestDifference(frames.slice(0, frame - 1).data, original.slice(0, frame - 1).data)).toBe(0);
  });

  test('a file cut in two gives what is there', async () => {
    const path = join(folder, 'cut.avi');
    const bytes = await readFile(sound);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    const video = await openVideo(path);
    const frames = await video.frames({ size: 32 });
    expect(frames.length).toBeGreaterThan(30);
    expect(frames.length).toBeLessThan(70);
  });

  test('a range that starts past the last frame is refused, and names the last', async () => {
    const frames = (await openVideo(sound)).frames({ start: 90, end: 101 });
    await expect(frames).rejects.toThrow(InvalidInputError);
    await expect(frames).rejects.toThrow(/sound has 100 frames/);
  });
});

test('progress counts frames up to the last', async () => {
  const path = join(folder, 'known.mkv');
  const seen: number[] = [];
  const frames = await (await openVideo(path)).frames({ size: 8, onProgress: ({ done }) => seen.push(done) });
  expect(seen.at(-1)).toBe(frames.length);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

test.skipIf(process.platform !== 'linux')('an interrupted decoding ends at once and leaves no ffmpeg behind', async () => {
  const path = join(folder, 'long.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=20', '-c:v', 'mpeg4', path]);
  const video = await openVideo(path);
  const abort = new AbortController();
  let abortedAt = 0;
  const decoding = video.frames({
    size: 256,
    signal: abort.signal,
    onProgress: () => {
      abortedAt ||= performance.now();
      abort.abort();
    },
  });
  await expect(decoding).rejects.toThrow(AbortedError);
  expect(performance.now() - abortedAt).toBeLessThan(1000);
  expect(commandsOfChildren()).not.toContain('ffmpeg');
});

function commandsOfChildren(): string {
  const processes = execFileSync('ps', ['-A', '-o', 'ppid=,comm='], { encoding: 'utf8' }).split('\n');
  return processes.filter((line) => line.trim().startsWith(`${process.pid} `)).join('\n');
}

/**
 * Copies a QuickTime file and writes a quarter turn clockwise into its track header: by the format's definition
 * x' = a·x + c·y + tx and y' = b·x + d·y + ty, with y downwards, so that the top edge comes to lie at the right.
 */
async function turnClockwise(stored: string, turned: string, height: number): Promise<void> {
  const bytes = await readFile(stored);
  const matrix = bytes.indexOf('tkhd') + 4 + 40;
  const [one, none] = [1 << 16, 0];
  const entries = [none, one, none, -one, none, none, height * one, none, 1 << 30];
  entries.forEach((value, i) => {
    bytes.writeInt32BE(value, matrix + 4 * i);
  });
  await writeFile(turned, bytes);
}

function largestDifference(received: Frames['data'], expected: ArrayLike<number>): number {
  expect(received.length).toBe(expected.length);
  return received.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i])), 0);
}
