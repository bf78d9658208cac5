import { createRandom } from '../../random.js';
import { requireCount, requireNumber } from '../../shape.js';
import { Frames } from '../../video/frames.js';
import { between } from './chance.js';
import { cadenceLimits, eventFrames, planContacts } from './contacts.js';
import { planIdle } from './idle.js';
import { planMotion } from './motion.js';
import { createPainter } from './painter.js';
import { poseOf } from './pose.js';
import { createScene } from './scene.js';

/** Which jumper to draw. */
export interface JumperOptions {
  /** Decides everything that is not given: the jumper, the place, the camera, the steps. The same seed gives the same bytes. */
  readonly seed: number;
  /** Length in seconds, at least 1. Default 10. */
  readonly seconds?: number;
  /** Frames a second. Default 30. */
  readonly frameRate?: number;
  /** Size in pixels. Default 320 by 240. */
  readonly width?: number;
  readonly height?: number;
  /** Mean steps a second, 2 to 7.5, about which the cadence drifts. Default: by seed, 2.8 to 6.9. */
  readonly cadence?: number;
  /** Seconds before the first step, at least 0.5 and at most half the video. Default: by seed, 0.5 to 4.5. */
  readonly leadIn?: number;
  /**
   * 0 to 1: how far jumper, camera, light and background leave the easy middle. At 0 somebody large is seen from the front,
   * alone, by a camera that nearly rests; at 1 from any side, small or large, among others. Default 1.
   */
  readonly variety?: number;
}

/** A drawn video with its labels. */
export interface Jumper {
  /** Colour frames, `[frames, height, width, 3]`. */
  readonly frames: Frames;
  /** The frames at which a foot lands, ascending. */
  readonly events: number[];
}

/** A video that is decided but not drawn yet. */
export interface JumperPlan {
  /** `[frames, height, width, 3]`. */
  readonly shape: readonly [number, number, number, number];
  readonly frameRate: number;
  readonly name: string;
  /** The frames at which a foot lands, ascending. */
  readonly events: number[];
  /** Constant rate factor of H.264 that suits the camera: 20 (good) to 33 (poor). */
  readonly quality: number;
  /** Draws a frame into its bytes. Frames are drawn in order, each once. */
  readonly paint: (frame: number, target: Uint8Array) => void;
}

/**
 * Draws a person who jumps rope in the speed step: the feet land in turn, and the rope passes once a step.
 *
 * The labels are exact: an event is the first frame at or after a contact. Before the first step the jumper waits, perhaps
 * walks in; some stop now and then, or catch the rope. Nothing of that is an event, and nothing that others in the
 * background do. By seed, also the place, camera, light, clothes, size in the picture, blur and noise differ.
 *
 * @throws {InvalidInputError} when a size, rate, cadence or lead-in is out of its range.
 */
export function makeJumper(options: JumperOptions): Jumper {
  const { shape, frameRate, name, events, paint } = planJumper(options);
  const [count, height, width] = shape;
  const size = height * width * 3;
  const data = new Uint8Array(count * size);
  for (let frame = 0; frame < count; frame++) paint(frame, data.subarray(frame * size, (frame + 1) * size));
  return { frames: new Frames({ data, shape: [...shape], frameRate, name }), events };
}

/**
 * Decides everything about a video of a jumper, so that its frames can be drawn one by one.
 *
 * @throws {InvalidInputError} when a size, rate, cadence or lead-in is out of its range.
 */
export function planJumper(options: JumperOptions): JumperPlan {
  const { seed, seconds = 10, frameRate = 30, width = 320, height = 240, cadence, leadIn, variety = 1 } = options;
  requireNumber('seconds', seconds, 1);
  requireNumber('frameRate', frameRate, 12);
  requireCount('width', width, 32);
  requireCount('height', height, 32);
  if (cadence !== undefined) requireNumber('cadence', cadence, ...cadenceLimits);
  if (leadIn !== undefined) requireNumber('leadIn', leadIn, 0.5, seconds / 2);
  requireNumber('variety', variety, 0, 1);
  const random = createRandom(seed);
  const mean = cadence ?? between(random.fork('cadence'), 2.8, 6.9);
  const bouts = planContacts({ random: random.fork('contacts'), seconds, cadence: mean, leadIn });
  const scene = createScene(random.fork('scene'), width / height, variety);
  const { build } = scene.jumper;
  const motionAt = planMotion(bouts, build.flight);
  const walkIn = Math.min(scene.walkIn, bouts[0].contacts[0] - 0.5);
  const stanceAt = planIdle({ random: random.fork('idle'), walkIn });
  const poseAt = (time: number) => poseOf(motionAt(time), stanceAt(time), build);
  const paintAt = createPainter({ scene, random, width, height, frameRate, seconds, poseAt });
  const count = Math.round(seconds * frameRate);
  return {
    shape: [count, height, width, 3],
    frameRate,
    name: `jumper-${seed}`,
    events: eventFrames(bouts, frameRate, count),
    quality: scene.sensor.quality,
    paint: (frame, target) => paintAt(frame / frameRate, target),
  };
}
