import type { Canvas } from './canvas.js';

/** A part of a picture in pixels; right and bottom lie outside. Nothing is in it when they are not beyond left and top. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Makes a part of a picture black. */
export function clearBox({ data, width }: Canvas, box: Box): void {
  forRows(box, width, (from, to) => data.fill(0, from, to));
}

/** Copies a part from one picture to another of the same size. */
export function copyBox({ data, width }: Canvas, to: Canvas, box: Box): void {
  forRows(box, width, (first, end) => to.data.set(data.subarray(first, end), first));
}

/** Adds a share of a picture's part to another of the same size. */
export function addBox({ data, width }: Canvas, { data: sum }: Canvas, box: Box, share: number): void {
  forRows(box, width, (first, end) => {
    for (let i = first; i < end; i++) sum[i] += data[i] * share;
  });
}

/** Where the numbers of each row of the box begin and end. */
function forRows({ left, right, top, bottom }: Box, width: number, visit: (first: number, end: number) => void): void {
  if (right <= left) return;
  for (let y = top; y < bottom; y++) visit((y * width + left) * 3, (y * width + right) * 3);
}
