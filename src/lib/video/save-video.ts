import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted } from '../progress.js';
import { requireNumber } from '../shape.js';
import { encodePictures } from './encode-pictures.js';
import { everyFrameOnce } from './ffmpeg-arguments.js';
import { ffmpegProgram } from './ffmpeg-programs.js';
import { Frames } from './frames.js';
import type { VideoFrame } from './stream-frames.js';
import { chooseEncoding, type Encoding, type VideoCodec } from './video-encoding.js';

/** How a video is written. */
export interface SaveVideoOptions extends LongCallOptions {
  /**
   * Frames a second, evenly spaced. Default: that of `Frames` whose timestamps are even; else each frame is shown at its own time.
   * Streams have no rate, so their frames keep their times.
   */
  readonly frameRate?: number;
  /** `'h264'`, `'mpeg4'` (part 2) or `'mjpeg'` (Motion-JPEG). Default: Motion-JPEG in `.avi`, else H.264. */
  readonly codec?: VideoCodec;
  /** From 0 (best) to 51 (worst), H.264's constant rate factor. Default 25: small, and hardly told from the original. */
  readonly quality?: number;
}

/** A video that was written. */
export interface SavedVideo {
  readonly path: string;
  readonly codec: VideoCodec;
  readonly frameCount: number;
  /** Frames a second; undefined where each frame is shown at its own time. */
  readonly frameRate?: number;
  /** What the reader should know: another codec than usual, or times that the container cannot hold. */
  readonly note?: string;
}

/** Frames to write: an array of them, whatever holds one, or a stream. */
export type FrameSource = Frames | { readonly frames: Frames } | AsyncIterable<VideoFrame>;

/**
 * Writes frames as a video without sound: `.mp4`, `.mov`, `.mkv` in H.264 where ffmpeg has libx264, else MPEG-4 part 2 with a
 * note; `.avi` in Motion-JPEG. Streams of any length: `saveVideo(video.stream({ size: 'original', color: 'rgb' }), 'copy.mp4')`.
 *
 * In H.264 and MPEG-4 an odd width or height gets one more column or row, a copy of the last. The file is written under a
 * temporary name and renamed, and the same ffmpeg makes the same bytes of the same frames.
 *
 * @throws {InvalidInputError} when there is no frame, frames are neither gray nor colour or differ in shape, the path's ending is
 * not one of the four or does not go with the codec, or the path cannot be written.
 * @throws {UnsupportedMediaError} when ffmpeg fails, in its words.
 * @throws {MissingEngineError} when there is no ffmpeg, or none that writes the codec asked for.
 * @throws {AbortedError} when stopped through the signal; the path keeps what it had.
 */
export async function saveVideo(source: FrameSource, path: string, options: SaveVideoOptions = {}): Promise<SavedVideo> {
  const { quality = 25, onProgress } = options;
  const what = `writing ${basename(path)}`;
  const signal = effectiveSignal(options.signal);
  requireNumber('quality', quality, 0, 51);
  if (options.frameRate !== undefined) requireNumber('frameRate', options.frameRate, 0.001, 1000);
  const program = ffmpegProgram();
  const encoding = await chooseEncoding(program, path, options.codec, quality);
  const { pictures, frameRate, total, note } = picturesOf(source, options.frameRate, encoding);
  throwIfAborted(signal, what);
  const temporary = join(dirname(path), `.${basename(path, extname(path))}.${randomBytes(4).toString('hex')}${extname(path)}`);
  await reserve(temporary, path);
  try {
    const output = [...encoding.options, ...(frameRate === undefined ? await ownTimes(program) : []), ...PLAIN, temporary];
    const { needsEvenSides } = encoding;
    const frameCount = await encodePictures(pictures, program, output, {
      frameRate,
      needsEvenSides,
      what,
      signal,
      onProgress,
      total,
    });
    await rename(temporary, path).catch((cause) => {
      throw unwritable(path, cause);
    });
    return { path, codec: encoding.codec, frameCount, frameRate, ...(note === undefined ? {} : { note }) };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A clock of sixty thousand ticks a second holds 24, 25, 30 and 29.97 fps exactly, and MPEG-4 part 2 knows no finer one. */
const TICKS = 60_000;

async function ownTimes(program: string): Promise<string[]> {
  return [...(await everyFrameOnce(program)), '-enc_time_base', `1:${TICKS}`, '-video_track_timescale', String(TICKS)];
}

/** No sound, no date and no version in the file. */
const PLAIN = ['-an', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-movflags', '+faststart'];

interface Pictures {
  readonly pictures: AsyncIterable<VideoFrame>;
  /** Undefined where frames keep their own times. */
  readonly frameRate?: number;
  readonly total?: number;
  readonly note?: string;
}

function picturesOf(source: FrameSource, frameRate: number | undefined, { isTimed, note }: Encoding): Pictures {
  if (Symbol.asyncIterator in source) {
    if (!isTimed && frameRate === undefined) {
      throw new InvalidInputError('an AVI file has one frame rate, which a stream does not tell', {
        hint: 'Give it: frameRate: video.frameRate',
      });
    }
    return { pictures: source, frameRate, note };
  }
  const frames = source instanceof Frames ? source : source.frames;
  if (frames.length === 0) throw new InvalidInputError('a video needs at least one frame', { received: 0 });
  const isEven = areEven(frames);
  const rate = frameRate ?? (isEven || !isTimed ? frames.frameRate : undefined);
  const lost = 'frames are shown at their average rate, since an AVI file cannot hold the time of each';
  const isLost = frameRate === undefined && !isEven && !isTimed;
  return { pictures: framesOneByOne(frames), frameRate: rate, total: frames.length, note: isLost ? lost : note };
}

/** Whether each frame is shown when its number and the rate say, within a tenth of a frame. */
function areEven({ timestamps, frameRate }: Frames): boolean {
  return timestamps.every((time, i) => Math.abs((time - timestamps[0]) * frameRate - i) < 0.1);
}

async function* framesOneByOne(frames: Frames): AsyncGenerator<VideoFrame> {
  const shape = [frames.height, frames.width, frames.channels] as const;
  for (let index = 0; index < frames.length; index++) {
    yield { index, time: frames.timestamps[index], data: frames.frame(index), shape };
  }
}

/** Makes the file that is about to be written, so that a folder which cannot be written to is told before any work. */
async function reserve(temporary: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, '', { flag: 'wx' });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): InvalidInputError {
  return new InvalidInputError(`the video cannot be written here (${(cause as NodeJS.ErrnoException).code})`, {
    received: path,
    hint: 'Choose a folder that can be written to and has room',
    cause,
  });
}
