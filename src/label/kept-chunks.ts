import type { FrameChunk } from './shown-frames.js';

/** So many chunks are kept however large they are: the decoder runs ahead of who looks. */
const FEWEST = 8;

/** Chunks of frames that were shown lately, up to so many bytes of pictures; what was asked for last is dropped last. */
export class KeptChunks {
  readonly #most: number;
  readonly #chunks = new Map<number, { readonly chunk: FrameChunk; readonly bytes: number }>();
  #bytes = 0;

  /** @param most bytes of pictures that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  get(index: number): FrameChunk | undefined {
    const known = this.#chunks.get(index);
    if (known) this.set(index, known.chunk);
    return known?.chunk;
  }

  set(index: number, chunk: FrameChunk): void {
    this.#drop(index);
    const bytes = chunk.frames.reduce((sum, { jpeg }) => sum + jpeg.length, 0);
    this.#chunks.set(index, { chunk, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#chunks.keys()) {
      if (this.#bytes <= this.#most || this.#chunks.size <= FEWEST) break;
      this.#drop(oldest);
    }
  }

  #drop(index: number): void {
    this.#bytes -= this.#chunks.get(index)?.bytes ?? 0;
    this.#chunks.delete(index);
  }
}
