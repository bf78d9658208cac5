import type { ClipPixels } from './clip-pixels.js';
import type { ColorTable } from './color-map.js';
import { h } from './dom.js';
import { encodeGif } from './gif.js';
import { recordedType, recordVideo } from './record-video.js';
import { offerFile } from './save-file.js';

/** A clip that can be kept. */
export interface SavedClip {
  /** The files' name without its ending. */
  readonly name: string;
  readonly fps: number;
  readonly pixels: ClipPixels;
  /** Pictures in the order they are played. */
  readonly order: readonly number[];
  /** The picture that is shown. */
  readonly shown: number;
  /** For clips of one channel, their colours. */
  readonly table: ColorTable | undefined;
}

/** Writes the clip as a GIF. */
export function saveGif({ name, fps, pixels, order, table }: SavedClip): void {
  offerFile(encodeGif({ frames: order.map((index) => pixels.rgba(index)), ...pixels.size, fps, table }), `${name}.gif`);
}

const SAVING = 'saving …';

/** Buttons to keep a clip as it is then: GIF, the frame shown as PNG, and a video where the browser records one. */
export function saveButtons(fps: number, clip: () => SavedClip): HTMLButtonElement[] {
  const rate = Number(fps.toFixed(2));
  const button = (ending: string, title: string, save: (clip: SavedClip) => unknown): HTMLButtonElement => {
    const label = `Save ${ending.toUpperCase()}`;
    const click = async (): Promise<void> => {
      if (node.textContent === SAVING) return;
      node.textContent = SAVING;
      try {
        await save(clip());
        node.textContent = label;
      } catch {
        node.textContent = `${label} failed`;
      }
    };
    const node = h('button', { title, click }, label);
    return node;
  };
  const buttons = [
    button('gif', `${rate} frames a second on average: GIF counts hundredths of a second`, saveGif),
    button('png', 'The frame that is shown', async ({ name, pixels, shown, table }) => {
      const canvas = h('canvas', pixels.size);
      pixels.draw(canvas, shown, table);
      const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      if (!file) throw new Error('this browser writes no PNG');
      offerFile(file, `${name}.png`);
    }),
  ];
  const type = recordedType();
  const ending = type?.slice('video/'.length).split(';')[0] ?? '';
  if (type) {
    const title = `Recorded in real time, about ${rate} frames a second`;
    const record = async ({ name, pixels, order, table }: SavedClip): Promise<void> => {
      const draw = (canvas: HTMLCanvasElement, i: number): void => pixels.draw(canvas, order[i], table);
      offerFile(await recordVideo({ ...pixels.size, count: order.length, fps, type, draw }), `${name}.${ending}`);
    };
    buttons.push(button(ending, title, record));
  }
  return buttons;
}
