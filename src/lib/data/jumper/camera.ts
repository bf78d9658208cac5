import type { Random } from '../../random.js';
import type { Point } from './canvas.js';
import { between, chance, ease, wander } from './chance.js';

/** How a camera sees the place at one moment: turned and enlarged about the picture's middle, then shifted. */
export interface Camera {
  readonly zoom: number;
  /** In radians, clockwise in the picture. */
  readonly roll: number;
  /** In pixels. */
  readonly shift: Point;
}

/** How much a camera moves; lengths in shares of the picture's height. */
export interface CameraHabits {
  /** Greatest shake of a hand. */
  readonly shake: number;
  /** Way of a slow pan over the whole video. */
  readonly pan: Point;
  /** Enlargement at the end against the start. */
  readonly zoom: number;
  /** A tilt that stays. */
  readonly roll: number;
}

/** A tripod, a hand, or a hand that follows; with less `variety`, 0 to 1, it moves less. */
export function createCameraHabits(random: Random, variety: number): CameraHabits {
  const isHandheld = chance(random, 0.6);
  const follows = chance(random, 0.35 * variety);
  return {
    shake: isHandheld ? between(random, 0.002, 0.003 + 0.007 * variety) : 0,
    pan: follows ? { x: between(random, -0.12, 0.12), y: between(random, -0.05, 0.05) } : { x: 0, y: 0 },
    zoom: chance(random, 0.3 * variety) ? between(random, 0.88, 1.14) : 1,
    roll: isHandheld ? between(random, -0.05, 0.05) : 0,
  };
}

/** The camera as a function of time, for a picture of `height` pixels and a video of `seconds`. */
export function planCamera(random: Random, habits: CameraHabits, height: number, seconds: number): (time: number) => Camera {
  const slow = [wander(random, 1.2, 4), wander(random, 1.2, 4), wander(random, 1.5, 5)];
  const fast = [wander(random, 0.22, 0.6), wander(random, 0.22, 0.6)];
  return (time) => {
    const way = ease(time / seconds) - 0.5;
    const shake = (axis: 0 | 1): number => habits.shake * (slow[axis](time) + 0.25 * fast[axis](time));
    return {
      zoom: 1 + (habits.zoom - 1) * way,
      roll: habits.roll + 0.8 * habits.shake * slow[2](time),
      shift: { x: height * (habits.pan.x * way + shake(0)), y: height * (habits.pan.y * way + shake(1)) },
    };
  };
}

/** Where the camera shows a point of the place, in a picture of the given size. */
export function throughCamera({ zoom, roll, shift }: Camera, width: number, height: number): (point: Point) => Point {
  const [cos, sin] = [zoom * Math.cos(roll), zoom * Math.sin(roll)];
  return ({ x, y }) => {
    const [dx, dy] = [x - width / 2, y - height / 2];
    return { x: width / 2 + cos * dx - sin * dy + shift.x, y: height / 2 + sin * dx + cos * dy + shift.y };
  };
}
