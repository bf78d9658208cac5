import type { Random } from '../../random.js';
import type { Color } from './canvas.js';
import { between, pick } from './chance.js';
import { smoothNoise } from './noise.js';
import { accentColors, clothColors, mix, shade } from './palette.js';
import type { WallKind } from './scene.js';

/** Colour of a wall; x from 0 at the left of the picture, y from 0 at its top to the floor's edge, both in picture heights. */
export type Surface = (x: number, y: number) => Color;

/** What a wall is made of. */
export interface WallMaterial {
  readonly color: Color;
  readonly accent: Color;
  readonly random: Random;
  /** Width of the picture, and the wall's lower edge, in picture heights. */
  readonly width: number;
  readonly edge: number;
}

/** Makes the wall of a kind. */
export function createWall(kind: WallKind, material: WallMaterial): Surface {
  const { color, random, edge, width } = material;
  const tilt = between(random, -0.5, 0.5);
  const plain = (x: number, y: number, depth: number): Color =>
    shade(color, 1 + depth * (0.5 - y / Math.max(0.3, edge)) + depth * tilt * (x / width - 0.5));
  switch (kind) {
    case 'flat':
      return (x, y) => plain(x, y, 0.08);
    case 'gradient':
      return (x, y) => plain(x, y, 0.5);
    case 'stripes':
      return stripes(random, (x, y) => plain(x, y, 0.12));
    case 'panels':
      return grid(random, [0.2, 0.4], [0.2, 0.35], 0.8, (x, y) => plain(x, y, 0.15));
    case 'bricks':
      return bricks(random, (x, y) => plain(x, y, 0.15));
    case 'curtain':
      return curtain(random, (x, y) => plain(x, y, 0.2));
    case 'window':
      return daylight(material, (x, y) => plain(x, y, 0.15));
    case 'clutter':
      return things(random, between(random, 14, 40), [0.02, 0.14], edge, width, (x, y) => plain(x, y, 0.15));
    case 'banners':
      return banners(material, (x, y) => plain(x, y, 0.1));
    case 'outdoors':
      return outdoors(material);
  }
}

function stripes(random: Random, wall: Surface): Surface {
  const period = between(random, 0.06, 0.25);
  const dark = between(random, 0.8, 0.95);
  return (x, y) => (x / period - Math.floor(x / period) < 0.5 ? wall(x, y) : shade(wall(x, y), dark));
}

function grid(random: Random, across: Range, down: Range, dark: number, wall: Surface): Surface {
  const [wide, high] = [between(random, ...across), between(random, ...down)];
  return (x, y) => shade(wall(x, y), Math.min((x + 9) % wide, (y + 9) % high) < 0.007 ? dark : 1);
}

function bricks(random: Random, wall: Surface): Surface {
  const high = between(random, 0.025, 0.05);
  const tone = smoothNoise(random);
  return (x, y) => {
    const row = Math.floor((y + 9) / high);
    const along = (x + 9) / (2.6 * high) + (row % 2) / 2;
    const isSeam = (y + 9) / high - row < 0.14 || along - Math.floor(along) < 0.06;
    return shade(wall(x, y), isSeam ? 1.12 : 0.86 + 0.1 * tone(Math.floor(along) * 7.3, row * 3.7));
  };
}

function curtain(random: Random, wall: Surface): Surface {
  const fold = between(random, 0.03, 0.09);
  const tone = smoothNoise(random);
  return (x, y) => shade(wall(x, y), 0.85 + 0.22 * Math.sin((2 * Math.PI * x) / fold + 2.5 * tone(x * 6, y * 0.6)));
}

function daylight({ random, width, edge, accent }: WallMaterial, wall: Surface): Surface {
  const left = width * pick(random, [0.05, 0.35, 0.62]);
  const wide = between(random, 0.25, 0.45);
  return (x, y) => {
    const u = (x - left) / wide;
    const v = (y - edge * 0.08) / (edge * 0.6);
    if (u < 0 || u > 1 || v < 0 || v > 1) return wall(x, y);
    const isFrame = Math.min(u, 1 - u, Math.abs(u - 0.5), v, 1 - v) < 0.03;
    return isFrame ? accent : [200 + 40 * v, 218 + 22 * v, 238];
  };
}

/** Rectangles of any colour: shelves, posters, bags, bottles. */
function things(random: Random, count: number, sizes: Range, edge: number, width: number, wall: Surface): Surface {
  const colors = [...clothColors, ...accentColors];
  const boxes = Array.from({ length: Math.round(count) }, () => {
    const [w, h] = [between(random, ...sizes), between(random, ...sizes)];
    const left = between(random, -0.2, width + 0.1);
    const top = between(random, -0.1, Math.max(0, edge - h));
    return { left, top, right: left + w, bottom: top + h, color: pick(random, colors) };
  });
  return (x, y) =>
    boxes.findLast(({ left, right, top, bottom }) => x >= left && x < right && y >= top && y < bottom)?.color ?? wall(x, y);
}

/** A band of boards with signs along the floor, and a bright screen. */
function banners(material: WallMaterial, wall: Surface): Surface {
  const { random, edge, width, accent } = material;
  const board = between(random, 0.12, 0.25);
  const signs = things(random, 40, [0.01, 0.08], edge, width, () => accent);
  const left = between(random, 0, width - 0.4);
  return (x, y) => {
    if (y > edge - board) return (x + 9) % 0.5 < 0.006 ? shade(accent, 0.6) : signs(x, y);
    const isScreen = x > left && x < left + 0.4 && y < edge - board - 0.05 && y > edge - board - 0.35;
    return isScreen ? mix([90, 220, 240], [40, 120, 220], (x - left) / 0.4) : wall(x, y);
  };
}

/** Sky, and a hedge or trees before it. */
function outdoors({ random, edge }: WallMaterial): Surface {
  const tone = smoothNoise(random);
  const high = between(random, 0.1, 0.5);
  const leaf: Color = [between(random, 50, 100), between(random, 90, 130), between(random, 40, 70)];
  return (x, y) => {
    const top = edge - high * (0.75 + 0.5 * tone(x * 4, 3));
    if (y > top) return shade(leaf, 0.75 + 0.3 * tone(x * 25, y * 25) + 0.2 * tone(x * 60, y * 60));
    return mix([150, 190, 235], [225, 232, 240], Math.min(1, Math.max(0, y / Math.max(0.2, edge)) + 0.2 * tone(x * 3, y * 6)));
  };
}

type Range = readonly [number, number];
