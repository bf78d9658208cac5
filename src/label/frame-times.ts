import { AbortedError, InvalidInputError } from '../lib/errors.js';
import { canBeEntered } from '../lib/video/stream-frames.js';
import type { Video } from '../lib/video/video.js';

/** Frames that are decoded at a time where a decoding can begin in the middle: then the others can begin there as well. */
const PIECE = 3000;

/**
 * Decodes a whole video in the background, as tiny pictures, to learn when each frame is shown and how many there are.
 *
 * The decoder alone tells which frame is number so-and-so: containers count packets. Each piece that is done lets a later decoding
 * enter there (`FrameIndex`), so that far jumps in a long video come to be quick.
 */
export class FrameTimes {
  readonly #video: Video;
  #abort: AbortController | undefined;
  readonly #seconds: number[] = [];
  readonly #waiting = new Set<() => void>();
  #isWhole = false;
  #running: Promise<void> | undefined;
  #failure: unknown;

  constructor(video: Video) {
    this.#video = video;
    this.start();
  }

  /** Seconds at which the frames known so far are shown. */
  get seconds(): readonly number[] {
    return this.#seconds;
  }

  /** Whether all frames are known. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Resolves when a frame is known, or that there is none of this number. Rejects where decoding fails or is stopped. */
  async until(frame: number): Promise<void> {
    while (!this.#isWhole && this.#seconds.length <= frame) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** All times. */
  async all(): Promise<Float64Array> {
    await this.until(Infinity);
    return Float64Array.from(this.#seconds);
  }

  /** Goes on with the decoding, if there is more to do and it does not go on already. */
  start(): void {
    if (this.#isWhole || this.#failure !== undefined || (this.#abort && !this.#abort.signal.aborted)) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#running = (this.#running ?? Promise.resolve()).then(() => this.#run(abort.signal));
  }

  /** Rests, so that another video has the processor; what is known stays known, and those who wait go on waiting. */
  rest(): void {
    this.#abort?.abort();
  }

  /** Ends the decoding for good. */
  stop(): void {
    this.rest();
    this.#failure ??= new AbortedError(`reading ${this.#video.name} was stopped`);
    this.#tell();
  }

  async #run(signal: AbortSignal): Promise<void> {
    try {
      const piece = canBeEntered(this.#video) ? PIECE : undefined;
      while (!this.#isWhole && !signal.aborted) {
        const start = this.#seconds.length;
        const isLast = piece === undefined || start + piece >= this.#video.frameCount;
        const end = isLast ? undefined : start + piece;
        await this.#decode(start, end, signal);
        this.#isWhole = end === undefined || this.#seconds.length < end;
        this.#tell();
      }
    } catch (error) {
      if (!signal.aborted) this.#failure = error;
      this.#tell();
    }
  }

  async #decode(start: number, end: number | undefined, signal: AbortSignal): Promise<void> {
    try {
      for await (const { time } of this.#video.stream({ size: 16, start, end, signal })) {
        this.#seconds.push(time);
        if (this.#seconds.length % 500 === 0) this.#tell();
      }
    } catch (error) {
      // Where the last piece was full, or the container claims too much, none follows: that is no failure.
      const isBehind = error instanceof InvalidInputError && start > 0;
      if (!isBehind || this.#seconds.length > start || signal.aborted) throw error;
    }
  }

  #tell(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
