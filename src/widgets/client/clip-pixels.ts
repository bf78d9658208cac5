import type { SpriteSheets } from '../states.js';
import type { ColorTable } from './color-map.js';
import { surfaceOf } from './dom.js';
import { SpriteImages } from './sprite-images.js';

/** Short clips' pictures as plain pixels, for what recolours them or writes them down. */
export class ClipPixels {
  readonly #sprites: SpriteSheets;
  #frames: Uint8ClampedArray[] = [];
  /** Pictures in the colours of `#table`, kept since a playing clip shows each again and again. */
  readonly #painted = new Map<number, ImageData>();
  #table: ColorTable | undefined;

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
    if (!this.#frames[index]) return;
    if (table !== this.#table) this.#painted.clear();
    this.#table = table;
    const painted = this.#painted.get(index) ?? this.#paint(index);
    this.#painted.set(index, painted);
    surface.putImageData(painted, 0, 0);
  }

  #paint(index: number): ImageData {
    const { width, height } = this.#sprites;
    const frame = this.#frames[index];
    const painted = new ImageData(new Uint8ClampedArray(frame), width, height);
    if (this.#table) {
      const words = new Uint32Array(painted.data.buffer);
      for (let i = 0; i < words.length; i++) words[i] = this.#table[frame[4 * i]];
    }
    return painted;
  }
}
