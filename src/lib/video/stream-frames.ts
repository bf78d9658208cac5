import { InvalidInputError, UnsupportedMediaError } from '../errors.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted } from '../progress.js';
import { requireCount } from '../shape.js';
import { everyFrameOnce, fileInput, QUIET } from './ffmpeg-arguments.js';
import { ffmpegProgram } from './ffmpeg-programs.js';
import { ffmpegTurns } from './ffmpeg-turns.js';
import { type PictureOptions, type PicturePlan, planPicture } from './picture-plan.js';
import { pipeProgram } from './piped-program.js';
import type { VideoFacts } from './probe.js';
import { type DecodeWarning, ShowinfoReader } from './showinfo-reader.js';

/** Which frames are decoded. */
export interface FrameRange {
  /** First frame. Default 0. */
  readonly start?: number;
  /** Frame before which to stop. Default: the last that decodes. */
  readonly end?: number;
  /** Take every so-many-th frame from `start` on. Default 1: all. */
  readonly stride?: number;
}

/** Which frames are decoded, and into what. */
export interface DecodeOptions extends LongCallOptions, PictureOptions, FrameRange {}

/** Options of a stream of frames. */
export interface StreamOptions extends DecodeOptions {
  /** Told of each damage among the frames taken, when the stream ends or is left. */
  readonly onWarning?: (warning: DecodeWarning) => void;
}

/** One decoded frame. */
export interface VideoFrame {
  /** Its number in the whole video, from 0. */
  readonly index: number;
  /** When it is shown, in seconds: the container's own time. */
  readonly time: number;
  /** Bytes 0–255, C order, `[height, width, channels]`; the receiver's to keep. */
  readonly data: Uint8Array;
  /** `[height, width, channels]`. */
  readonly shape: readonly [number, number, number];
}

/** What is decoded. */
export interface DecodeSource extends VideoFacts {
  readonly path: string;
  readonly name: string;
}

/** How far a video has been decoded. */
export interface DecodeEnd {
  /** Frames of the video that ffmpeg has decoded, whether taken or not. */
  readonly decoded: number;
  /** Whether that is all of them: no `end` stopped ffmpeg before. */
  readonly isAll: boolean;
  /** Seconds from the first frame to the last of them. */
  readonly seconds: number;
}

/** Told of what a stream finds. */
export interface StreamListeners {
  readonly onProgress?: LongCallOptions['onProgress'];
  readonly onWarning?: (warning: DecodeWarning) => void;
  /** Told when the stream has gone on to its end. */
  readonly onEnd?: (end: DecodeEnd) => void;
}

/** A stream's parameters, checked. */
export interface DecodePlan {
  readonly source: DecodeSource;
  readonly picture: PicturePlan;
  readonly range: { readonly start: number; readonly end?: number; readonly stride: number };
  /** Frames to expect by what the container claims. */
  readonly expected: number;
  readonly signal?: AbortSignal;
}

/**
 * Checks what is asked for, before anything is started.
 *
 * @throws {InvalidInputError} when an option is not one of the accepted ones.
 */
export function planDecoding(source: DecodeSource, options: DecodeOptions): DecodePlan {
  const { start = 0, end, stride = 1 } = options;
  requireCount('start', start, 0);
  requireCount('stride', stride);
  if (end !== undefined && (!Number.isInteger(end) || end <= start)) {
    throw new InvalidInputError(`end must be an integer above start (${start})`, { received: end });
  }
  return {
    source,
    picture: planPicture(source, options),
    range: { start, end, stride },
    expected: Math.max(0, Math.ceil((Math.min(end ?? Infinity, source.frameCount) - start) / stride)),
    signal: effectiveSignal(options.signal),
  };
}

/**
 * Decodes through a pipe from ffmpeg, without temporary files, at the taker's pace: while no frame is asked for, ffmpeg waits at
 * its full pipe. Leaving the loop, an error in it and an abort all kill ffmpeg.
 */
