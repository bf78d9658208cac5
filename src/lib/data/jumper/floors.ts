import type { Random } from '../../random.js';
import type { Color } from './canvas.js';
import { between, pick } from './chance.js';
import { smoothNoise } from './noise.js';
import { accentColors, shade } from './palette.js';
import type { FloorKind } from './scene.js';
import type { Surface } from './walls.js';

/** Colour of a floor at a place on the ground; u to the right and v away from the camera, in about body heights. */
export function createFloor(kind: FloorKind, color: Color, random: Random): Surface {
  const turn = between(random, -0.8, 0.8);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const turned =
    (surface: Surface): Surface =>
    (u, v) =>
      surface(u * cos - v * sin, u * sin + v * cos);
  switch (kind) {
    case 'plain':
      return () => color;
    case 'planks':
      return turned(planks(random, color));
    case 'tiles':
      return turned(tiles(random, color));
    case 'court':
      return court(random, color);
    case 'rough':
      return rough(random, color);
  }
}

function planks(random: Random, color: Color): Surface {
  const wide = between(random, 0.08, 0.2);
  const tone = smoothNoise(random);
  return (u, v) => {
    const plank = Math.floor(u / wide);
    const board = Math.floor(v / (9 * wide) + (plank % 3) / 3);
    const seam = u / wide - plank < 0.06 ? 0.85 : 1;
    return shade(color, seam * (1 + 0.09 * tone(plank * 5.7, board * 3.1)));
  };
}

function tiles(random: Random, color: Color): Surface {
  const wide = between(random, 0.25, 0.6);
  const contrast = between(random, 0.8, 1);
  return (u, v) => {
    const [i, j] = [Math.floor(u / wide), Math.floor(v / wide)];
    const isSeam = Math.min(u / wide - i, v / wide - j) < 0.03;
    return shade(color, isSeam ? 0.8 : (i + j) % 2 ? contrast : 1);
  };
}

/** The lines of a sports hall. */
function court(random: Random, color: Color): Surface {
  const lines = Array.from({ length: 5 }, () => {
    const angle = between(random, 0, Math.PI);
    return {
      u: Math.cos(angle),
      v: Math.sin(angle),
      offset: between(random, -1.5, 1.5),
      bend: pick(random, [0, 0, 0.25]),
      color: pick(random, accentColors),
    };
  });
  return (u, v) =>
    lines.find((l) => Math.abs(u * l.u + v * l.v - l.offset + l.bend * (u * l.v - v * l.u) ** 2) < 0.022)?.color ?? color;
}

function rough(random: Random, color: Color): Surface {
  const tone = smoothNoise(random);
  return (u, v) => shade(color, 1 + 0.12 * tone(u * 30, v * 30) + 0.1 * tone(u * 5, v * 5));
}
