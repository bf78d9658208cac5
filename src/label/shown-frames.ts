import sharp from 'sharp';
import { AbortedError, InvalidInputError } from '../lib/errors.js';
import { canBeEntered, type VideoFrame } from '../lib/video/stream-frames.js';
import type { Video } from '../lib/video/video.js';
import type { FrameTimes } from './frame-times.js';
import { KeptChunks } from './kept-chunks.js';

/** Frames that travel together. */
export const CHUNK = 24;

/** Largest sides of a shown picture in pixels: a page shows it no larger. */
const [MOST_WIDTH, MOST_HEIGHT] = [720, 540];

/** JPEG's quality: at 90 no edge of a shoe is blurred, and a second of 720 × 405 takes about a megabyte. */
const QUALITY = 90;

/** Bytes of pictures that are kept. */
const KEPT = 64_000_000;

/** A paused ffmpeg is ended after so many milliseconds. */
const IDLE = 30_000;

/** Some frames in a row, each a JPEG. */
export interface FrameChunk {
  readonly start: number;
  readonly frames: readonly { readonly time: number; readonly jpeg: Buffer }[];
}

/** A picture's size, in pixels. */
export interface ShownSize {
  readonly width: number;
  readonly height: number;
}

/** The size at which a video is shown: its own, or what fits, with square pixels. */
export function shownSize({
  width,
  height,
  sampleAspectRatio,
}: Pick<Video, 'width' | 'height' | 'sampleAspectRatio'>): ShownSize {
  const scale = Math.min(1, MOST_WIDTH / (width * sampleAspectRatio), MOST_HEIGHT / height);
  return { width: Math.max(1, Math.round(width * sampleAspectRatio * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A frame as it is sent to the browser. */
export function encodeShown({ data, shape: [height, width] }: Pick<VideoFrame, 'data' | 'shape'>): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

interface Request {
  readonly chunk: number;
  readonly signal: AbortSignal;
  readonly resolve: (chunk: FrameChunk) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The frames of a video as pictures, as the decoder counts them: frame i is what `video.stream()` gives as number i, whatever its
 * timing, order in the file or rotation.
 *
 * One decoding goes on from chunk to chunk while somebody watches; a jump begins another one. The latest request comes first.
 */
export class ShownFrames {
  readonly size: ShownSize;
  readonly #video: Video;
  readonly #times: FrameTimes;
  readonly #kept = new KeptChunks(KEPT);
  #requests: Request[] = [];
  #isWorking = false;
  #reading: { readonly frames: AsyncIterator<VideoFrame>; readonly abort: AbortController; next: number } | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(video: Video, times: FrameTimes) {
    this.size = shownSize(video);
    this.#video = video;
    this.#times = times;
  }

  /** Frames `chunk · CHUNK` to before `(chunk + 1) · CHUNK`; fewer at the end of the video, none behind it. */
  get(chunk: number, signal: AbortSignal): Promise<FrameChunk> {
    const known = this.#kept.get(chunk);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      this.#requests.push({ chunk, signal, resolve, reject });
      void this.#work();
    });
  }

  /** Ends what is being decoded. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    for (const { reject } of this.#requests.splice(0)) reject(new AbortedError('the video was closed'));
    await this.#stopReading();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    clearTimeout(this.#idle);
    for (let request = this.#requests.pop(); request; request = this.#requests.pop()) {
      const { chunk, signal, resolve, reject } = request;
      if (signal.aborted) {
        reject(new AbortedError('nobody waits for these frames'));
        continue;
      }
      try {
        resolve(this.#kept.get(chunk) ?? (await this.#read(chunk, signal)));
      } catch (error) {
        reject(error);
      }
    }
    this.#isWorking = false;
    this.#idle = setTimeout(() => void this.#stopReading(), IDLE).unref();
  }

  async #read(chunk: number, signal: AbortSignal): Promise<FrameChunk> {
    const start = chunk * CHUNK;
    const ahead = this.#reading ? start - this.#reading.next : -1;
    if (ahead < 0 || ahead > 4 * CHUNK) await this.#startReading(start, signal);
    const reading = this.#reading;
    if (!reading) throw new AbortedError('the video was closed');
    const onAbort = (): void => reading.abort.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        const read = await this.#readChunk(reading.next / CHUNK);
        if (read.frames.length > 0) this.#kept.set(read.start / CHUNK, read);
        if (read.start === start) return read;
        if (read.frames.length < CHUNK) return { start, frames: [] };
      }
    } catch (error) {
      await this.#stopReading();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #startReading(start: number, signal: AbortSignal): Promise<void> {
    await this.#stopReading();
    // Far ahead of what is known, the background comes there sooner than a decoding that begins again.
    const isFar = start > this.#times.seconds.length + CHUNK;
    if (isFar && !this.#times.isWhole && canBeEntered(this.#video))
      await Promise.race([this.#times.until(start), aborted(signal)]);
    const abort = new AbortController();
    const stream = this.#video.stream({ start, size: this.size, color: 'rgb', signal: abort.signal });
    this.#reading = { frames: stream[Symbol.asyncIterator](), abort, next: start };
  }

  async #readChunk(chunk: number): Promise<FrameChunk> {
    const start = chunk * CHUNK;
    const encoding: Promise<{ time: number; jpeg: Buffer }>[] = [];
    const reading = this.#reading;
    try {
      while (reading && encoding.length < CHUNK) {
        const { done, value } = await reading.frames.next();
        if (done) break;
        encoding.push(encodeShown(value).then((jpeg) => ({ time: value.time, jpeg })));
      }
    } catch (error) {
      // Behind the last frame there is nothing: how many there are may not have been known.
      const isBehind = error instanceof InvalidInputError && encoding.length === 0 && start > 0;
      if (!isBehind) throw error;
    } finally {
      await Promise.allSettled(encoding);
    }
    const frames = await Promise.all(encoding);
    if (reading) reading.next = start + CHUNK;
    if (frames.length < CHUNK) await this.#stopReading();
    return { start, frames };
  }

  async #stopReading(): Promise<void> {
    const reading = this.#reading;
    this.#reading = undefined;
    reading?.abort.abort();
    await reading?.frames.return?.().catch(() => undefined);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new AbortedError('nobody waits for these frames'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
