import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { AbortedError, InvalidInputError, MissingEngineError, UnsupportedMediaError } from '../errors.js';
import type { LongCallOptions } from '../progress.js';
import { QUIET } from './ffmpeg-arguments.js';
import { matroskaHead, matroskaPictureHead, type RawPictures } from './matroska-pictures.js';
import type { VideoFrame } from './stream-frames.js';

/** How pictures are handed to ffmpeg. */
export interface EncodeOptions extends LongCallOptions {
  /** Evenly spaced at this rate; undefined: each at its own time, counted from the first. */
  readonly frameRate?: number;
  /** Whether an odd side gets one more column or row. */
  readonly needsEvenSides: boolean;
  /** Completes the sentence "… was interrupted". */
  readonly what: string;
  /** Pictures to expect, for the progress. */
  readonly total?: number;
}

/**
 * Pipes pictures into ffmpeg at its pace; `output` are its options from the encoder to the file.
 *
 * @returns how many there were.
 */
export async function encodePictures(
  pictures: AsyncIterable<VideoFrame>,
  program: string,
  output: readonly string[],
  options: EncodeOptions,
): Promise<number> {
  const frames = pictures[Symbol.asyncIterator]();
  try {
    const first = await frames.next();
    if (first.done) throw new InvalidInputError('a video needs at least one frame', { received: 0 });
    const format = formatOf(first.value, options.needsEvenSides);
    const encoder = startEncoder(program, [...inputOf(format, options.frameRate), ...output], options);
    try {
      if (options.frameRate === undefined) await encoder.write(matroskaHead(format));
      let count = 0;
      for (let next: IteratorResult<VideoFrame, unknown> = first; !next.done && encoder.isOpen(); next = await frames.next()) {
        requireShape(next.value, first.value);
        const picture = withEvenSides(next.value, format);
        const seconds = next.value.time - first.value.time;
        if (options.frameRate === undefined) await encoder.write(matroskaPictureHead(seconds, picture.length));
        await encoder.write(picture);
        count++;
        options.onProgress?.({ done: count, total: options.total, unit: 'frame', label: options.what });
      }
      await encoder.end();
      return count;
    } finally {
      await encoder.kill();
    }
  } finally {
    await frames.return?.();
  }
}

function formatOf({ shape: [height, width, channels] }: VideoFrame, needsEvenSides: boolean): RawPictures {
  if (channels !== 1 && channels !== 3) {
    throw new InvalidInputError('frames must be gray or colour', { received: channels, accepted: '1 or 3 channels' });
  }
  return needsEvenSides ? { width: even(width), height: even(height), channels } : { width, height, channels };
}

function inputOf({ width, height, channels }: RawPictures, frameRate: number | undefined): string[] {
  const quiet = [...QUIET.filter((option) => option !== '-nostdin'), '-v', 'error', '-y'];
  if (frameRate === undefined) return [...quiet, '-f', 'matroska', '-i', 'pipe:0'];
  const pixels = ['-pix_fmt', channels === 1 ? 'gray' : 'rgb24', '-s', `${width}x${height}`];
  return [...quiet, '-f', 'rawvideo', ...pixels, '-r', String(frameRate), '-i', 'pipe:0'];
}

/** A running ffmpeg that reads from its input. */
interface Encoder {
  /** Whether it still takes pictures: a failing ffmpeg ends early, and `end` tells why. */
  isOpen(): boolean;
  /** Resolves when it takes more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Waits for its end; rejects when it failed or was interrupted. */
  end(): Promise<void>;
  /** Kills it, if it still runs, and waits until it is gone. */
  kill(): Promise<void>;
}

function startEncoder(program: string, args: readonly string[], { signal, what }: EncodeOptions): Encoder {
  const ffmpeg = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true });
  const stop = (): void => void ffmpeg.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  let complaint = '';
  ffmpeg.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-2000);
  });
  let unstarted: Error | undefined;
  ffmpeg.on('error', (error) => {
    unstarted = error;
  });
  const ended = new Promise<number | null>((resolve) => ffmpeg.once('close', resolve));
  // A broken pipe only says that ffmpeg ended early; its exit code says why.
  ffmpeg.stdin.on('error', () => {});
  void ended.then(() => ffmpeg.stdin.destroy());
  return {
    isOpen: () => !ffmpeg.stdin.destroyed,
    write: async (bytes) => {
      if (!ffmpeg.stdin.destroyed && !ffmpeg.stdin.write(bytes)) await drained(ffmpeg.stdin);
    },
    end: async () => {
      ffmpeg.stdin.end();
      const code = await ended;
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) throw new AbortedError(`${what} was interrupted`, { cause: signal.reason });
      if (unstarted)
        throw new MissingEngineError(`${program} cannot be started`, { received: unstarted.message, cause: unstarted });
      if (code === 0) return;
      throw new UnsupportedMediaError(`ffmpeg could not write the video: ${complaint.trim() || `exit code ${code}`}`);
    },
    kill: async () => {
      stop();
      await ended;
      signal?.removeEventListener('abort', stop);
    },
  };
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

function requireShape({ index, shape }: VideoFrame, first: VideoFrame): void {
  if (shape.every((length, i) => length === first.shape[i])) return;
  throw new InvalidInputError(`all frames of a video have one shape, frame ${index} has another`, {
    received: [...shape],
    accepted: `[${first.shape.join(', ')}]`,
  });
}

/** Bytes of a frame whose odd width or height is rounded up by repeating the edge. */
function withEvenSides({ data, shape: [height, width, channels] }: VideoFrame, to: RawPictures): Uint8Array {
  if (width === to.width && height === to.height) return data;
  const padded = new Uint8Array(to.width * to.height * channels);
  for (let y = 0; y < to.height; y++) {
    const row = data.subarray(Math.min(y, height - 1) * width * channels).subarray(0, width * channels);
    padded.set(row, y * to.width * channels);
    if (width !== to.width) padded.set(row.subarray(-channels), (y * to.width + width) * channels);
  }
  return padded;
}

function even(length: number): number {
  return length + (length % 2);
}
