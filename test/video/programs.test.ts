import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MissingEngineError, UnsupportedMediaError } from '../../src/lib/errors.js';
import { everyFrameOnce } from '../../src/lib/video/ffmpeg-arguments.js';
import { ffmpegProgram, ffprobeProgram } from '../../src/lib/video/ffmpeg-programs.js';
import { openVideo } from '../../src/lib/video/video.js';
import { ffmpeg, temporaryFolder } from './clips.js';

const require = createRequire(import.meta.url);
const bundled = {
  ffmpeg: (require('@ffmpeg-installer/ffmpeg') as { readonly path: string }).path,
  ffprobe: (require('@ffprobe-installer/ffprobe') as { readonly path: string }).path,
};
const folder = temporaryFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('where the programs are looked for', () => {
  test('with nothing on PATH, the bundled ones', () => {
    vi.stubEnv('FRAMESCOPE_FFMPEG', '');
    vi.stubEnv('FRAMESCOPE_FFPROBE', '');
    vi.stubEnv('PATH', folder);
    expect([ffmpegProgram(), ffprobeProgram()]).toEqual([bundled.ffmpeg, bundled.ffprobe]);
  });

  test('what the variables name comes first', () => {
    vi.stubEnv('FRAMESCOPE_FFMPEG', bundled.ffmpeg);
    vi.stubEnv('FRAMESCOPE_FFPROBE', bundled.ffprobe);
    expect([ffmpegProgram(), ffprobeProgram()]).toEqual([bundled.ffmpeg, bundled.ffprobe]);
  });

  test('a variable that names nothing is said so', () => {
    vi.stubEnv('FRAMESCOPE_FFMPEG', join(folder, 'nothing'));
    expect(ffmpegProgram).toThrow(MissingEngineError);
    expect(ffmpegProgram).toThrow(/FRAMESCOPE_FFMPEG/);
  });
});

test('the bundled build of 2018 decodes the same frames and times as the one in use', async () => {
  const path = join(folder, 'clip.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25:duration=2', '-c:v', 'mpeg4', path]);
  const here = await (await openVideo(path)).frames({ size: 32, start: 3, stride: 2 });
  vi.stubEnv('FRAMESCOPE_FFMPEG', bundled.ffmpeg);
  vi.stubEnv('FRAMESCOPE_FFPROBE', bundled.ffprobe);
  const there = await (await openVideo(path)).frames({ size: 32, start: 3, stride: 2 });
  expect(there.shape).toEqual(here.shape);
  expect(there.timestamps).toEqual(here.timestamps);
  expect(Math.max(...there.data.map((value, i) => Math.abs(value - here.data[i])))).toBeLessThanOrEqual(1);
  expect(await everyFrameOnce(bundled.ffmpeg)).toEqual(['-vsync', 'passthrough']);
});

test('sound alone is no video', async () => {
  const path = join(folder, 'sound.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac', path]);
  await expect(openVideo(path)).rejects.toThrow(UnsupportedMediaError);
  await expect(openVideo(path)).rejects.toThrow(/only sound/);
});
