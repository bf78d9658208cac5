import { basename, extname, resolve } from 'node:path';
import { showValuesOf } from '../display.js';
import { effectiveSignal } from '../progress.js';
import { type DecodeOptions, decodeFrames } from './decode.js';
import type { Frames } from './frames.js';
import { posterMarkdown } from './poster.js';
import { probeVideo, type VideoFacts } from './probe.js';

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
  /** Frames as the container claims them, or estimated where it does not count. One or two of them may not decode. */
  readonly frameCount: number;
  readonly isFrameCountEstimated: boolean;
  /** Frames a second, on average. */
  readonly frameRate: number;
  /** Whether frames are unevenly spaced, by the header's two rates; each frame's own time is in `Frames.timestamps`. */
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
  readonly stream: number;

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
    this.stream = facts.stream;
  }

  /**
   * Decodes frames `start` to before `end`, every `stride`-th, as bytes `[frames, size, size, channels]` with their timestamps.
   *
   * Defaults: all frames, 128×128, gray. Frames before `start` are decoded too and left out, so that numbers are exact.
   * Damaged frames are kept as far as they decode, and named in `frames.warnings`.
   *
   * @throws {InvalidInputError} when the range lies outside the video.
   * @throws {UnsupportedMediaError} when no frame decodes.
   * @throws {AbortedError} when interrupted.
   */
  frames(options: DecodeOptions = {}): Promise<Frames> {
    return decodeFrames(this, options);
  }

  /** All facts as plain data, with a note where the number of frames is not to be relied on. */
  toJSON(): VideoFacts & { readonly path: string; readonly name: string; readonly note: string } {
    const note = this.isFrameCountEstimated
      ? 'frameCount is estimated from duration and rate'
      : 'frameCount is what the container claims; some files hold a frame less than they claim';
    return { ...this, note };
  }

  toString(): string {
    const rate = `${Number(this.frameRate.toFixed(2))} fps${this.isVariableFrameRate ? ' on average' : ''}`;
    const count = `${this.isFrameCountEstimated ? 'about ' : ''}${this.frameCount} frames`;
    const seconds = `${this.duration.toFixed(1)} s`;
    const turned = this.rotation === 0 ? '' : `, turned by ${this.rotation}°`;
    return `${this.name}: ${count}, ${rate}, ${seconds}, ${this.width}×${this.height}${turned}, ${this.codec}`;
  }
}

showValuesOf(Video, {
  text: String,
  bundle: async (video) => ({ 'text/plain': String(video), 'text/markdown': await posterMarkdown(video) }),
});
