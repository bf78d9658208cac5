import type { SpriteSheets } from '../states.js';
import type { ColorTable } from './color-map.js';
import { h, surfaceOf } from './dom.js';
import { SpriteImages } from './sprite-images.js';

/** Short clips' pictures as plain pixels, for what recolours them or writes them down. */
export class ClipPixels {
  readonly #sprites: SpriteSheets;
  readonly #frames: Uint8ClampedArray[] = [];
  /** Pictures in the colours of `#table`, kept since a playing clip shows each again and again. */
  #painted: ImageData[] = [];
  #table: ColorTable | undefined;

  constructor(sprites: SpriteSheets) {
    this.#sprites = sprites;
  }

  /** Pixels of a picture. */
  get size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.#sprites;
    return { width, height };
  }

  /** Decodes all pictures. */
  async load(): Promise<void> {
    const { width, height, count } = this.#sprites;
    const images = new SpriteImages(this.#sprites);
    const surface = surfaceOf(h('canvas', this.size), { willReadFrequently: true });
    for (let i = 0; i < count; i++) {
      await images.load(i);
      images.draw(surface, i);
      this.#frames[i] = surface.getImageData(0, 0, width, height).data;
    }
    images.dispose();
  }

  /** RGBA bytes of a picture; of gray ones red, green and blue are the same. */
  rgba(index: number): Uint8ClampedArray {
    return this.#frames[index];
  }

  /** Draws a picture on a canvas, in a table's colours if there is one; nothing before it is loaded. */
  draw(canvas: HTMLCanvasElement, index: number, table?: ColorTable): void {
    const frame = this.#frames[index];
    if (!frame) return;
    if (table !== this.#table) this.#painted = [];
    this.#table = table;
    const picture = this.#painted[index] ?? new ImageData(new Uint8ClampedArray(frame), this.#sprites.width);
    if (table && !this.#painted[index])
      new Uint32Array(picture.data.buffer).forEach((_, i, words) => {
        words[i] = table[frame[4 * i]];
      });
    this.#painted[index] = picture;
    surfaceOf(canvas).putImageData(picture, 0, 0);
  }
}
