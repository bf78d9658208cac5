import type { FrameSource } from './frame-source.js';

/** What the server says of a video's frames. */
export interface ServedFrames {
  readonly shown: { readonly width: number; readonly height: number };
  readonly frameCount: number;
  /** Frames in a chunk. */
  readonly chunk: number;
}

/** Asks the server for a chunk of frames. */
export type FetchChunk = (chunk: number, signal: AbortSignal) => Promise<ArrayBuffer>;

interface Chunk {
  readonly times: readonly number[];
  readonly images: readonly ImageBitmap[];
}

/** Chunks whose pictures are kept decoded: nine of 24 frames of 720 × 405 pixels are 250 MB. */
const KEPT = 9;

/** Frames by chunk from the label server: the next chunk comes ahead of its use, the one before stays. */
export class ServerFrames implements FrameSource {
  readonly width: number;
  readonly height: number;
  frameCount: number;
  readonly #size: number;
  readonly #fetch: FetchChunk;
  readonly #chunks = new Map<number, Chunk>();
  readonly #times = new Map<number, readonly number[]>();
  readonly #coming = new Map<number, { readonly promise: Promise<void>; readonly abort: AbortController }>();
  #isDisposed = false;

  constructor({ shown, frameCount, chunk }: ServedFrames, fetchChunk: FetchChunk) {
    this.width = shown.width;
    this.height = shown.height;
    this.frameCount = frameCount;
    this.#size = chunk;
    this.#fetch = fetchChunk;
  }

  time(frame: number): number | undefined {
    return this.#times.get(this.#chunkOf(frame))?.[frame % this.#size];
  }

  has(frame: number): boolean {
    return this.#chunks.get(this.#chunkOf(frame))?.images[frame % this.#size] !== undefined;
  }

  draw(surface: CanvasRenderingContext2D, frame: number): boolean {
    const chunk = this.#chunkOf(frame);
    const image = this.#chunks.get(chunk)?.images[frame % this.#size];
    if (!image) return false;
    surface.drawImage(image, 0, 0, surface.canvas.width, surface.canvas.height);
    this.#prefetch(chunk, frame % this.#size);
    return true;
  }

  async load(frame: number): Promise<void> {
    const chunk = this.#chunkOf(frame);
    // Frames elsewhere, that nobody looks at any more, would only keep this one waiting.
    for (const [other, { abort }] of this.#coming) if (Math.abs(other - chunk) > 1) abort.abort();
    await this.#get(chunk);
    this.#prefetch(chunk, frame % this.#size);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const { abort } of this.#coming.values()) abort.abort();
    for (const { images } of this.#chunks.values()) for (const image of images) image.close();
    this.#chunks.clear();
  }

  #chunkOf(frame: number): number {
    return Math.floor(frame / this.#size);
  }

  /** The next chunk from the first third on, the one before in the first third. */
  #prefetch(chunk: number, place: number): void {
    const next = (chunk + 1) * this.#size < this.frameCount ? chunk + 1 : undefined;
    const wanted = place < this.#size / 3 && chunk > 0 && !this.#chunks.has(chunk - 1) ? chunk - 1 : next;
    for (const neighbour of [next, wanted]) {
      if (neighbour !== undefined && !this.#chunks.has(neighbour)) this.#get(neighbour).catch(() => undefined);
    }
  }

  #get(chunk: number): Promise<void> {
    if (this.#chunks.has(chunk)) return Promise.resolve();
    const known = this.#coming.get(chunk);
    if (known && !known.abort.signal.aborted) return known.promise;
    const abort = new AbortController();
    const promise = this.#receive(chunk, abort.signal).finally(() => {
      if (this.#coming.get(chunk)?.abort === abort) this.#coming.delete(chunk);
    });
    this.#coming.set(chunk, { promise, abort });
    return promise;
  }

  async #receive(chunk: number, signal: AbortSignal): Promise<void> {
    const bytes = await this.#fetch(chunk, signal);
    const headLength = new DataView(bytes).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headLength))) as {
      start: number;
      times: number[];
      lengths: number[];
    };
    let at = 4 + headLength;
    const jpegs = head.lengths.map((length) => {
      const jpeg = new Blob([new Uint8Array(bytes, at, length)], { type: 'image/jpeg' });
      at += length;
      return jpeg;
    });
    const images = await Promise.all(jpegs.map((jpeg) => createImageBitmap(jpeg)));
    if (this.#isDisposed) return;
    // A chunk that is not full ends the video.
    if (images.length < this.#size && images.length > 0) this.frameCount = head.start + images.length;
    if (images.length === 0) this.frameCount = Math.min(this.frameCount, head.start);
    this.#times.set(chunk, head.times);
    this.#chunks.set(chunk, { times: head.times, images });
    this.#dropFarFrom(chunk);
  }

  #dropFarFrom(chunk: number): void {
    const farthest = [...this.#chunks.keys()].sort((a, b) => Math.abs(b - chunk) - Math.abs(a - chunk));
    for (const far of farthest.slice(0, Math.max(0, this.#chunks.size - KEPT))) {
      for (const image of this.#chunks.get(far)?.images ?? []) image.close();
      this.#chunks.delete(far);
    }
  }
}
