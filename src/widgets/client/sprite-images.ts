import type { SpriteSheets } from '../states.js';

/** Decoded sheets kept at a time: sixteen of 2048 × 2048 pixels are 256 MB. */
const KEPT_SHEETS = 16;

/** Pictures out of sheets, decoded off the main thread when they are first wanted, the next sheet ahead of its use. */
export class SpriteImages {
  readonly #sprites: SpriteSheets;
  readonly #decoding = new Map<number, Promise<void>>();
  readonly #images = new Map<number, ImageBitmap>();

  constructor(sprites: SpriteSheets) {
    this.#sprites = sprites;
  }

  /** Draws picture `index` over the whole surface; false when its sheet is not decoded yet (then `load` it). */
  draw(surface: CanvasRenderingContext2D, index: number): boolean {
    const { columns, pitchX, pitchY, width, height } = this.#sprites;
    const sheet = this.#sheetOf(index);
    const image = this.#images.get(sheet);
    this.#decode((sheet + 1) % this.#sprites.sheets.length);
    if (!image) return false;
    // Moved to the end: the sheets looked at last are dropped last.
    this.#images.delete(sheet);
    this.#images.set(sheet, image);
    const tile = index - sheet * this.#perSheet();
    const left = (tile % columns) * pitchX;
    const top = Math.floor(tile / columns) * pitchY;
    surface.drawImage(image, left, top, width, height, 0, 0, surface.canvas.width, surface.canvas.height);
    return true;
  }

  /** Whether picture `index` can be drawn at once. */
  has(index: number): boolean {
    return this.#images.has(this.#sheetOf(index));
  }

  /** Settles once picture `index` can be drawn. */
  load(index: number): Promise<void> {
    return this.#decode(this.#sheetOf(index));
  }

  #perSheet(): number {
    return this.#sprites.columns * this.#sprites.rows;
  }

  #sheetOf(index: number): number {
    return Math.floor(index / this.#perSheet());
  }

  #decode(sheet: number): Promise<void> {
    const known = this.#decoding.get(sheet);
    if (known) return known;
    const { buffer, byteOffset, byteLength } = this.#sprites.sheets[sheet];
    const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
    const decoded = createImageBitmap(new Blob([bytes], { type: this.#sprites.mime })).then((image) => {
      this.#images.set(sheet, image);
      for (const [oldest, stale] of this.#images) {
        if (this.#images.size <= KEPT_SHEETS) break;
        stale.close();
        this.#images.delete(oldest);
        this.#decoding.delete(oldest);
      }
    });
    this.#decoding.set(sheet, decoded);
    return decoded;
  }

  /** Gives the decoded pictures' memory back. */
  dispose(): void {
    for (const image of this.#images.values()) image.close();
    this.#images.clear();
  }
}
