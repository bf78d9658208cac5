import type { EmbeddedVideo } from '../../slider-states.js';
import { h, surfaceOf } from '../dom.js';
import { fitTo } from '../fit.js';
import { SpriteImages } from '../sprite-images.js';
import type { KernelFrames } from './kernel-frames.js';
import type { Place, Zoom } from './zoom.js';

/** Longest side below which a picture is drawn in squares even where it is not enlarged by the reader. */
const TINY = 64;

/** A video in a slider. */
export interface ViewedVideo extends EmbeddedVideo {
  /** None where it is the only one, which the figure's title tells of. */
  readonly name: string;
  readonly title?: string;
  /** Pixels of the frames as given. */
  readonly width: number;
  readonly height: number;
}

/** A pixel of the frames as given, and its value in the page's picture, which may be smaller and is compressed. */
export interface ViewedPixel {
  /** −1 while the picture is on its way; then there is no value either. */
  readonly frame: number;
  readonly x: number;
  readonly y: number;
  readonly value: readonly number[] | undefined;
}

/** A video's picture. */
export interface VideoView {
  readonly node: HTMLElement;
  readonly video: ViewedVideo;
  /** The frame whose picture is shown, or −1. */
  shown(): number;
  /** Draws a frame's picture, or the nearest there is; gives what settles when more can be drawn. */
  draw(frame: number): Promise<void> | undefined;
  /** The pixel at a place of the picture; nothing outside of it. */
  pixelAt(place: Place): ViewedPixel | undefined;
  /** Puts the box around the pixel at a place, or takes it away. */
  mark(place?: Place): void;
  /** Shows what is enlarged. */
  enlarge(): void;
  dispose(): void;
}

/** One video's picture, of which a part can be enlarged, with a box around the pixel looked at. */
export function videoView(
  video: ViewedVideo,
  index: number,
  { kernel, zoom, mostWidth }: { kernel: KernelFrames; zoom: Zoom; mostWidth: number },
): VideoView {
  const { name, pictures, stride, channels = 3, width, height } = video;
  const images = new SpriteImages(pictures);
  const canvas = h('canvas', {
    width: pictures.width,
    height: pictures.height,
    role: 'img',
    'aria-label': `Frame of ${name || video.title}`,
  });
  const surface = surfaceOf(canvas);
  // A surface of its own to read from: reading would slow the other one down.
  const pixel = surfaceOf(h('canvas', { width: 1, height: 1 }), { willReadFrequently: true });
  const box = h('i', { hidden: true });
  const node = h('div', 'fs-view', canvas, box);
  fitTo(node, width, height, mostWidth, 380);
  let shown = -1;
  return {
    node,
    video,
    shown: () => shown,
    draw: (frame) => {
      const own = kernel.find(index, frame);
      const at = Math.min(pictures.count - 1, Math.round(frame / stride));
      if (own?.images.draw(surface, frame - own.first)) shown = frame;
      else if (images.draw(surface, at)) shown = at * stride;
      else return images.load(at);
      return own && shown !== frame ? own.images.load(frame - own.first) : undefined;
    },
    pixelAt: ([u, v]) => {
      if (!(u >= 0 && v >= 0 && u < 1 && v < 1)) return undefined;
      pixel.drawImage(canvas, Math.floor(u * canvas.width), Math.floor(v * canvas.height), 1, 1, 0, 0, 1, 1);
      const value = shown < 0 ? undefined : [...pixel.getImageData(0, 0, 1, 1).data.subarray(0, channels)];
      return { frame: shown, x: Math.floor(u * width), y: Math.floor(v * height), value };
    },
    mark: (place) => {
      box.hidden = !place;
      const [u, v] = place ?? [0, 0];
      const [x, y] = [(Math.floor(u * width) / width - zoom.left) * 100, (Math.floor(v * height) / height - zoom.top) * 100];
      const [across, down] = [100 / width, 100 / height];
      const { factor } = zoom;
      box.style.cssText = `left:${x * factor}%;top:${y * factor}%;width:${across * factor}%;height:${down * factor}%`;
    },
    enlarge: () => {
      const { factor, left, top } = zoom;
      canvas.style.transform = `scale(${factor}) translate(${-left * 100}%,${-top * 100}%)`;
      canvas.style.imageRendering = factor > 1 || Math.max(width, height) < TINY ? 'pixelated' : '';
      node.classList.toggle('fs-zoomed', factor > 1);
    },
    dispose: () => images.dispose(),
  };
}
