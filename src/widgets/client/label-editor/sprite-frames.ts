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

  load(frame: number): Promise<void> {
    return this.#images.load(Math.floor(frame / this.#stride));
  }

  has(frame: number): boolean {
    return this.#images.has(Math.floor(frame / this.#stride));
  }

  dispose(): void {
    this.#images.dispose();
  }
}
