import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidInputError, NotFoundError, UnsupportedMediaError } from '../errors.js';
import { missingFileError } from '../nearest-names.js';
import { fileInput } from './ffmpeg-arguments.js';
import { ffprobeProgram } from './ffmpeg-programs.js';
import { frameSpacing, type ProbedPacket } from './frame-spacing.js';
import { runProgram } from './run-program.js';

/** What a file says of its first video stream, before anything is decoded. */
export interface VideoFacts {
  /** Pixels, as shown: after rotation. */
  readonly width: number;
  /** Pixels, as shown: after rotation. */
  readonly height: number;
  /** Degrees clockwise by which the stored picture is turned to be shown: 0, 90, 180 or 270. */
  readonly rotation: number;
  /**
   * Frames as the container claims them. Where it does not count: the packets of a short file, `duration · frameRate` of a long one.
   * One or two of them may not decode.
   */
  readonly frameCount: number;
  /** Whether `frameCount` is `duration · frameRate`. */
  readonly isFrameCountEstimated: boolean;
  /** Frames a second, on average. */
  readonly frameRate: number;
  /**
   * Whether frames are unevenly spaced: two neighbours among the file's first thousand packets are a tenth nearer or farther than
   * usual, or the header's average rate differs from its base rate by more than 1 %.
   */
  readonly isVariableFrameRate: boolean;
  /** Seconds. */
  readonly duration: number;
  /** FFmpeg's name: 'h264'. */
  readonly codec: string;
  /** FFmpeg's name: 'yuv420p'. */
  readonly pixelFormat: string;
  /** FFmpeg's name of the colour matrix the file is tagged with: 'bt709', 'unknown'. */
  readonly colorSpace: string;
  /** Width by height of a pixel as shown; 1 for square ones, and where the file says nothing. */
  readonly sampleAspectRatio: number;
  readonly hasAudio: boolean;
  /** FFmpeg's name or names: 'mov,mp4,m4a,3gp,3g2,mj2'. */
  readonly container: string;
  /** The video stream's number in the file. */
  readonly streamIndex: number;
}

/**
 * Asks ffprobe for the facts of a file's first video stream; cover pictures do not count.
 *
 * @throws {NotFoundError} when the file is not there. Names its folder and the nearest names.
 * @throws {UnsupportedMediaError} when it is empty, no video, or audio only. Gives ffprobe's reason.
 * @throws {MissingEngineError} when there is no ffprobe.
 * @throws {AbortedError} when interrupted.
 */
export async function probeVideo(path: string, signal?: AbortSignal): Promise<VideoFacts> {
  await requireFilledFile(path);
  const name = basename(path);
  const { output, errorLines } = await runProgram(
    ffprobeProgram(),
    ['-hide_banner', '-loglevel', 'error', ...PROBE_OPTIONS, ...fileInput(path)],
    { what: `opening ${name}`, signal },
  );
  const { streams = [], format = {}, packets = [], error } = parseProbe(output);
  const isText = format.format_name === 'tty'; // FFmpeg would draw a .txt as a terminal's screen
  const reason = isText ? 'text' : (reasonOf(errorLines) ?? error?.string);
  if (error || isText || streams.length === 0) {
    throw new UnsupportedMediaError(`${name} is no video that can be read`, { received: reason });
  }
  const video = streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
  const hasAudio = streams.some((stream) => stream.codec_type === 'audio');
  if (!video) {
    throw new UnsupportedMediaError(`${name} has no video stream${hasAudio ? ', only sound' : ''}`, {
      received: streams.map((stream) => `${stream.codec_type} (${stream.codec_name})`).join(', '),
    });
  }
  if (!video.pix_fmt || !video.width || !video.height) {
    throw new UnsupportedMediaError(`the video stream of ${name} (${video.codec_name}) cannot be decoded`, { received: reason });
  }
  return { ...factsOf(video, format, packets), hasAudio };
}

/** So many packets are looked at, of all streams together: quick also where the file is large or far away. */
const PACKETS = 1000;

const PROBE_OPTIONS = [
  ...['-print_format', 'json', '-show_format', '-show_streams', '-show_error'],
  ...['-show_entries', 'packet=stream_index,pts,dts,flags', '-read_intervals', `%+#${PACKETS}`],
];

