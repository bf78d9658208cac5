import type { Random } from '../../random.js';
import { type Canvas, type Color, createCanvas } from './canvas.js';
import type { Scene } from './scene.js';

/** Pixels around the picture that the camera's shake can show. */
export const backgroundMargin = 8;

/** Draws the room, with a margin on all sides: a wall, a skirting board, a floor, a little texture. */
export function drawBackground({ colors, wall, ground, size }: Scene, random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width + 2 * backgroundMargin, height + 2 * backgroundMargin);
  const edge = (ground.y - size * (0.1 + 0.12 * random.uniform())) * height;
  const wallAt = wallPattern(wall, colors.wall, colors.accent, random, width, edge);
  const texture = smoothNoise(random.fork('texture'));
  const plank = height * (0.12 + 0.2 * random.uniform());
  for (let row = 0; row < canvas.height; row++) {
    for (let column = 0; column < canvas.width; column++) {
      const x = column - backgroundMargin;
      const y = row - backgroundMargin;
      const board = edge - y;
      let color: Color;
      if (board > 4) color = wallAt(x, y);
      else if (board > 0) color = shade(colors.accent, 0.95);
      else {
        // Planks run towards the vanishing point above the edge of the floor.
        const spread = (x - width / 2) / (1.2 - (0.4 * board) / height);
        const seam = Math.abs(((spread / plank) % 1) + 1) % 1;
        color = shade(colors.floor, (0.88 - (0.9 * board) / height) * (seam < 0.04 ? 0.88 : 1));
      }
      const grain = 1 + 0.035 * texture(x / 9, y / 9) + 0.03 * texture(x / 37 + 50, y / 37);
      for (let c = 0; c < 3; c++) canvas.data[(row * canvas.width + column) * 3 + c] = color[c] * grain;
    }
  }
  return canvas;
}

/** Copies the room onto a canvas, shifted by a part of a pixel or more (bilinear), its light scaled by `gain`. */
export function copyBackground(from: Canvas, to: Canvas, shiftX: number, shiftY: number, gain: number): void {
  const left = Math.floor(backgroundMargin - shiftX);
  const top = Math.floor(backgroundMargin - shiftY);
  const fx = backgroundMargin - shiftX - left;
  const fy = backgroundMargin - shiftY - top;
  const row = from.width * 3;
  for (let y = 0; y < to.height; y++) {
    for (let i = 0; i < to.width * 3; i++) {
      const at = (y + top) * row + left * 3 + i;
      const upper = from.data[at] * (1 - fx) + from.data[at + 3] * fx;
      const lower = from.data[at + row] * (1 - fx) + from.data[at + row + 3] * fx;
      to.data[y * to.width * 3 + i] = (upper * (1 - fy) + lower * fy) * gain;
    }
  }
}

function wallPattern(
  kind: Scene['wall'],
  wall: Color,
  accent: Color,
  random: Random,
  width: number,
  edge: number,
): (x: number, y: number) => Color {
  const period = width * (0.07 + 0.12 * random.uniform());
  const windowLeft = width * (random.uniform() < 0.5 ? 0.05 : 0.62);
  const tilt = random.uniform() - 0.5;
  const gradient = (x: number, y: number, depth: number): Color =>
    shade(wall, 1 + depth * (0.5 - y / edge) + depth * tilt * (x / width - 0.5));
  switch (kind) {
    case 'flat':
      return (x, y) => gradient(x, y, 0.08);
    case 'gradient':
      return (x, y) => gradient(x, y, 0.45);
    case 'stripes':
      return (x, y) => ((((x / period) % 1) + 1) % 1 < 0.5 ? gradient(x, y, 0.12) : shade(gradient(x, y, 0.12), 0.9));
    case 'panels':
      return (x, y) => {
        const seam = Math.min((x + 400) % (2 * period), (y + 400) % (1.3 * period));
        return shade(gradient(x, y, 0.15), seam < 1.5 ? 0.8 : 1);
      };
    case 'window':
      return (x, y) => {
        const u = (x - windowLeft) / (width * 0.32);
        const v = (y - edge * 0.08) / (edge * 0.55);
        if (u < 0 || u > 1 || v < 0 || v > 1) return gradient(x, y, 0.15);
        const isFrame = Math.min(u, 1 - u, Math.abs(u - 0.5), v, 1 - v) < 0.03;
        return isFrame ? accent : [190 + 30 * v, 210 + 15 * v, 228];
      };
  }
}

function shade([r, g, b]: Color, by: number): Color {
  return [r * by, g * by, b * by];
}

/** Values −1 to 1 that change smoothly over a distance of 1: random numbers on a grid, interpolated. */
function smoothNoise(random: Random): (x: number, y: number) => number {
  const grid = Float32Array.from({ length: 4096 }, () => random.uniform() * 2 - 1);
  const at = (x: number, y: number): number => grid[((y & 63) << 6) | (x & 63)];
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const fx = x - left;
    const fy = y - top;
    const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    return upper * (1 - fy) + lower * fy;
  };
}
