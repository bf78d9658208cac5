import type { Random } from '../../random.js';
import type { Color } from './canvas.js';
import type { Build } from './pose.js';

/** What the walls of a room look like. */
export type WallKind = 'flat' | 'gradient' | 'stripes' | 'panels' | 'window';

/** Everything about one video that does not move with the steps. */
export interface Scene {
  readonly build: Build;
  readonly colors: {
    readonly skin: Color;
    readonly hair: Color;
    readonly shirt: Color;
    readonly trousers: Color;
    readonly shoes: Color;
    readonly rope: Color;
    readonly wall: Color;
    readonly accent: Color;
    readonly floor: Color;
  };
  readonly hasLongHair: boolean;
  readonly hasShorts: boolean;
  readonly wall: WallKind;
  /** Direction of the camera around the upright axis in radians; 0 is frontal. */
  readonly yaw: number;
  /** Angle by which the camera looks down, in radians. */
  readonly pitch: number;
  /** The jumper's height as a share of the picture's. */
  readonly size: number;
  /** The point of the ground under the body, as shares of the picture's width and height. */
  readonly ground: { readonly x: number; readonly y: number };
  /** Depth of the slow change of light, as a share. */
  readonly lightDrift: number;
  /** Standard deviation of the sensor's noise, 0–255. */
  readonly noise: number;
  /** Greatest shift of the camera in shares of the picture's height. */
  readonly shake: number;
}

/** Chooses a room, a camera and a jumper. */
export function createScene(random: Random): Scene {
  const people = random.fork('people');
  const room = random.fork('room');
  const camera = random.fork('camera');
  const wall = pick(room, wallColors);
  const isBright = luminance(wall) > 115;
  const clothes = people.shuffle(clothColors).filter((color) => Math.abs(luminance(color) - luminance(wall)) > 45);
  const floor = pick(room, floorColors);
  const shoes = people.shuffle(shoeColors).find((color) => Math.abs(luminance(color) - luminance(floor)) > 60) ?? shoeColors[0];
  return {
    build: {
      lift: between(people, 0.16, 0.22),
      bounce: between(people, 0.025, 0.035),
      shoulders: between(people, 0.095, 0.115),
      hips: between(people, 0.055, 0.068),
      reach: between(people, 0.2, 0.235),
    },
    colors: {
      skin: pick(people, skinColors),
      hair: pick(people, hairColors),
      shirt: clothes[0],
      trousers: clothes[1],
      shoes,
      rope: isBright ? pick(people, darkRopes) : pick(people, brightRopes),
      wall,
      accent: pick(room, accentColors),
      floor,
    },
    hasLongHair: people.uniform() < 0.5,
    hasShorts: people.uniform() < 0.5,
    wall: pick(room, ['flat', 'gradient', 'stripes', 'panels', 'window']),
    yaw: (camera.uniform() < 0.4 ? 0.1 : 0.6) * between(camera, -1, 1),
    pitch: between(camera, 0.06, 0.16),
    size: between(camera, 0.72, 0.84),
    ground: { x: between(camera, 0.42, 0.58), y: between(camera, 0.91, 0.95) },
    lightDrift: between(camera, 0.01, 0.06),
    noise: between(camera, 1, 3.2),
    shake: camera.uniform() < 0.5 ? between(camera, 0.002, 0.006) : 0,
  };
}

/** Perceived brightness of a colour, 0–255 (Rec. 601). */
export function luminance([r, g, b]: Color): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

function between(random: Random, from: number, to: number): number {
  return from + (to - from) * random.uniform();
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

const skinColors: readonly Color[] = [
  [241, 204, 178],
  [224, 178, 142],
  [198, 145, 106],
  [150, 101, 70],
  [104, 68, 48],
];
const hairColors: readonly Color[] = [
  [34, 28, 26],
  [78, 52, 36],
  [156, 112, 62],
  [112, 60, 40],
];
const clothColors: readonly Color[] = [
  [28, 32, 44],
  [38, 62, 118],
  [168, 44, 48],
  [236, 234, 228],
  [44, 116, 92],
  [226, 176, 52],
  [110, 74, 140],
  [240, 138, 96],
  [96, 104, 112],
  [20, 78, 110],
];
const shoeColors: readonly Color[] = [
  [246, 246, 244],
  [26, 26, 30],
  [206, 56, 44],
  [240, 214, 70],
];
const wallColors: readonly Color[] = [
  [214, 208, 198],
  [186, 198, 208],
  [150, 164, 152],
  [96, 110, 128],
  [70, 66, 72],
  [200, 176, 150],
  [128, 150, 176],
];
const floorColors: readonly Color[] = [
  [164, 132, 98],
  [118, 92, 68],
  [146, 146, 148],
  [84, 86, 92],
  [120, 128, 110],
];
const accentColors: readonly Color[] = [
  [236, 240, 244],
  [60, 70, 84],
  [176, 120, 84],
  [120, 146, 130],
];
const darkRopes: readonly Color[] = [
  [22, 22, 26],
  [120, 20, 30],
  [16, 40, 96],
];
const brightRopes: readonly Color[] = [
  [250, 248, 240],
  [250, 222, 90],
  [255, 160, 110],
];
