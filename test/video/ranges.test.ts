import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';
import { FrameIndex } from '../../src/lib/video/frame-index.js';
import type { Frames } from '../../src/lib/video/frames.js';
import { openVideo, type Video } from '../../src/lib/video/video.js';
import { SHARED } from '../golden/root.js';
import { ffmpeg, temporaryFolder } from './clips.js';

const folder = temporaryFolder();
const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=10'];
const mpeg4 = ['-c:v', 'mpeg4', '-g', '12', '-bf', '2'];
const clip = (name: string, ...args: readonly string[]): string => {
  const path = join(folder, name);
  ffmpeg([...source, ...args, path]);
  return path;
};
const odd = join(SHARED, 'data', 'odd');
const CLIPS: Readonly<Record<string, string>> = {
  'B-frames': clip('b-frames.mp4', ...mpeg4),
  'uneven times': clip('uneven.mkv', '-vf', "select='not(eq(mod(n,7),3))'", '-vsync', 'vfr', ...mpeg4),
  'an AVI file': clip('packets.avi', ...mpeg4),
  'a file that starts late': clip('late.mkv', '-output_ts_offset', '5', ...mpeg4),
  ...(existsSync(odd) ? { 'H.264, uneven (skipped where ../shared is absent)': join(odd, 'hiro_1_vfr.mp4') } : {}),
  ...(existsSync(odd) ? { 'H.265 (skipped where ../shared is absent)': join(odd, 'hiro_1_hevc.mp4') } : {}),
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('any range is the same part of all frames, bytes and times', () => {
  test.each(Object.entries(CLIPS))('%s', { timeout: 60_000 }, async (_, path) => {
    const known = await openVideo(path);
    const all = await known.frames({ size: 16 });
    const ranges = fc.sample(
      fc.record({
        start: fc.integer({ min: 0, max: all.length - 1 }),
        length: fc.integer({ min: 1, max: 40 }),
        stride: fc.integer({ min: 1, max: 5 }),
      }),
      { numRuns: 4, seed: 11 },
    );
    for (const { start, length, stride } of [...ranges, { start: all.length - 1, length: 1, stride: 1 }]) {
      const end = Math.min(all.length, start + length);
      for (const video of [known, await openVideo(path)]) {
        expectPart(await video.frames({ size: 16, start, end, stride }), all, { start, end, stride });
      }
    }
  });

  test.skipIf(process.platform === 'win32')('part after part, each entered where the one before ended', async () => {
    const all = await (await openVideo(CLIPS['B-frames'])).frames({ size: 16 });
    const { video, calls } = await watched(CLIPS['B-frames']);
    for (let start = 0; start < all.length; start += 50) {
      expectPart(await video.frames({ size: 16, start, end: start + 50 }), all, { start, end: start + 50, stride: 1 });
    }
    const jumps = (await calls()).map((line) => Number(/-ss (\S+)/.exec(line)?.[1] ?? 0));
    expect(jumps).toHaveLength(5);
    for (const [i, seconds] of jumps.entries()) {
      if (i < 2) continue;
      expect(seconds).toBeGreaterThan(i * 2 - 1.1);
      expect(seconds).toBeLessThanOrEqual(i * 2);
    }
  });
});

describe('entry points', () => {
  const seconds = Array.from({ length: 300 }, (_, i) => i / 25);
  const keys = Array.from({ length: 25 }, (_, i) => 12 * i);

  test('lie two key frames before the start, and are none where little is saved or damage was seen', () => {
    const index = new FrameIndex();
    expect(index.entryBefore(200)).toBeUndefined();
    index.learn({ seconds, keys, isDamaged: false }, false);
    expect(index.entryBefore(200)).toEqual({ frame: 180, seconds: 7.2, boundary: 7.18 });
    expect(index.entryBefore(40)).toBeUndefined();
    index.learn({ seconds: [...seconds, 12], keys, isDamaged: true }, true);
    expect(index.entryBefore(200)).toBeUndefined();
    expect(index.decodedFrameCount).toBe(301);
  });

  test('are confirmed by the same times and a key frame there', () => {
    const index = new FrameIndex();
    index.learn({ seconds, keys, isDamaged: false }, false);
    const entry = { frame: 180, seconds: 7.2, boundary: 7.18 };
    expect(index.confirms(entry, { seconds: seconds.slice(0, 220), keys, isDamaged: false })).toBe(true);
    expect(index.confirms(entry, { seconds: seconds.slice(0, 220), keys: [0], isDamaged: false })).toBe(false);
    expect(index.confirms(entry, { seconds: seconds.with(190, 7.61), keys, isDamaged: false })).toBe(false);
    expect(index.confirms(entry, { seconds: seconds.slice(0, 180), keys, isDamaged: false })).toBe(false);
  });

  test('a file whose frames have moved since is decoded from frame 0', async () => {
    const path = clip('moved.mp4', ...mpeg4);
    const video = await openVideo(path);
    await video.frames({ size: 16 });
    await writeFile(path, await readFile(clip('moving.mp4', '-vf', "setpts='if(lt(N,60),N,N+3)/25/TB'", ...mpeg4)));
    const all = await (await openVideo(path)).frames({ size: 16 });
    const range = { start: 200, end: 210, stride: 1 };
    expectPart(await video.frames({ size: 16, ...range }), all, range);
  });
});

interface Range {
  readonly start: number;
  readonly end: number;
  readonly stride: number;
}

function expectPart(part: Frames, all: Frames, { start, end, stride }: Range): void {
  const indices = Array.from({ length: Math.ceil((end - start) / stride) }, (_, i) => start + i * stride);
  expect(part.length).toBe(indices.length);
  expect([...part.timestamps]).toEqual(indices.map((i) => all.timestamps[i]));
  for (const [i, index] of indices.entries()) {
    expect(Buffer.compare(part.frame(i), all.frame(index)), `frame ${index} of ${start} to ${end} by ${stride}`).toBe(0);
  }
}

/** A video, and the arguments of the ffmpegs that decode it. */
async function watched(path: string): Promise<{ video: Video; calls: () => Promise<string[]> }> {
  const [program, log] = [join(folder, 'watched-ffmpeg'), join(folder, 'calls')];
  const script = `#!/bin/sh\ncase "$*" in *rawvideo*) echo "$*" >> '${log}';; esac\nexec '${ffmpegProgram()}' "$@"\n`;
  await writeFile(program, script, { mode: 0o755 });
  vi.stubEnv('FRAMESCOPE_FFMPEG', program);
  return { video: await openVideo(path), calls: async () => (await readFile(log, 'utf8')).trim().split('\n') };
}