export async function* decodeStream(
  plan: DecodePlan,
  { onProgress, onWarning, onEnd }: StreamListeners = {},
): AsyncGenerator<VideoFrame, void, undefined> {
  const what = `decoding ${plan.source.name}`;
  const ffmpeg = ffmpegProgram();
  const args = await decodeArguments(ffmpeg, plan);
  const { start, end, stride } = plan.range;
  const shown = new ShowinfoReader();
  let length = 0;
  const turn = await ffmpegTurns.take(what, plan.signal);
  try {
    const pipe = pipeProgram(ffmpeg, args, { signal: plan.signal, what, onErrorLine: (line) => shown.push(line) });
    try {
      for await (const piped of cutIntoFrames(pipe.output, plan.picture.pipedBytes)) {
        const index = start + length++ * stride;
        if (shown.seconds.length <= index) await pipe.lines(() => shown.seconds.length > index);
        const time = shown.seconds[index] ?? index / plan.source.frameRate;
        onProgress?.({ done: length, total: Math.max(length, plan.expected), unit: 'frame', label: what });
        turn.rest();
        yield { index, time, data: plan.picture.finish(piped), shape: plan.picture.shape };
        turn.work();
        throwIfAborted(plan.signal, what);
      }
      const status = await pipe.ended();
      const decoded = shown.seconds.length;
      requireFrames(plan, { length, decoded, reason: shown.lastError ?? `ffmpeg's status ${status}` });
      onEnd?.({ decoded, isAll: end === undefined || end > decoded, seconds: shown.span });
    } finally {
      await pipe.kill();
    }
  } finally {
    turn.end();
    for (const warning of shown.warnings()) {
      if (warning.frame < start + length * stride && warning.until > start) onWarning?.(warning);
    }
  }
}

/** Frames of so many bytes each, in buffers of their own. What follows the last whole one is dropped. */
async function* cutIntoFrames(pieces: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let frame = new Uint8Array(bytes);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + bytes - filled);
      frame.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < bytes) continue;
      yield frame;
      frame = new Uint8Array(bytes);
      filled = 0;
    }
  }
}

async function decodeArguments(
  ffmpeg: string,
  { source, picture, range: { start, end, stride } }: DecodePlan,
): Promise<string[]> {
  const chosen = [`gte(n,${start})`, `not(mod(n-${start},${stride}))`];
  if (end !== undefined) chosen.push(`lt(n,${end})`);
  // After scaling, since showinfo's checksums cost more than the scaling itself.
  const filters = [...picture.filters, 'showinfo', `select='${chosen.join('*')}'`];
  const count = end === undefined ? [] : ['-frames:v', String(Math.ceil((end - start) / stride))];
  return [
    ...QUIET,
    ...['-loglevel', 'level+info', '-copyts'],
    ...fileInput(source.path),
    ...['-map', `0:${source.streamIndex}`, '-vf', filters.join(',')],
    ...[...(await everyFrameOnce(ffmpeg)), ...count, '-f', 'rawvideo', 'pipe:1'],
  ];
}

/** The container may claim a frame more than decodes; asking for one that it does not even claim is a mistake. */
function requireFrames(
  { source: { name, frameCount }, range: { start, end } }: DecodePlan,
  { length, decoded, reason }: { readonly length: number; readonly decoded: number; readonly reason: string },
): void {
  if (decoded === 0) throw new UnsupportedMediaError(`no frame of ${name} decodes`, { received: reason });
  const isTooFar = end !== undefined && end > Math.max(decoded, frameCount);
  if (length > 0 && !isTooFar) return;
  throw new InvalidInputError(`${name} has ${decoded} frames: the range is outside`, {
    received: { start, ...(end === undefined ? {} : { end }) },
    accepted: `start from 0 to ${decoded - 1}, end up to ${decoded}`,
  });
}
