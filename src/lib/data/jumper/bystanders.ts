import type { Random } from '../../random.js';
import type { Camera } from './camera.js';
import type { Canvas } from './canvas.js';
import { between, pick } from './chance.js';
import { planContacts } from './contacts.js';
import { drawFigure, drawShadows } from './figure.js';
import { planIdle } from './idle.js';
import { planMotion } from './motion.js';
import { createPerson, type Person } from './person.js';
import { type Pose, poseOf } from './pose.js';
import { createView, type Placement } from './project.js';
import type { Scene } from './scene.js';

/** Somebody in the background: they stand, walk through, or jump themselves. Nothing they do is an event. */
export interface Bystander {
  readonly person: Person;
  readonly placement: Placement;
  readonly poseAt: (time: number) => Pose;
}

/** Puts people on the floor behind the jumper, further ones smaller, none in the jumper's own place. */
export function createBystanders(scene: Scene, random: Random, width: number, height: number, seconds: number): Bystander[] {
  return Array.from({ length: scene.bystanders }, (_, i) =>
    createBystander(scene, random.fork(`bystander ${i}`), width, height, seconds),
  ).sort((a, b) => a.placement.pixels - b.placement.pixels);
}

/** Draws somebody sharp: they are far away, and their blur would not show. */
export function drawBystander(
  canvas: Canvas,
  { person, placement, poseAt }: Bystander,
  time: number,
  camera: Camera,
  gain: number,
): void {
  const view = createView(placement, camera, canvas, gain);
  const pose = poseAt(time);
  drawShadows(canvas, pose, person, view);
  drawFigure(canvas, pose, person, view);
}

function createBystander(scene: Scene, random: Random, width: number, height: number, seconds: number): Bystander {
  const person = createPerson(random, scene.colors.wall, scene.colors.floor);
  const lowest = scene.edge + 0.75 * (scene.ground.y - scene.edge);
  const y = between(random, Math.max(scene.edge + 0.01, scene.ground.y - 0.5), Math.max(scene.edge + 0.02, lowest));
  // On one ground, heights are as the distances from the horizon.
  const size = (scene.size * (y - scene.horizon)) / (scene.ground.y - scene.horizon);
  const activity = pick(random, ['stand', 'stand', 'stand', 'walk', 'jump'] as const);
  const walks = activity === 'walk';
  const reach = (0.3 * scene.size * height) / width;
  const placement: Placement = {
    ground: { x: width * besideOf(scene.ground.x, reach, random), y: height * y },
    pixels: height * size * between(random, 0.85, 1.1),
    // Who walks crosses the picture, since nobody grows by coming nearer.
    yaw: walks ? (Math.PI / 2) * pick(random, [-1, 1]) : between(random, -Math.PI, Math.PI),
    pitch: scene.pitch,
  };
  const walkIn = walks ? between(random, 0.4, 1) * seconds : 0;
  const stanceAt = planIdle({ random: random.fork('idle'), walkIn, approach: walks ? 0 : undefined });
  const jumps = activity === 'jump';
  const bouts = jumps ? planContacts({ random: random.fork('contacts'), seconds, cadence: between(random, 3, 6.5) }) : [];
  const motionAt = planMotion(bouts, person.build.flight);
  return { person, placement, poseAt: (time) => poseOf(motionAt(time), stanceAt(time), person.build) };
}

/** A share of the picture's width from a little outside to a little outside, rather not within `reach` of a place. */
function besideOf(place: number, reach: number, random: Random): number {
  const tries = Array.from({ length: 6 }, () => between(random, -0.03, 1.03));
  return tries.find((x) => Math.abs(x - place) > reach) ?? tries[0];
}
