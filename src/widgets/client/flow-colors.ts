import { hsvColor, middleburyColor } from '../../lib/flow/flow-color.js';
import type { FlowFieldState } from '../scene-states.js';
import { surfaceOf } from './dom.js';

/** The movement at a place: right and down; NaN where it is not known. */
export type VectorAt = (x: number, y: number) => readonly [number, number];

/** Paints a canvas with a movement a pixel: by Middlebury's wheel up to `range`, or by hue between the shortest and the longest. */
export function paintFlow(
  canvas: HTMLCanvasElement,
  vectorAt: VectorAt,
  { coding, range }: Pick<FlowFieldState, 'coding' | 'range'>,
): void {
  const { width, height } = canvas;
  const picture = new ImageData(width, height);
  const words = new Uint32Array(picture.data.buffer);
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let cell = 0; coding === 'hsv' && cell < words.length; cell++) {
    const [x, y] = vectorAt(cell % width, Math.floor(cell / width));
    const length = Math.sqrt(x * x + y * y);
    if (length < least) least = length;
    if (length > most) most = length;
  }
  for (let cell = 0; cell < words.length; cell++) {
    const [x, y] = vectorAt(cell % width, Math.floor(cell / width));
    const [red, green, blue] = coding === 'hsv' ? hsvColor(x, y, least, most) : middleburyColor(x, y, range);
    words[cell] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  surfaceOf(canvas).putImageData(picture, 0, 0);
}

/** All directions in a disc, the length growing to its edge. */
export function paintWheel(canvas: HTMLCanvasElement, coding: FlowFieldState['coding']): void {
  const reach = canvas.width / 2;
  const vectorAt: VectorAt = (column, row) => {
    const [x, y] = [(column + 0.5) / reach - 1, (row + 0.5) / reach - 1];
    return Math.hypot(x, y) > 1 ? [Number.NaN, Number.NaN] : [x, y];
  };
  paintFlow(canvas, vectorAt, { coding, range: 1 });
}
