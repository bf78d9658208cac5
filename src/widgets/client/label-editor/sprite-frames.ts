import type { SpriteSheets } from '../../states.js';
import { SpriteImages } from '../sprite-images.js';
import type { FrameSource } from './frame-source.js';

/** The frames that a page carries. */
export class SpriteFrames implements FrameSource {
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  readonly #images: SpriteImages;
  readonly #times: readonly number[];
  readonly #stride: number;
  readonly #loaded = new Set<number>();

  constructor(pictures: SpriteSheets, times: readonly number[], stride: number) {
    this.width = pictures.width;
    this.height = pictures.height;
    this.frameCount = times.length;
    this.#images = new SpriteImages(pictures);
    this.#times = times;
    this.#stride = stride;
  }

  time(frame: number): number | undefined {
    return this.#times[frame];
  }

  draw(surface: CanvasRenderingContext2D, frame: number): boolean {
    return this.#images.draw(surface, Math.floor(frame / this.#stride));
  }

  async load(frame: number): Promise<void> {
    await this.#images.load(Math.floor(frame / this.#stride));
    this.#loaded.add(frame);
  }

  has(frame: number): boolean {
    return this.#loaded.has(frame);
  }

  dispose(): void {
    this.#images.dispose();
  }
}
