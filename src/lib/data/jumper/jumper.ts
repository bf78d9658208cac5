import { createRandom, type Random } from '../../random.js';
import { requireCount, requireNumber } from '../../shape.js';
import { Frames } from '../../video/frames.js';
import { backgroundMargin, copyBackground, drawBackground } from './background.js';
import { createCanvas, type Point } from './canvas.js';
import { cadenceLimits, eventFrames, planContacts } from './contacts.js';
import { drawFigure, drawShadows } from './figure.js';
import { planMotion } from './motion.js';
import { type Pose, poseOf } from './pose.js';
import { createView } from './project.js';
import { drawRope } from './rope.js';
import { createScene, type Scene } from './scene.js';

/** Which jumper to draw. */
export interface JumperOptions {
  /** Decides everything that is not given: the jumper, the room, the steps. The same seed gives the same bytes. */
  readonly seed: number;
  /** Length in seconds, at least 1. Default 10. */
  readonly seconds?: number;
  /** Frames a second. Default 30. */
  readonly frameRate?: number;
  /** Size in pixels. Default 320 by 240. */
  readonly width?: number;
  readonly height?: number;
  /** Mean steps a second, 3 to 6. Default: by seed, 3.4 to 5.4. */
  readonly cadence?: number;
}

/** A drawn video with its labels. */
export interface Jumper {
  /** Colour frames, `[frames, height, width, 3]`. */
  readonly frames: Frames;
  /** The frames at which a foot lands, ascending. */
  readonly events: number[];
}

/** Moments drawn a frame, and moments of the rope, which is faster, within each. */
const BODY_MOMENTS = 3;
const ROPE_MOMENTS = 5;
/** Share of a frame's time in which it is exposed. */
const SHUTTER = 0.4;

/**
 * Draws a person who jumps rope in the speed step: the feet land in turn, and the rope passes once a step.
 *
 * The labels are exact: an event is the first frame at or after a contact. Before the first step the jumper stands for
 * 0.5–2 s, and some make a short pause; there is no event in either.
 *
 * @throws {InvalidInputError} when a size, rate or the cadence is out of its range.
 */
export function makeJumper({ seed, seconds = 10, frameRate = 30, width = 320, height = 240, cadence }: JumperOptions): Jumper {
  requireNumber('seconds', seconds, 1);
  requireNumber('frameRate', frameRate, 12);
  requireCount('width', width, 32);
  requireCount('height', height, 32);
  if (cadence !== undefined) requireNumber('cadence', cadence, ...cadenceLimits);
  const random = createRandom(seed);
  const mean = cadence ?? 3.4 + 2 * random.fork('cadence').uniform();
  const bouts = planContacts({ random: random.fork('contacts'), seconds, cadence: mean });
  const motion = planMotion(bouts);
  const scene = createScene(random.fork('scene'));
  const count = Math.round(seconds * frameRate);
  const data = new Uint8Array(count * height * width * 3);
  const drawFrame = createPainter(scene, random, width, height, (time) => poseOf(motion(time), scene.build));
  for (let frame = 0; frame < count; frame++) {
    drawFrame(
      frame / frameRate,
      SHUTTER / frameRate,
      data.subarray(frame * height * width * 3, (frame + 1) * height * width * 3),
    );
  }
  return {
    frames: new Frames({ data, shape: [count, height, width, 3], frameRate, name: `jumper-${seed}` }),
    events: eventFrames(bouts, frameRate, count),
  };
}

/** A function that draws the frame exposed from `time` for `exposure` seconds into `target`. */
function createPainter(scene: Scene, random: Random, width: number, height: number, poseAt: (time: number) => Pose) {
  const background = drawBackground(scene, random.fork('background'), width, height);
  const canvas = createCanvas(width, height);
  const sum = new Float32Array(canvas.data.length);
  const shakeAt = shake(random.fork('shake'), Math.min(scene.shake * height, backgroundMargin - 2));
  const lightStart = random.fork('light').uniform();
  const addNoise = sensor(random.fork('noise'), scene.noise);
  return (time: number, exposure: number, target: Uint8Array): void => {
    const gain = 1 + scene.lightDrift * Math.sin(2 * Math.PI * (time / 7 + lightStart));
    const shift = shakeAt(time);
    const view = createView(scene, width, height, shift, gain);
    sum.fill(0);
    for (let m = 0; m < BODY_MOMENTS; m++) {
      const part = exposure / BODY_MOMENTS;
      const start = time + m * part;
      const pose = poseAt(start);
      const ropes = Array.from({ length: ROPE_MOMENTS }, (_, r) => poseAt(start + (r * part) / ROPE_MOMENTS).rope);
      copyBackground(background, canvas, shift.x, shift.y, gain);
      drawShadows(canvas, pose, scene, view);
      drawRope(canvas, ropes, 'behind', scene.colors.rope, view);
      drawFigure(canvas, pose, scene, view);
      drawRope(canvas, ropes, 'before', scene.colors.rope, view);
      for (let i = 0; i < sum.length; i++) sum[i] += canvas.data[i] / BODY_MOMENTS;
    }
    addNoise(sum, target);
  };
}

/** A slow wander of the camera of at most `reach` pixels: two waves on each axis. */
function shake(random: Random, reach: number): (time: number) => Point {
  const wave = (): ((time: number) => number) => {
    const [fast, slow, a, b] = [2 + random.uniform(), 0.4 + random.uniform() / 2, random.uniform(), random.uniform()];
    return (time) => 0.3 * Math.sin(2 * Math.PI * (time * fast + a)) + 0.7 * Math.sin(2 * Math.PI * (time * slow + b));
  };
  const [x, y] = [wave(), wave()];
  return (time) => ({ x: reach * x(time), y: reach * y(time) });
}

/** Rounds a picture to bytes after adding normal noise, drawn once and read from a random place for every frame. */
function sensor(random: Random, deviation: number): (picture: Float32Array, target: Uint8Array) => void {
  const table = Float32Array.from({ length: 1 << 16 }, () => random.normal(0, deviation));
  return (picture, target) => {
    const start = random.integer(table.length);
    for (let i = 0; i < picture.length; i++) {
      const value = picture[i] + table[(start + i) & 0xffff];
      target[i] = value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
    }
  };
}