interface ProbedStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly color_space?: string;
  readonly sample_aspect_ratio?: string;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly time_base?: string;
  readonly duration?: string;
  readonly nb_frames?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: { readonly rotate?: string };
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

interface Probed {
  readonly streams?: readonly ProbedStream[];
  readonly format?: { readonly format_name?: string; readonly duration?: string };
  readonly packets?: readonly ProbedPacket[];
  readonly error?: { readonly string: string };
}

async function requireFilledFile(path: string): Promise<void> {
  if (typeof path !== 'string' || path === '')
    throw new InvalidInputError('path must be the path of a video file', { received: path });
  const file = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error) {
    if (file.code === 'ENOENT' || file.code === 'ENOTDIR') throw await missingFileError(path, 'the video');
    throw new NotFoundError(`the video cannot be reached (${file.code})`, { received: path, cause: file });
  }
  if (file.isDirectory()) throw new InvalidInputError('this is a folder, not a video', { received: path });
  if (file.isFile() && file.size === 0)
    throw new UnsupportedMediaError(`${basename(path)} is empty: 0 bytes`, { received: path });
}

function parseProbe(output: Buffer): Probed {
  try {
    return JSON.parse(output.toString()) as Probed;
  } catch {
    return {};
  }
}

/** ffprobe's last two complaints in one line, without addresses and paths: 'moov atom not found; Invalid data found …'. */
function reasonOf(lines: readonly string[]): string | undefined {
  const reasons = lines
    .map((line) => line.replace(/^\[[^\]]* @ [^\]]*\] /, '').replace(/^file:.*?: (?=[A-Z])/, ''))
    .map((line) => line.trim().replace(/\.$/, ''))
    .filter((line) => line !== '');
  return reasons.length === 0 ? undefined : [...new Set(reasons)].slice(-2).join('; ');
}

function factsOf(
  video: ProbedStream,
  format: NonNullable<Probed['format']>,
  packets: readonly ProbedPacket[],
): Omit<VideoFacts, 'hasAudio'> {
  const rotation = rotationOf(video);
  const isTurned = rotation % 180 === 90;
  const { width = 0, height = 0 } = video;
  const claimed = Number(video.nb_frames) || 0;
  const spacing = frameSpacing(packets, video.index);
  const counted = packets.length < PACKETS ? spacing.count : 0;
  const duration = Number(video.duration) || Number(format.duration) || 0;
  const isSparse = counted > 0 && counted < 0.9 * claimed && spacing.span * ratio(video.time_base) > 0.9 * duration;
  const frameCount = claimed || counted;
  const baseRate = ratio(video.r_frame_rate);
  const averageRate = isSparse ? counted / duration : ratio(video.avg_frame_rate);
  const frameRate = averageRate || baseRate || (duration > 0 ? frameCount / duration : 0) || 25;
  const aspect = ratio(video.sample_aspect_ratio?.replace(':', '/')) || 1;
  return {
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    rotation,
    frameCount: frameCount || Math.round(duration * frameRate),
    isFrameCountEstimated: frameCount === 0,
    frameRate,
    isVariableFrameRate: spacing.isUneven || (baseRate > 0 && Math.abs(baseRate - frameRate) > 0.01 * frameRate),
    duration: duration || frameCount / frameRate,
    codec: video.codec_name ?? 'unknown',
    pixelFormat: video.pix_fmt ?? 'unknown',
    colorSpace: video.color_space ?? 'unknown',
    sampleAspectRatio: isTurned ? 1 / aspect : aspect,
    container: format.format_name ?? 'unknown',
    streamIndex: video.index,
  };
}

/** FFmpeg gives the display matrix counterclockwise, the older tag clockwise. Only right angles are shown turned. */
function rotationOf({ side_data_list = [], tags = {} }: ProbedStream): number {
  const matrix = side_data_list.find((data) => data.rotation !== undefined)?.rotation;
  const clockwise = matrix === undefined ? Number(tags.rotate) || 0 : -matrix;
  return (((Math.round(clockwise / 90) * 90) % 360) + 360) % 360;
}

function ratio(text: string = ''): number {
  const [numerator, denominator = 1] = text.split('/').map(Number);
  const value = numerator / denominator;
  return Number.isFinite(value) ? value : 0;
}
