import { showValuesOf } from '../display.js';
import { InvalidInputError } from '../errors.js';
import { requireCount, sizeOf } from '../shape.js';
import type { DecodeWarning } from './showinfo-reader.js';

export type { ColorMode } from '../preprocessing.js';

/** What frames are made of. */
export interface FramesInit {
  /** Values, C order, `[frames, height, width, channels]`. */
  readonly data: Uint8Array;
  /** `[frames, height, width, channels]`. */
  readonly shape: readonly [number, number, number, number];
  /** Seconds at which each frame is shown, one a frame. Default: `index / frameRate`. */
  readonly timestamps?: Float64Array;
  /** Frames a second, on average. */
  readonly frameRate: number;
  /** Where the frames come from, for titles and messages. */
  readonly name: string;
  /** What was damaged in the file they come from. Default: nothing. */
  readonly warnings?: readonly DecodeWarning[];
  /** Frames that the container claims, where these are all that decode. Default: unknown. */
  readonly claimedFrameCount?: number;
}

/**
 * Decoded frames: bytes 0–255 of shape `[frames, height, width, channels]`, with a timestamp in seconds each.
 *
 * Treat as immutable: slices share memory with the frames they were cut from.
 */
export class Frames {
  readonly data: Uint8Array;
  readonly shape: readonly [number, number, number, number];
  readonly timestamps: Float64Array;
  readonly frameRate: number;
  readonly name: string;

  /** What was damaged, in frame numbers of the whole video; empty for a sound one. */
  readonly warnings: readonly DecodeWarning[];

  /**
   * Frames that the container claims, where these are all the frames of a video; else undefined.
   *
   * Often one more than `length`: a last packet without a picture. That is no damage; a warning tells where the video ends early.
   */
  readonly claimedFrameCount: number | undefined;

  constructor({ data, shape, timestamps, frameRate, name, warnings = [], claimedFrameCount }: FramesInit) {
    if (data.length !== sizeOf(shape)) {
      throw new InvalidInputError(`frames of shape [${shape.join(', ')}] need ${sizeOf(shape)} bytes`, { received: data.length });
    }
    this.data = data;
    this.shape = shape;
    this.frameRate = frameRate;
    this.timestamps = timestamps ?? Float64Array.from({ length: shape[0] }, (_, index) => index / frameRate);
    this.name = name;
    this.warnings = warnings;
    this.claimedFrameCount = claimedFrameCount;
    if (this.timestamps.length !== shape[0]) {
      throw new InvalidInputError(`${shape[0]} frames need as many timestamps`, { received: this.timestamps.length });
    }
  }

  /** Number of frames. */
  get length(): number {
    return this.shape[0];
  }

  /** Pixels. */
  get height(): number {
    return this.shape[1];
  }

  /** Pixels. */
  get width(): number {
    return this.shape[2];
  }

  /** 1 for gray, 2 for flow, 3 for colour. */
  get channels(): number {
    return this.shape[3];
  }

  /** Bytes of one frame, `[height, width, channels]`, sharing memory. */
  frame(index: number): Uint8Array {
    requireCount('frame index', index, 0);
    if (index >= this.length) throw new InvalidInputError(`frame index must be below ${this.length}`, { received: index });
    const size = this.height * this.width * this.channels;
    return this.data.subarray(index * size, (index + 1) * size);
  }

  /** Frames `start` to before `end`, sharing memory. Default: to the end. */
  slice(start: number, end: number = this.length): Frames {
    requireCount('start', start, 0);
    if (!Number.isInteger(end) || end < start || end > this.length) {
      throw new InvalidInputError(`end must be an integer from start (${start}) to ${this.length}`, { received: end });
    }
    const size = this.height * this.width * this.channels;
    return new Frames({
      data: this.data.subarray(start * size, end * size),
      shape: [end - start, this.height, this.width, this.channels],
      timestamps: this.timestamps.subarray(start, end),
      frameRate: this.frameRate,
      name: this.name,
      warnings: this.warnings,
    });
  }

  /** Shape, rate and duration as plain data; the bytes stay where they are. */
  toJSON(): { name: string; shape: readonly number[]; frameRate: number; dtype: 'uint8' } {
    return { name: this.name, shape: this.shape, frameRate: this.frameRate, dtype: 'uint8' };
  }

  /** One line for a reader. */
  toString(): string {
    return `Frames of ${this.name}: uint8 [${this.shape.join(', ')}], ${Number(this.frameRate.toFixed(3))} fps`;
  }
}

showValuesOf(Frames, { text: String });
