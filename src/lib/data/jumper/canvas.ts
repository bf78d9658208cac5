/** Red, green and blue, 0–255. */
export type Color = readonly [number, number, number];

/** A position in pixels: x to the right, y down; the centre of the first pixel is (0.5, 0.5). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture in floats 0–255, `[height, width, 3]`, that shapes are drawn over. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** How a shape is filled. */
export interface Paint {
  readonly color: Color;
  /** Share of the shape that covers what is under it, 0–1. Default 1. */
  readonly alpha?: number;
  /** Darkening towards the outline, 0–1, so that limbs look round. Default 0. */
  readonly roundness?: number;
  /** Width of the edge in pixels over which coverage falls from 1 to 0. Default 1: anti-aliased, sharp. */
  readonly softness?: number;
}

/** An empty, black canvas. */
export function createCanvas(width: number, height: number): Canvas {
  return { width, height, data: new Float32Array(width * height * 3) };
}

/** Draws a limb: a line from one point to another with round ends, its radius changing evenly in between. */
export function drawCapsule(canvas: Canvas, from: Point, to: Point, radii: readonly [number, number], paint: Paint): void {
  const thickest = Math.max(...radii);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy || 1;
  fill(canvas, [from, to], thickest, thickest, paint, (x, y) => {
    const share = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / squared));
    const awayX = x - from.x - share * dx;
    const awayY = y - from.y - share * dy;
    return Math.sqrt(awayX * awayX + awayY * awayY) - radii[0] - (radii[1] - radii[0]) * share;
  });
}

/** Draws an upright ellipse. */
export function drawEllipse(canvas: Canvas, center: Point, radiusX: number, radiusY: number, paint: Paint): void {
  const smaller = Math.min(radiusX, radiusY);
  const corners = [
    { x: center.x - radiusX, y: center.y - radiusY },
    { x: center.x + radiusX, y: center.y + radiusY },
  ];
  fill(canvas, corners, 0, smaller, paint, (x, y) => {
    const u = (x - center.x) / radiusX;
    const v = (y - center.y) / radiusY;
    return (Math.sqrt(u * u + v * v) - 1) * smaller;
  });
}

/** Draws a polygon whose outline is pushed outwards by `rounding` pixels. */
export function drawPolygon(canvas: Canvas, corners: readonly Point[], rounding: number, paint: Paint): void {
  fill(canvas, corners, rounding, rounding * 2, paint, (x, y) => {
    let distance = Infinity;
    let isInside = false;
    for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
      const a = corners[i];
      const b = corners[j];
      distance = Math.min(distance, distanceToSegment(x, y, a, b));
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isInside = !isInside;
    }
    return (isInside ? -distance : distance) - rounding;
  });
}

/** Distance from a point to the nearest point of a line from `a` to `b`. */
export function distanceToSegment(x: number, y: number, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / squared));
  const awayX = x - a.x - share * dx;
  const awayY = y - a.y - share * dy;
  return Math.sqrt(awayX * awayX + awayY * awayY);
}

/**
 * Blends a colour over every pixel by its coverage, which follows from the signed distance to the outline.
 *
 * @param reach how far the shape goes beyond its points.
 * @param depth distance from the outline to where it is not darkened any more.
 */
function fill(
  { width, height, data }: Canvas,
  points: readonly Point[],
  reach: number,
  depth: number,
  { color, alpha = 1, roundness = 0, softness = 1 }: Paint,
  distanceAt: (x: number, y: number) => number,
): void {
  const margin = reach + softness;
  const left = Math.max(0, Math.floor(Math.min(...points.map((p) => p.x)) - margin));
  const right = Math.min(width, Math.ceil(Math.max(...points.map((p) => p.x)) + margin));
  const top = Math.max(0, Math.floor(Math.min(...points.map((p) => p.y)) - margin));
  const bottom = Math.min(height, Math.ceil(Math.max(...points.map((p) => p.y)) + margin));
  const [red, green, blue] = color;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const distance = distanceAt(x + 0.5, y + 0.5);
      const covered = 0.5 - distance / softness;
      if (covered <= 0) continue;
      const coverage = Math.min(1, covered) * alpha;
      const edge = Math.max(0, 1 + distance / depth);
      const light = 1 - roundness * edge * edge;
      const at = (y * width + x) * 3;
      data[at] += (red * light - data[at]) * coverage;
      data[at + 1] += (green * light - data[at + 1]) * coverage;
      data[at + 2] += (blue * light - data[at + 2]) * coverage;
    }
  }
}
