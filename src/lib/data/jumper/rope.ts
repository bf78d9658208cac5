import { type Canvas, type Color, distanceToSegment, type Point } from './canvas.js';
import type { Position } from './pose.js';
import type { View } from './project.js';

/** Which half of the rope: the one before the body, or the one behind it. */
export type RopeHalf = 'before' | 'behind';

/** How a rope looks. */
export interface RopeLook {
  readonly color: Color;
  /** Half its thickness in body heights. */
  readonly radius: number;
  /** Share of what is behind it that it hides. */
  readonly alpha: number;
}

/** Draws a half of the rope blurred by its motion: the mean of the given moments. */
export type RopeBrush = (canvas: Canvas, moments: readonly (readonly Position[])[], half: RopeHalf, view: View) => void;

/** A brush for canvases of one size; it keeps its masks from rope to rope. */
export function createRopeBrush({ width, height }: Canvas, { color, radius, alpha }: RopeLook): RopeBrush {
  const covered = new Float32Array(width * height);
  const now = new Float32Array(width * height);
  return ({ data }, moments, half, view) => {
    // A rope thinner than a pixel hides less of it.
    const thickness = Math.max(0.6, radius * view.pixels);
    const strength = (alpha * Math.min(1, (radius * view.pixels) / 0.6)) / moments.length;
    const all: number[] = [];
    for (const rope of moments) {
      const touched: number[] = [];
      const points = rope.map(view.project);
      for (let i = 1; i < rope.length; i++) {
        const isBefore = view.depth(rope[i - 1]) + view.depth(rope[i]) > 0;
        if (isBefore === (half === 'before')) cover(now, width, height, points[i - 1], points[i], thickness, touched);
      }
      for (const pixel of touched) {
        if (covered[pixel] === 0) all.push(pixel);
        covered[pixel] += now[pixel] * strength;
        now[pixel] = 0;
      }
    }
    for (const pixel of all) {
      for (let c = 0; c < 3; c++) data[pixel * 3 + c] += (color[c] * view.gain - data[pixel * 3 + c]) * covered[pixel];
      covered[pixel] = 0;
    }
  };
}

/** Keeps the greatest coverage of every pixel near a line, so that joints of lines do not show. */
function cover(mask: Float32Array, width: number, height: number, a: Point, b: Point, radius: number, touched: number[]): void {
  const reach = radius + 0.5;
  const bottom = Math.min(height, Math.ceil(Math.max(a.y, b.y) + reach));
  const right = Math.min(width, Math.ceil(Math.max(a.x, b.x) + reach));
  for (let y = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(Math.min(a.x, b.x) - reach)); x < right; x++) {
      const coverage = Math.min(1, reach - distanceToSegment(x + 0.5, y + 0.5, a, b));
      if (coverage <= 0) continue;
      const pixel = y * width + x;
      if (mask[pixel] === 0) touched.push(pixel);
      mask[pixel] = Math.max(mask[pixel], coverage);
    }
  }
}
