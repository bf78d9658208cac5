import { InvalidInputError, UnsupportedMediaError } from '../errors.js';
import { type ColorMode, channelsOf } from '../preprocessing.js';
import { effectiveSignal, type LongCallOptions } from '../progress.js';
import { requireCount, requireOneOf } from '../shape.js';
import { ByteCollector } from './byte-collector.js';
import { enlarge } from './enlarge.js';
import { everyFrameOnce, fileInput, QUIET } from './ffmpeg-arguments.js';
import { ffmpegProgram } from './ffmpeg-programs.js';
import { Frames } from './frames.js';
import type { VideoFacts } from './probe.js';
import { runProgram } from './run-program.js';
import { type DecodeWarning, ShowinfoReader } from './showinfo-reader.js';

/** Which frames are decoded, and into what. */
export interface DecodeOptions extends LongCallOptions {
  /** Height and width in pixels; the picture is squashed to a square by area interpolation. Default 128. */
  readonly size?: number;
  /** One luminance channel, or red, green, blue. Default 'gray'. */
  readonly color?: ColorMode;
  /** First frame. Default 0. */
  readonly start?: number;
  /** Frame before which to stop. Default: the last that decodes. */
  readonly end?: number;
  /** Take every so-many-th frame from `start` on. Default 1: all. */
  readonly stride?: number;
}

/** What is decoded. */
export interface DecodeSource extends VideoFacts {
  readonly path: string;
  readonly name: string;
}

/**
 * Decodes through a pipe from ffmpeg, without temporary files: bytes 0–255 of shape `[frames, size, size, channels]`.
 *
 * Rotation is applied, aspect is not kept. Gray is 0.299 R + 0.587 G + 0.114 B, which is the luma of most files. Timestamps are the container's own,
 * in seconds. Damaged frames are kept as far as they decode, and named in `warnings`.
 *
 * @throws {InvalidInputError} when the range lies outside the video.
 * @throws {UnsupportedMediaError} when no frame at all decodes.
 * @throws {MissingEngineError} when there is no ffmpeg.
 * @throws {AbortedError} when interrupted; ffmpeg is gone by then.
 */
export async function decodeFrames(source: DecodeSource, options: DecodeOptions = {}): Promise<Frames> {
  const { size = 128, color = 'gray', start = 0, end, stride = 1, onProgress } = options;
  requireRange({ size, start, end, stride });
  requireOneOf('color', color, ['gray', 'rgb']);
  const channels = channelsOf(color);
  const isEnlarged = source.width < size || source.height < size;
  const [height, width] = isEnlarged ? [source.height, source.width] : [size, size];
  const frameBytes = height * width * channels;
  const expected = Math.max(0, Math.ceil((Math.min(end ?? Infinity, source.frameCount) - start) / stride));
  const pictures = new ByteCollector(expected * frameBytes);
  const shown = new ShowinfoReader();
  const label = `decoding ${source.name}`;
  let reported = 0;
  const ffmpeg = ffmpegProgram();
  const { status } = await runProgram(
    ffmpeg,
    await decodeArguments(ffmpeg, source, { width, height, color, start, end, stride }),
    {
      what: label,
      signal: effectiveSignal(options.signal),
      onOutput: (chunk) => {
        pictures.push(chunk);
        const done = Math.floor(pictures.length / frameBytes);
        if (done > reported) onProgress?.({ done, total: Math.max(done, expected), unit: 'frame', label });
        reported = done;
      },
      onErrorLine: (line) => shown.push(line),
    },
  );
  const length = Math.floor(pictures.length / frameBytes);
  requireFrames(source, { start, end, length, decoded: shown.seconds.length, status, reason: shown.lastError });
  const data = pictures.bytes(length * frameBytes);
  return new Frames({
    data: isEnlarged ? enlarge({ data, height, width, channels }, size) : data,
    shape: [length, size, size, channels],
    timestamps: Float64Array.from({ length }, (_, i) => {
      const frame = start + i * stride;
      return shown.seconds[frame] ?? frame / source.frameRate;
    }),
    frameRate: source.frameRate / stride,
    name: source.name,
    warnings: [
      ...shown.warnings().filter((warning) => warning.frame < start + length * stride && warning.until > start),
      ...missing(source, shown.seconds.length, end),
    ],
  });
}

