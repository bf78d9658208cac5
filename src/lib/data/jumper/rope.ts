import { type Canvas, type Color, nearestOnSegment, type Point } from './canvas.js';
import type { Position } from './pose.js';
import type { View } from './project.js';

/** Which half of the rope: the one before the body, or the one behind it. */
export type RopeHalf = 'before' | 'behind';

/** Draws a half of the rope blurred by its motion: the mean of the given moments. */
export function drawRope(
  canvas: Canvas,
  moments: readonly (readonly Position[])[],
  half: RopeHalf,
  color: Color,
  view: View,
): void {
  const covered = new Float32Array(canvas.width * canvas.height);
  const now = new Float32Array(canvas.width * canvas.height);
  const radius = Math.max(0.8, 0.0062 * view.pixels);
  for (const rope of moments) {
    const touched: number[] = [];
    for (let i = 1; i < rope.length; i++) {
      const isBefore = view.depth(rope[i - 1]) + view.depth(rope[i]) > 0;
      if (isBefore === (half === 'before')) cover(now, canvas, view.project(rope[i - 1]), view.project(rope[i]), radius, touched);
    }
    for (const pixel of touched) {
      covered[pixel] += now[pixel] / moments.length;
      now[pixel] = 0;
    }
  }
  for (let pixel = 0; pixel < covered.length; pixel++) {
    if (covered[pixel] === 0) continue;
    for (let c = 0; c < 3; c++) {
      const at = pixel * 3 + c;
      canvas.data[at] += (color[c] * view.gain - canvas.data[at]) * covered[pixel];
    }
  }
}

/** Keeps the greatest coverage of every pixel near a line, so that joints of lines do not show. */
function cover(mask: Float32Array, { width, height }: Canvas, a: Point, b: Point, radius: number, touched: number[]): void {
  const reach = radius + 0.5;
  const bottom = Math.min(height, Math.ceil(Math.max(a.y, b.y) + reach));
  const right = Math.min(width, Math.ceil(Math.max(a.x, b.x) + reach));
  for (let y = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(Math.min(a.x, b.x) - reach)); x < right; x++) {
      const coverage = Math.min(1, radius + 0.5 - nearestOnSegment(x + 0.5, y + 0.5, a, b).distance);
      if (coverage <= 0) continue;
      const pixel = y * width + x;
      if (mask[pixel] === 0) touched.push(pixel);
      mask[pixel] = Math.max(mask[pixel], coverage);
    }
  }
}
