import type { Random } from '../../random.js';
import type { Camera } from './camera.js';
import { type Canvas, type Color, createCanvas } from './canvas.js';
import { between } from './chance.js';
import { createFloor } from './floors.js';
import { smoothNoise } from './noise.js';
import { shade } from './palette.js';
import type { Scene } from './scene.js';
import { createWall } from './walls.js';

/** The place without people: more than the picture, since the camera moves. */
export interface Background {
  readonly canvas: Canvas;
  /** Pixels beyond the picture on every side. */
  readonly margin: number;
}

/** Draws the place: a wall, a skirting board, a floor in perspective, a little grain; four samples a pixel. */
export function drawBackground(scene: Scene, random: Random, width: number, height: number): Background {
  const margin = Math.ceil(0.12 * Math.max(width, height));
  const canvas = createCanvas(width + 2 * margin, height + 2 * margin);
  const colorAt = createPlace(scene, random, width / height);
  for (let row = 0; row < canvas.height; row++) {
    for (let column = 0; column < canvas.width; column++) {
      for (let sample = 0; sample < 4; sample++) {
        const x = (column - margin + 0.25 + 0.5 * (sample & 1)) / height;
        const y = (row - margin + 0.25 + 0.5 * (sample >> 1)) / height;
        const color = colorAt(x, y);
        for (let c = 0; c < 3; c++) canvas.data[(row * canvas.width + column) * 3 + c] += color[c] / 4;
      }
    }
  }
  return { canvas, margin };
}

/** Draws what a camera sees of the place (bilinear; beyond its margin the last pixels repeat), its light scaled by `gain`. */
export function seeBackground({ canvas, margin }: Background, to: Canvas, camera: Camera, gain: number): void {
  const { width, height, data } = canvas;
  // The inverse of the camera: turned back, made smaller, about the middle of the picture.
  const cos = Math.cos(camera.roll) / camera.zoom;
  const sin = Math.sin(camera.roll) / camera.zoom;
  for (let y = 0, at = 0; y < to.height; y++) {
    const dy = y - to.height / 2 - camera.shift.y;
    for (let x = 0; x < to.width; x++, at += 3) {
      const dx = x - to.width / 2 - camera.shift.x;
      const fromX = Math.min(width - 1.001, Math.max(0, to.width / 2 + cos * dx + sin * dy + margin));
      const fromY = Math.min(height - 1.001, Math.max(0, to.height / 2 - sin * dx + cos * dy + margin));
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const fx = fromX - left;
      const fy = fromY - top;
      const first = (top * width + left) * 3;
      const below = first + width * 3;
      const upperLeft = (1 - fx) * (1 - fy) * gain;
      const upperRight = fx * (1 - fy) * gain;
      const lowerLeft = (1 - fx) * fy * gain;
      const lowerRight = fx * fy * gain;
      for (let c = 0; c < 3; c++) {
        to.data[at + c] =
          data[first + c] * upperLeft +
          data[first + c + 3] * upperRight +
          data[below + c] * lowerLeft +
          data[below + c + 3] * lowerRight;
      }
    }
  }
}

/** Colour of the place at a point of the picture, in picture heights from its upper left corner. */
function createPlace(scene: Scene, random: Random, aspect: number): (x: number, y: number) => Color {
  const { colors, edge, horizon, ground, size } = scene;
  const wall = createWall(scene.wall, {
    color: colors.wall,
    accent: colors.accent,
    random: random.fork('wall'),
    width: aspect,
    edge,
  });
  const floor = createFloor(scene.floor, colors.floor, random.fork('floor'));
  const grain = smoothNoise(random.fork('grain'));
  const roughness = between(random, 0.02, 0.08);
  const shine = between(random, 0, 0.25);
  const hasBoard = scene.wall !== 'outdoors';
  return (x, y) => {
    const texture = 1 + roughness * (0.6 * grain(x * 27, y * 27) + 0.5 * grain(x * 6.5 + 50, y * 6.5));
    if (y < edge - 0.018) return shade(wall(x, y), texture);
    if (y < edge && hasBoard) return shade(colors.accent, 0.8 * texture);
    // The ground under the jumper is at distance 1; what is nearer to the horizon is further away.
    const away = (ground.y - horizon) / Math.max(1e-3, y - horizon);
    const color = floor(((x - ground.x * aspect) * away) / size, (2 * (away - 1)) / Math.max(0.5, size));
    return shade(color, texture * (1 + shine * (0.4 - (y - edge) / Math.max(0.1, 1 - edge)) * (1 + grain(x * 9, 7))));
  };
}