/** What the container counts and does not give, where decoding went on to the end. */
function missing(
  { name, frameCount, isFrameCountEstimated }: DecodeSource,
  decoded: number,
  end: number = Infinity,
): DecodeWarning[] {
  if (isFrameCountEstimated || end <= decoded || frameCount <= decoded) return [];
  const message = `frames from ${decoded} on are missing: ${name} claims ${frameCount}, ${decoded} decode`;
  return [{ frame: decoded, until: frameCount, message }];
}

interface FrameRange {
  readonly start: number;
  readonly end?: number;
  readonly stride: number;
}

function requireRange({ size, start, end, stride }: FrameRange & { readonly size: number }): void {
  requireCount('size', size);
  requireCount('start', start, 0);
  requireCount('stride', stride);
  if (end !== undefined && (!Number.isInteger(end) || end <= start)) {
    throw new InvalidInputError(`end must be an integer above start (${start})`, { received: end });
  }
}

/** Colour planes are interpolated in full, so that area interpolation sees what OpenCV's does. */
const SCALE_FLAGS = 'flags=area+accurate_rnd+full_chroma_int+full_chroma_inp';

/** The luma itself, expanded to 0–255: exact, and nothing but one plane is scaled. */
const LUMA = [`scale=SIZE:${SCALE_FLAGS}`, 'format=gray'];

/** Through red, green and blue with the BT.601 matrix although the file is tagged BT.709, as PyAV makes gray of it. */
const GRAY_OF_709 = [
  `scale=SIZE:${SCALE_FLAGS}:in_color_matrix=bt601`,
  'format=gbrp',
  `scale=${SCALE_FLAGS}:out_color_matrix=bt601`, // builds of 2018 would take the tag's
  'format=gray',
];

/** True colours: the file's own matrix. */
const COLOR = [`scale=SIZE:${SCALE_FLAGS}`, 'format=rgb24'];

/** What ffmpeg is to make of each frame. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly color: ColorMode;
}

async function decodeArguments(
  ffmpeg: string,
  { path, stream, colorSpace }: DecodeSource,
  { width, height, color, start, end, stride }: FrameRange & Picture,
): Promise<string[]> {
  const chosen = [`gte(n,${start})`, `not(mod(n-${start},${stride}))`];
  if (end !== undefined) chosen.push(`lt(n,${end})`);
  const gray = colorSpace === 'bt709' ? GRAY_OF_709 : LUMA;
  const filters = [
    ...(color === 'gray' ? gray : COLOR).map((filter) => filter.replace('SIZE', `${width}:${height}`)),
    'showinfo', // after scaling, since its checksums cost more than the scaling itself
    `select='${chosen.join('*')}'`,
  ];
  const count = end === undefined ? [] : ['-frames:v', String(Math.ceil((end - start) / stride))];
  const output = [...(await everyFrameOnce(ffmpeg)), ...count, '-f', 'rawvideo', 'pipe:1'];
  return [
    ...QUIET,
    ...['-loglevel', 'level+info', '-copyts'],
    ...fileInput(path),
    ...['-map', `0:${stream}`, '-vf', filters.join(',')],
    ...output,
  ];
}

interface DecodedRange {
  readonly start: number;
  readonly end?: number;
  readonly length: number;
  readonly decoded: number;
  readonly status: number | null;
  readonly reason?: string;
}

/** The container may claim a frame more than decodes; asking for one that it does not even claim is a mistake. */
function requireFrames(source: DecodeSource, { start, end, length, decoded, status, reason }: DecodedRange): void {
  if (decoded === 0) {
    throw new UnsupportedMediaError(`no frame of ${source.name} decodes`, { received: reason ?? `ffmpeg's status ${status}` });
  }
  const isTooFar = end !== undefined && end > Math.max(decoded, source.frameCount);
  if (length === 0 || isTooFar) {
    throw new InvalidInputError(`${source.name} has ${decoded} frames: the range is outside`, {
      received: { start, ...(end === undefined ? {} : { end }) },
      accepted: `start from 0 to ${decoded - 1}, end up to ${decoded}`,
    });
  }
}
