import { basename, extname, resolve } from 'node:path';
import { showValuesOf } from '../display.js';
import { effectiveSignal } from '../progress.js';
import { decodeFrames } from './decode.js';
import { FrameIndex } from './frame-index.js';
import type { Frames } from './frames.js';
import { posterMarkdown } from './poster.js';
import { probeVideo, type VideoFacts } from './probe.js';
import { type DecodeOptions, decodeStream, planDecoding, type StreamOptions, type VideoFrame } from './stream-frames.js';

/**
 * Opens a video: reads what the file says of itself, decodes nothing yet.
 *
 * Rotation, pixel aspect and rate are those of the first video stream; sound is noted and otherwise ignored.
 *
 * @throws {NotFoundError} when the file is not there. Names its folder and the nearest names.
 * @throws {UnsupportedMediaError} when it is empty, no video, or audio only. Gives ffprobe's reason.
 * @throws {MissingEngineError} when ffprobe cannot be had.
 * @throws {AbortedError} when interrupted.
 */
export async function openVideo(path: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Video> {
  return new Video(path, await probeVideo(path, effectiveSignal(signal)));
}

/** A video file and what it says of itself. Its frames are decoded by `frames()`, each time anew. */
export class Video implements VideoFacts {
  /** Absolute path. */
  readonly path: string;
  /** File name without its extension. */
  readonly name: string;
  /** Pixels, as shown: after rotation. */
  readonly width: number;
  /** Pixels, as shown: after rotation. */
  readonly height: number;
  /** Degrees clockwise by which the stored picture is turned to be shown: 0, 90, 180 or 270. `frames()` applies it. */
  readonly rotation: number;
  /**
   * Frames as the container claims them. Where it does not count: the packets of a short file, `duration · frameRate` of a long one.
   * One or two of them may not decode; `decodedFrameCount` and `Frames.claimedFrameCount` tell.
   */
  readonly frameCount: number;
  /** Whether `frameCount` is `duration · frameRate`. */
  readonly isFrameCountEstimated: boolean;
  /** Frames a second, on average. */
  readonly frameRate: number;
  /** Whether frames are unevenly spaced, by the file's first thousand packets and its header; each frame's own time is in `Frames.timestamps`. */
  readonly isVariableFrameRate: boolean;
  /** Seconds. */
  readonly duration: number;
  /** FFmpeg's name: 'h264'. */
  readonly codec: string;
  /** FFmpeg's name: 'yuv420p'. */
  readonly pixelFormat: string;
  /** FFmpeg's name of the colour matrix the file is tagged with: 'bt709', or 'unknown' as in most files. */
  readonly colorSpace: string;
  /** Width by height of a pixel as shown; 1 for square ones. */
  readonly sampleAspectRatio: number;
  readonly hasAudio: boolean;
  /** FFmpeg's name or names: 'mov,mp4,m4a,3gp,3g2,mj2'. */
  readonly container: string;
  /** The video stream's number in the file. */
  readonly streamIndex: number;

  readonly #index: FrameIndex = new FrameIndex();

  constructor(path: string, facts: VideoFacts) {
    this.path = resolve(path);
    this.name = basename(path, extname(path));
    this.width = facts.width;
    this.height = facts.height;
    this.rotation = facts.rotation;
    this.frameCount = facts.frameCount;
    this.isFrameCountEstimated = facts.isFrameCountEstimated;
    this.frameRate = facts.frameRate;
    this.isVariableFrameRate = facts.isVariableFrameRate;
    this.duration = facts.duration;
    this.codec = facts.codec;
    this.pixelFormat = facts.pixelFormat;
    this.colorSpace = facts.colorSpace;
    this.sampleAspectRatio = facts.sampleAspectRatio;
    this.hasAudio = facts.hasAudio;
    this.container = facts.container;
    this.streamIndex = facts.streamIndex;
  }

  /**
   * Decodes frames `start` to before `end`, every `stride`-th, as bytes `[frames, height, width, channels]` with their timestamps.
   *
   * Defaults: all frames, 128×128, gray. Numbers count the frames that decode, so frames before `start` are decoded too and left
   * out; where this object has decoded them before, it enters shortly before `start`: a long video is read quickly part by part.
   * Damaged frames are kept as far as they decode, and named in `frames.warnings`.
   *
   * @throws {InvalidInputError} when an option is not accepted, the range lies outside the video, or the result would pass 2 GiB.
   * @throws {UnsupportedMediaError} when no frame decodes.
   * @throws {AbortedError} when interrupted.
   */
  frames(options: DecodeOptions = {}): Promise<Frames> {
    return decodeFrames(this, options, this.#index);
  }

  /**
   * The same frames one by one, for videos of any length: memory holds one, and ffmpeg waits while none is asked for.
   *
   * ```ts
   * for await (const { index, time, data } of video.stream({ size: 224, color: 'rgb' })) …
   * ```
   *
   * Each loop decodes anew. Leaving it, an error in it and an abort end ffmpeg. Not more ffmpegs work at once than there are cores;
   * a further stream waits for its turn, except for one whose frames nobody takes.
   *
   * @throws {InvalidInputError} at once when an option is not accepted; in the loop when the range lies outside the video.
   * @throws {UnsupportedMediaError} in the loop, when no frame decodes.
   * @throws {AbortedError} in the loop, when interrupted.
   */
  stream(options: StreamOptions = {}): AsyncIterable<VideoFrame> {
    const { onProgress, onWarning } = options;
    const plan = planDecoding(this, options, this.#index);
    return { [Symbol.asyncIterator]: () => decodeStream(plan, { onProgress, onWarning }) };
  }

  /** Frames that decode; undefined until the video has once been decoded to its end. */
  get decodedFrameCount(): number | undefined {
    return this.#index.decodedFrameCount;
  }

  #describeCount(): string {
    const claimed = `${this.isFrameCountEstimated ? 'about ' : ''}${this.frameCount}`;
    const decoded = this.decodedFrameCount;
    return decoded === undefined || decoded === this.frameCount ? `${claimed} frames` : `${decoded} frames (${claimed} claimed)`;
  }

  /** All facts as plain data, with a note where the number of frames is not to be relied on. */
  toJSON(): VideoFacts & {
    readonly path: string;
    readonly name: string;
    readonly decodedFrameCount?: number;
    readonly note: string;
  } {
    const decodedFrameCount = this.decodedFrameCount;
    const claim = this.isFrameCountEstimated
      ? 'frameCount is estimated from duration and rate'
      : 'frameCount is what the container claims; some files hold a frame less than they claim';
    const note = decodedFrameCount === undefined ? claim : `${decodedFrameCount} of ${this.frameCount} claimed frames decode`;
    return { ...this, ...(decodedFrameCount === undefined ? {} : { decodedFrameCount }), note };
  }

  toString(): string {
    const rate = `${Number(this.frameRate.toFixed(2))} fps${this.isVariableFrameRate ? ' on average' : ''}`;
    const count = this.#describeCount();
    const seconds = `${this.duration.toFixed(1)} s`;
    const turned = this.rotation === 0 ? '' : `, turned by ${this.rotation}°`;
    return `${this.name}: ${count}, ${rate}, ${seconds}, ${this.width}×${this.height}${turned}, ${this.codec}`;
  }
}

showValuesOf(Video, {
  text: String,
  bundle: async (video) => ({ 'text/plain': String(video), 'text/markdown': await posterMarkdown(video) }),
});
