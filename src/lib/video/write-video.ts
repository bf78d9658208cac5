import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { AbortedError, InvalidInputError, UnsupportedMediaError } from '../errors.js';
import { effectiveSignal, throwIfAborted } from '../progress.js';
import { requireNumber } from '../shape.js';
import { ffmpegProgram } from './ffmpeg-programs.js';
import type { Frames } from './frames.js';

/** How a video is written. */
export interface WriteVideoOptions {
  /** Constant rate factor of H.264, 0 (lossless) to 51 (worst). Default 25: small, and hardly told from the original. */
  readonly quality?: number;
  /** Stops ffmpeg; the path keeps what it had. Default: the signal of the running notebook cell, where there is one. */
  readonly signal?: AbortSignal;
}

/**
 * Writes frames as a video without sound: H.264 (4:2:0) where ffmpeg has an encoder for it, else MPEG-4 part 2.
 *
 * An odd width or height gets one more column or row, a copy of the last. The file is written under a temporary name
 * and renamed, and the same ffmpeg makes the same bytes of the same frames.
 *
 * @throws {InvalidInputError} when there is no frame, the frames are neither gray nor colour, or the path's ending is not
 * `.mp4`, `.mov` or `.mkv`.
 * @throws {UnsupportedMediaError} when ffmpeg fails.
 * @throws {AbortedError} when stopped through the signal.
 */
export async function writeVideo(
  frames: Frames,
  path: string,
  { quality = 25, signal: given }: WriteVideoOptions = {},
): Promise<void> {
  const signal = effectiveSignal(given);
  requireNumber('quality', quality, 0, 51);
  if (frames.length === 0) throw new InvalidInputError('a video needs at least one frame', { received: 0 });
  if (frames.channels !== 1 && frames.channels !== 3) {
    throw new InvalidInputError('frames must be gray or colour', { received: frames.channels, accepted: '1 or 3 channels' });
  }
  const ending = extname(path).toLowerCase();
  if (!endings.includes(ending)) {
    throw new InvalidInputError('a video is written to a path with a known ending', {
      received: path,
      accepted: endings.join(', '),
    });
  }
  const program = ffmpegProgram();
  const encoder = await encoderOf(program, quality);
  throwIfAborted(signal, `writing ${path}`);
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path, ending)}.${randomBytes(4).toString('hex')}${ending}`);
  try {
    await encode(frames, program, [...inputOf(frames), ...encoder, ...outputTo(temporary)], signal);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw signal?.aborted ? new AbortedError(`writing ${path} was interrupted`, { cause: error }) : error;
  }
}

const endings: readonly string[] = ['.mp4', '.mov', '.mkv'];

/** Arguments of the best encoder that this ffmpeg has; one thread, since the bytes depend on the number of threads. */
async function encoderOf(program: string, quality: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)(program, ['-hide_banner', '-v', 'error', '-encoders']);
  if (/\blibx264\b/.test(stdout)) return ['-c:v', 'libx264', '-preset', 'slow', '-crf', String(quality), '-threads', '1'];
  return ['-c:v', 'mpeg4', '-q:v', String(Math.round(1 + quality / 2)), '-threads', '1'];
}

function inputOf({ width, height, channels, frameRate }: Frames): string[] {
  const format = ['-f', 'rawvideo', '-pix_fmt', channels === 1 ? 'gray' : 'rgb24', '-s', `${even(width)}x${even(height)}`];
  return ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...format, '-r', String(frameRate), '-i', 'pipe:0'];
}

/** No date and no version in the file. */
function outputTo(path: string): string[] {
  const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-movflags', '+faststart'];
  return ['-an', '-pix_fmt', 'yuv420p', ...plain, path];
}

async function encode(frames: Frames, program: string, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const ffmpeg = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], signal, killSignal: 'SIGKILL' });
  let complaint = '';
  ffmpeg.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-2000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    ffmpeg.once('close', resolve);
    ffmpeg.once('error', reject);
  });
  // A broken pipe only says that ffmpeg ended early; its exit code says why.
  ffmpeg.stdin.on('error', () => {});
  const fed = feed(frames, ffmpeg.stdin);
  const code = await ended;
  ffmpeg.stdin.destroy();
  await fed;
  if (code !== 0) throw new UnsupportedMediaError(`ffmpeg could not write the video: ${complaint.trim() || `exit code ${code}`}`);
}

async function feed(frames: Frames, pipe: Writable): Promise<void> {
  for (let i = 0; i < frames.length && !pipe.destroyed; i++) {
    if (!pipe.write(evenFrame(frames, i))) await drained(pipe);
  }
  pipe.end();
}

/** Resolves when the pipe takes more, or is closed. */
function drained(pipe: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      pipe.off('drain', done).off('close', done);
      resolve();
    };
    pipe.on('drain', done).on('close', done);
  });
}

/** Bytes of a frame whose odd width or height is rounded up, which 4:2:0 needs, by repeating the edge. */
function evenFrame(frames: Frames, index: number): Uint8Array {
  const { width, height, channels } = frames;
  const frame = frames.frame(index);
  if (width === even(width) && height === even(height)) return frame;
  const padded = new Uint8Array(even(width) * even(height) * channels);
  for (let y = 0; y < even(height); y++) {
    const row = frame.subarray(Math.min(y, height - 1) * width * channels).subarray(0, width * channels);
    padded.set(row, y * even(width) * channels);
    if (width !== even(width)) padded.set(row.subarray(-channels), (y * even(width) + width) * channels);
  }
  return padded;
}

function even(length: number): number {
  return length + (length % 2);
}
