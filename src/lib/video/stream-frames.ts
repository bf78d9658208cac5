import { InvalidInputError, UnsupportedMediaError } from '../errors.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted } from '../progress.js';
import { requireCount } from '../shape.js';
import { everyFrameOnce, fileInput, QUIET } from './ffmpeg-arguments.js';
import { ffmpegProgram } from './ffmpeg-programs.js';
import { ffmpegTurns, type Turn } from './ffmpeg-turns.js';
import { type EntryPoint, FrameIndex } from './frame-index.js';
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
  /** What earlier decodings of the same file have learnt. */
  readonly index: FrameIndex;
}

/**
 * Checks what is asked for, before anything is started.
 *
 * @throws {InvalidInputError} when an option is not one of the accepted ones.
 */
export function planDecoding(source: DecodeSource, options: DecodeOptions, index: FrameIndex = new FrameIndex()): DecodePlan {
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
    index,
  };
}

/**
 * Decodes through a pipe from ffmpeg, without temporary files, at the taker's pace: while no frame is asked for, ffmpeg waits at
 * its full pipe. Leaving the loop, an error in it and an abort all kill ffmpeg.
 */
export async function* decodeStream(
  plan: DecodePlan,
  listeners: StreamListeners = {},
): AsyncGenerator<VideoFrame, void, undefined> {
  const turn = await ffmpegTurns.take(whatOf(plan), plan.signal);
  try {
    const entry = canBeEntered(plan.source) ? plan.index.entryBefore(plan.range.start) : undefined;
    const isDone = entry !== undefined && (yield* decodeFrom(entry, plan, listeners, turn));
    if (!isDone) yield* decodeFrom(undefined, plan, listeners, turn);
  } finally {
    turn.end();
  }
}

/** Containers that state when each packet is shown, so that frames can be told after a jump. */
export function canBeEntered({ container }: Pick<VideoFacts, 'container'>): boolean {
  return /\b(mp4|matroska)\b/.test(container);
}

/**
 * Decodes from an entry point, or from the first frame.
 *
 * @returns false, before any frame is given, when the frames at the entry point are not those that are known to be there.
 */
async function* decodeFrom(
  entry: EntryPoint | undefined,
  plan: DecodePlan,
  { onProgress, onWarning, onEnd }: StreamListeners,
  turn: Turn,
): AsyncGenerator<VideoFrame, boolean, undefined> {
  const what = whatOf(plan);
  const { start, end, stride } = plan.range;
  const shown = new ShowinfoReader(plan.index.before(entry?.frame ?? 0));
  let length = 0;
  let isConfirmed = entry === undefined;
  let isWhole = false;
  const ffmpeg = ffmpegProgram();
  const args = await decodeArguments(ffmpeg, plan, entry);
  const pipe = pipeProgram(ffmpeg, args, { signal: plan.signal, what, onErrorLine: (line) => shown.push(line) });
  try {
    for await (const piped of cutIntoFrames(pipe.output, plan.picture.pipedBytes)) {
      const index = start + length * stride;
      if (shown.seconds.length <= index) await pipe.lines(() => shown.seconds.length > index);
      isConfirmed ||= entry !== undefined && plan.index.confirms(entry, shown);
      if (!isConfirmed) return false;
      length++;
      onProgress?.({ done: length, total: Math.max(length, plan.expected), unit: 'frame', label: what });
      const time = shown.seconds[index] ?? index / plan.source.frameRate;
      turn.rest();
      yield { index, time, data: plan.picture.finish(piped), shape: plan.picture.shape };
      turn.work();
      throwIfAborted(plan.signal, what);
    }
    const status = await pipe.ended();
    if (!isConfirmed) return false;
    const decoded = shown.seconds.length;
    requireFrames(plan, { length, decoded, reason: shown.lastError ?? `ffmpeg's status ${status}` });
    isWhole = end === undefined || end > decoded;
    onEnd?.({ decoded, isAll: isWhole, seconds: shown.span });
    return true;
  } finally {
    await pipe.kill();
    if (isConfirmed) plan.index.learn(shown, isWhole);
    for (const warning of shown.warnings()) {
      if (warning.frame < start + length * stride && warning.until > start) onWarning?.(warning);
    }
  }
}

function whatOf({ source }: DecodePlan): string {
  return `decoding ${source.name}`;
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

async function decodeArguments(ffmpeg: string, plan: DecodePlan, entry: EntryPoint | undefined): Promise<string[]> {
  const { source, picture, range } = plan;
  const [skipped, stride] = [entry?.frame ?? 0, range.stride];
  const [start, end] = [range.start - skipped, range.end === undefined ? undefined : range.end - skipped];
  const chosen = [`gte(n,${start})`, `not(mod(n-${start},${stride}))`];
  if (end !== undefined) chosen.push(`lt(n,${end})`);
  const filters = [
    ...(entry ? [`select='gte(t,${entry.boundary.toFixed(9)})'`] : []),
    ...picture.filters,
    'showinfo', // after scaling, since its checksums cost more than the scaling itself
    `select='${chosen.join('*')}'`,
  ];
  const jump = entry ? ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', entry.seconds.toFixed(6)] : [];
  const count = end === undefined ? [] : ['-frames:v', String(Math.ceil((end - start) / stride))];
  return [
    ...QUIET,
    ...['-loglevel', 'level+info', '-copyts'],
    ...[...jump, ...fileInput(source.path)],
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
