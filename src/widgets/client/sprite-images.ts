import type { SpriteSheets } from '../states.js';

/** Decoded sheets kept at a time: sixteen of 2048 × 2048 pixels, the largest, are 256 MB. */
const KEPT_SHEETS = 16;

/** Sheets decoded at a time, and sheets that may wait for it: what was wanted before is let go. */
const [AT_ONCE, WAITING] = [2, 3];

/**
 * Pictures out of sheets, decoded off the main thread when they are first wanted, the next sheet ahead of its use. However many
 * there are, only those near the pictures looked at are decoded and kept.
 */
export class SpriteImages {
  readonly #sprites: SpriteSheets;
  readonly #decoding = new Map<number, Promise<void>>();
  readonly #images = new Map<number, ImageBitmap>();
  readonly #waiting: { readonly sheet: number; readonly settle: (decoded?: Promise<void>) => void }[] = [];
  /** Sheets that are damaged: of their pictures none is drawn. */
  readonly #broken = new Set<number>();
  #running = 0;
  #isDisposed = false;

  constructor(sprites: SpriteSheets) {
    this.#sprites = sprites;
  }

  /**
   * Draws picture `index` over the whole surface; false when its sheet is not decoded yet (then `load` it). Where there is no such
   * picture, since a linked figure looks elsewhere, or none any more, what is drawn stays.
   */
  draw(surface: CanvasRenderingContext2D, index: number): boolean {
    const { columns, pitchX, pitchY, width, height } = this.#sprites;
    const sheet = this.#sheetOf(index);
    if (this.#isDisposed || this.#broken.has(sheet) || !(sheet in this.#sprites.sheets)) return true;
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

  /** Settles once picture `index` can be drawn, or others have been wanted instead. */
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
    const decoded = new Promise<void>((settle) => this.#waiting.push({ sheet, settle }));
    this.#decoding.set(sheet, decoded);
    this.#proceed();
    return decoded;
  }

  /** Decodes what was wanted last. */
  #proceed(): void {
    if (this.#running < AT_ONCE) {
      const wanted = this.#waiting.pop();
      if (!wanted) return;
      this.#running++;
      const image = this.#read(wanted.sheet);
      wanted.settle(image);
      const proceed = (): void => {
        this.#running--;
        this.#proceed();
      };
      image.then(proceed, proceed);
    } else if (this.#waiting.length > WAITING) {
      const [{ sheet, settle }] = this.#waiting.splice(0, 1);
      this.#decoding.delete(sheet);
      settle();
    }
  }

  async #read(sheet: number): Promise<void> {
    const { buffer, byteOffset, byteLength } = this.#sprites.sheets[sheet];
    const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
    const image = await createImageBitmap(new Blob([bytes], { type: this.#sprites.mime })).catch((error: unknown) => {
      this.#broken.add(sheet);
      console.error('framescope: pictures are damaged', error);
    });
    if (!image) return;
    if (this.#isDisposed) return image.close();
    this.#images.set(sheet, image);
    for (const [oldest, stale] of this.#images) {
      if (this.#images.size <= KEPT_SHEETS) break;
      stale.close();
      this.#images.delete(oldest);
      this.#decoding.delete(oldest);
    }
  }

  /** Gives the decoded pictures' memory back, also of those that are being decoded. */
  dispose(): void {
    this.#isDisposed = true;
    for (const image of this.#images.values()) image.close();
    this.#images.clear();
  }
}
