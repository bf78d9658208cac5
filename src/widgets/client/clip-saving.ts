import type { ColorTable } from './color-map.js';
import { h } from './dom.js';
import { encodeGif } from './gif.js';
import { recordedType, recordVideo } from './record-video.js';
import { offerFile } from './save-file.js';

/** A clip that can be kept. */
export interface SavedClip {
  /** The files' name without its ending. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** RGBA frames as shown, in the order they are played. */
  frames(): Uint8ClampedArray[];
  /** For frames of one channel, their colours. */
  table?(): ColorTable | undefined;
  /** RGBA of the frame that is shown. */
  shown(): Uint8ClampedArray;
}

/** Writes the clip as a GIF. */
export function saveGif(clip: SavedClip): void {
  const { width, height, fps } = clip;
  offerFile(encodeGif({ frames: clip.frames(), width, height, fps, table: clip.table?.() }), `${clip.name}.gif`);
}

/** Buttons to keep a clip: GIF, the frame shown as PNG, and a video where the browser records one. */
export function saveButtons(clip: SavedClip): HTMLButtonElement[] {
  const { width, height, fps, name } = clip;
  const draw = (surface: CanvasRenderingContext2D, pixels: Uint8ClampedArray): void => {
    const table = clip.table?.();
    const image = new ImageData(new Uint8ClampedArray(pixels), width, height);
    const words = new Uint32Array(image.data.buffer);
    for (let i = 0; table && i < words.length; i++) words[i] = table[pixels[4 * i]];
    surface.putImageData(image, 0, 0);
  };
  const rate = Number(fps.toFixed(2));
  const gif = h('button', { click: () => saveGif(clip) }, 'Save GIF');
  gif.title = `${rate} frames a second on average: GIF counts hundredths of a second`;
  const png = h('button', { title: 'The frame that is shown' }, 'Save PNG');
  png.addEventListener('click', () => {
    const canvas = h('canvas', { width, height });
    const surface = canvas.getContext('2d');
    if (surface) draw(surface, clip.shown());
    canvas.toBlob((file) => file && offerFile(file, `${name}.png`), 'image/png');
  });
  const type = recordedType();
  if (type === undefined) return [gif, png];
  const ending = type.slice('video/'.length).split(';')[0];
  const video = h('button', { title: `Recorded in real time, about ${rate} frames a second` }, `Save ${ending.toUpperCase()}`);
  video.addEventListener('click', async () => {
    const frames = clip.frames();
    const label = video.textContent;
    video.disabled = true;
    video.textContent = 'recording …';
    const count = frames.length;
    const recording = {
      width,
      height,
      count,
      fps,
      type,
      draw: (surface: CanvasRenderingContext2D, i: number) => draw(surface, frames[i]),
    };
    try {
      offerFile(await recordVideo(recording), `${name}.${ending}`);
      video.textContent = label;
      video.disabled = false;
    } catch {
      video.textContent = 'recording failed';
    }
  });
  return [gif, png, video];
}
