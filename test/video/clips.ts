import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ffmpegProgram } from '../../src/lib/video/ffmpeg-programs.js';

/** A folder for a test file's clips, gone when its tests are; called at the top of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-video-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs ffmpeg; its arguments are the test's. */
export function ffmpeg(args: readonly string[], input?: Uint8Array): void {
  execFileSync(ffmpegProgram(), ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    input,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

/** Frames whose every pixel is known: stored losslessly as red, green, blue. `pixels` is `[frames, height, width, 3]`. */
export function losslessClip(path: string, pixels: Uint8Array, width: number, height: number): void {
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${width}x${height}`, '-framerate', '10', '-i', 'pipe:0'];
  ffmpeg([...raw, '-c:v', 'png', path], pixels);
}
