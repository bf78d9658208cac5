import type { SpriteSheets } from '../states.js';
import { type ColorTable, paint } from './color-map.js';
import { surfaceOf } from './dom.js';
import { SpriteImages } from './sprite-images.js';

/** Short clips' pictures as plain pixels, for what recolours them or writes them down. */
export class ClipPixels {
  readonly #sprites: SpriteSheets;
  #frames: Uint8ClampedArray[] = [];

  constructor(sprites: SpriteSheets) {
    this.#sprites = sprites;
  }

  /** Decodes all pictures. */
  async load(): Promise<void> {
    const { width, height, count } = this.#sprites;
    const images = new SpriteImages(this.#sprites);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const surface = surfaceOf(canvas, { willReadFrequently: true });
    const frames: Uint8ClampedArray[] = [];
    for (let i = 0; i < count; i++) {
      await images.load(i);
      images.draw(surface, i);
      frames.push(surface.getImageData(0, 0, width, height).data);
    }
    images.dispose();
    this.#frames = frames;
  }

  /** RGBA bytes of a picture; of gray ones red, green and blue are the same. */
  rgba(index: number): Uint8ClampedArray {
    return this.#frames[index];
  }

  /** Draws a picture over a surface of its size, in a table's colours if there is one; nothing before `load` has settled. */
  draw(surface: CanvasRenderingContext2D, index: number, table?: ColorTable): void {
    const frame = this.#frames[index];
    const { width, height } = this.#sprites;
    if (!frame) return;
    if (table) {
      const gray = Uint8Array.from({ length: width * height }, (_, pixel) => frame[4 * pixel]);
      paint(surface, gray, 0, table);
    } else surface.putImageData(new ImageData(new Uint8ClampedArray(frame), width, height), 0, 0);
  }
}
