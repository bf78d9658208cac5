import type { Random } from '../../random.js';
import { type CameraHabits, createCameraHabits } from './camera.js';
import type { Color, Point } from './canvas.js';
import { between, chance, pick } from './chance.js';
import { createLightHabits, type LightHabits } from './light.js';
import { accentColors, floorColors, luminance, ropeColors, wallColors } from './palette.js';
import { createPerson, type Person } from './person.js';
import type { RopeLook } from './rope.js';
import { createSensorHabits, type SensorHabits } from './sensor.js';

/** What is behind the jumper. */
export type WallKind = (typeof wallKinds)[number];

/** What is under the jumper. */
export type FloorKind = (typeof floorKinds)[number];

const wallKinds = [
  'flat',
  'gradient',
  'stripes',
  'panels',
  'window',
  'curtain',
  'bricks',
  'clutter',
  'banners',
  'outdoors',
] as const;
const floorKinds = ['plain', 'planks', 'tiles', 'court', 'rough'] as const;

/** Everything about one video that does not change with time. Lengths are shares of the picture's height unless said. */
export interface Scene {
  readonly jumper: Person;
  readonly rope: RopeLook;
  readonly wall: WallKind;
  readonly floor: FloorKind;
  readonly colors: { readonly wall: Color; readonly accent: Color; readonly floor: Color };
  /** Direction of the camera around the jumper's upright axis in radians; 0 is frontal. */
  readonly yaw: number;
  /** Angle by which the camera looks down, in radians. */
  readonly pitch: number;
  /** The jumper's height. */
  readonly size: number;
  /** The point of the ground under the jumper, as shares of the picture's width and height. */
  readonly ground: Point;
  /** Height of the horizon in the picture, and of the edge between wall and floor, from the top; below 0 above the picture. */
  readonly horizon: number;
  readonly edge: number;
  readonly camera: CameraHabits;
  readonly light: LightHabits;
  readonly sensor: SensorHabits;
  /** People in the background. */
  readonly bystanders: number;
  /** Seconds in which the jumper walks in. */
  readonly walkIn: number;
}

/**
 * Chooses a place, a camera and a jumper for pictures of `aspect` = width / height.
 *
 * @param variety 0 to 1: how far jumpers, cameras and light leave the easy middle (large, frontal, alone, at rest).
 */
export function createScene(random: Random, aspect: number, variety: number = 1): Scene {
  const place = random.fork('place');
  const camera = random.fork('camera');
  const people = random.fork('people');
  const wall = pick(place, wallColors);
  const floor = pick(place, floorColors);
  const size = Math.min(between(camera, 0.68 - 0.34 * variety, 0.9), 1.5 * aspect);
  const ground = placeOfJumper(camera, size, aspect, variety);
  const eye = chance(camera, 0.25 * variety) ? between(camera, 1, 2.2) : between(camera, 0.25, 1);
  const horizon = ground.y - size * eye;
  const outdoors = chance(place, 0.15);
  return {
    jumper: createPerson(people, wall, floor, variety),
    rope: createRope(random.fork('rope'), wall),
    wall: outdoors ? 'outdoors' : pick(place, wallKinds.slice(0, -1)),
    floor: pick(place, outdoors ? (['plain', 'rough'] as const) : floorKinds),
    colors: { wall, accent: pick(place, accentColors), floor },
    yaw: createYaw(camera, variety),
    pitch: 0.04 + 0.14 * eye,
    size,
    ground,
    horizon,
    edge: horizon + (ground.y - horizon) * between(camera, 0.35, 0.85),
    camera: createCameraHabits(camera, variety),
    light: createLightHabits(random.fork('light'), variety),
    sensor: createSensorHabits(random.fork('sensor')),
    bystanders: chance(people, 0.5 * variety) ? 1 + people.integer(1 + Math.round(3 * variety)) : 0,
    walkIn: chance(people, 0.3) ? between(people, 0.6, 2) : 0,
  };
}

/** Somewhere near the middle, the whole body in the picture. */
function placeOfJumper(random: Random, size: number, aspect: number, variety: number): Point {
  const reach = Math.min(0.45, (0.3 * size) / aspect);
  const x = 0.5 + (chance(random, 0.4 * variety) ? 1 : 0.3) * between(random, -1, 1) * (0.5 - reach);
  const lowest = 0.97;
  const highest = Math.min(lowest, size + 0.06);
  return { x, y: lowest - (lowest - highest) * random.uniform() ** 1.5 };
}

/** Frontal, or from a side, from behind. */
function createYaw(random: Random, variety: number): number {
  const about = chance(random, 0.55 * variety) ? pick(random, [Math.PI / 2, -Math.PI / 2, Math.PI]) : 0;
  return about + between(random, -0.75, 0.75) * (0.4 + 0.6 * variety);
}

/** Often a thin wire that hardly shows. */
function createRope(random: Random, wall: Color): RopeLook {
  const colors = ropeColors.filter((color) => Math.abs(luminance(color) - luminance(wall)) > 40);
  return {
    color: pick(random, colors),
    radius: between(random, 0.0025, 0.0065),
    alpha: chance(random, 0.4) ? between(random, 0.25, 0.6) : between(random, 0.7, 1),
  };
}
