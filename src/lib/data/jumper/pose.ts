import type { Build } from './build.js';
import type { Foot } from './contacts.js';
import type { Stance } from './idle.js';
import type { Motion } from './motion.js';
import { ropeBetween } from './rope-arc.js';

/**
 * A position in body heights: x to the jumper's left (the picture's right), y up from the ground, z to the front.
 */
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** One side of the body, as the jumper sees it. */
export interface Side {
  readonly hip: Position;
  readonly knee: Position;
  readonly ankle: Position;
  readonly toe: Position;
  readonly shoulder: Position;
  readonly elbow: Position;
  readonly hand: Position;
  /** The end of the rope's handle. */
  readonly handle: Position;
}

/** Where the joints and the rope are at one moment. */
export interface Pose {
  readonly head: Position;
  /** The middle between the shoulders, where the neck begins. */
  readonly neck: Position;
  /** The direction that the body faces, level, of length 1. */
  readonly front: Position;
  readonly sides: Readonly<Record<Foot, Side>>;
  /** From the right handle to the left. */
  readonly rope: readonly Position[];
}

/** Height of an ankle over the ground when its foot stands. */
export const ankleHeight = 0.04;

/** Lengths of the bones. */
export const bones = { thigh: 0.26, shin: 0.26, trunk: 0.29, neck: 0.125, upperArm: 0.175, forearm: 0.165 } as const;

/** Joints and rope that follow from steps, stance and build. */
export function poseOf(motion: Motion, stance: Stance, build: Build): Pose {
  const { activity } = motion;
  // At a whole turn the rope is past the feet by half the flight.
  const angle = 2 * Math.PI * motion.turns + Math.PI * build.flight;
  const lean = stance.lean * (1 - activity) + build.lean * activity + 0.04;
  const pelvis = {
    x: 0,
    y:
      ankleHeight + bones.thigh + bones.shin - 0.006 - build.crouch * (0.3 + 0.7 * activity) + build.bounce * (motion.bounce - 1),
    z: -0.3 * bones.trunk * Math.sin(lean),
  };
  const neck = along(pelvis, lean, bones.trunk);
  const head = along(neck, lean + build.nod * (0.4 + 0.6 * activity) - 0.1, bones.neck * build.head);
  const body: Body = { motion, stance, build, pelvis, neck, angle, place: placed(stance) };
  const left = sideOf('left', body);
  const right = sideOf('right', body);
  return {
    head: body.place(head),
    neck: body.place(neck),
    front: { x: Math.sin(stance.turn), y: 0, z: Math.cos(stance.turn) },
    sides: { left, right },
    rope: ropeBetween(right.handle, left.handle, angle, stance.turn),
  };
}

/** What both sides have in common. */
interface Body {
  readonly motion: Motion;
  readonly stance: Stance;
  readonly build: Build;
  readonly pelvis: Position;
  readonly neck: Position;
  /** The rope's. */
  readonly angle: number;
  /** From the body's own directions to the ground's. */
  readonly place: (position: Position) => Position;
}

function sideOf(foot: Foot, { motion, stance, build, pelvis, neck, angle, place }: Body): Side {
  const sign = foot === 'left' ? 1 : -1;
  const hip = { ...pelvis, x: sign * build.hips };
  const { ankle, toe } = footOf(sign, motion.lift[foot], stance, build);
  const shoulder = { x: sign * build.shoulders, y: neck.y - 0.012, z: neck.z };
  const share = motion.activity;
  const circle = { y: -build.wrist * Math.cos(angle) * share, z: -build.wrist * Math.sin(angle) * share };
  const mix = (resting: number, stepping: number): number => resting + (stepping - resting) * share;
  const wanted = {
    x: sign * mix(stance.hands.x, build.hands.x),
    y: pelvis.y + mix(stance.hands.y, build.hands.y) + circle.y,
    z: mix(stance.hands.z, build.hands.z) + circle.z,
  };
  const hand = within(shoulder, wanted, 0.98 * (bones.upperArm + bones.forearm));
  const handle = { x: hand.x + sign * 0.05, y: hand.y + 1.2 * circle.y, z: hand.z + 0.02 + 1.2 * circle.z };
  const elbow = joint(shoulder, hand, bones.upperArm, bones.forearm, { x: sign * 0.55, y: -0.2, z: -1 });
  const knee = joint(hip, ankle, bones.thigh, bones.shin, { x: sign * 0.15, y: 0.1, z: 1 });
  return {
    hip: place(hip),
    knee: place(knee),
    ankle: place(ankle),
    toe: place(toe),
    shoulder: place(shoulder),
    elbow: place(elbow),
    hand: place(hand),
    handle: place(handle),
  };
}

/** A foot in its step, or in a walk. Its toe hangs while it is in the air and is level when it stands. */
function footOf(sign: number, lift: number, { stride }: Stance, build: Build): { ankle: Position; toe: Position } {
  const swing = stride.phase + (sign > 0 ? 0 : Math.PI);
  const ankle = {
    x: sign * (build.hips + 0.008),
    y: ankleHeight + build.lift * lift + 0.04 * stride.length * Math.max(0, Math.cos(swing)),
    z: 0.01 + build.forward * lift + 0.13 * stride.length * Math.sin(swing),
  };
  const hang = 0.25 + 0.9 * Math.min(1, 2 * lift);
  const toe = {
    x: ankle.x + sign * 0.018,
    y: ankle.y - 0.085 * Math.sin(hang * 0.75),
    z: ankle.z + 0.085 * Math.cos(hang * 0.75),
  };
  return { ankle, toe };
}

/** From the body's own directions to the ground's: turned about the upright axis, and moved to its place. */
function placed({ x, z, turn }: Stance): (position: Position) => Position {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (p) => ({ x: p.x * cos + p.z * sin + x, y: p.y, z: p.z * cos - p.x * sin + z });
}

/** The end of a bone that leans to the front. */
function along(start: Position, lean: number, length: number): Position {
  return { x: start.x, y: start.y + length * Math.cos(lean), z: start.z + length * Math.sin(lean) };
}

/** The point itself, or where a shorter arm ends on the way to it. */
function within(start: Position, end: Position, reach: number): Position {
  const length = Math.hypot(end.x - start.x, end.y - start.y, end.z - start.z);
  const share = Math.min(1, reach / length);
  return {
    x: start.x + (end.x - start.x) * share,
    y: start.y + (end.y - start.y) * share,
    z: start.z + (end.z - start.z) * share,
  };
}

/** The joint between two ends of a limb with bones of the given lengths, bent towards `bend`. */
function joint(start: Position, end: Position, first: number, second: number, bend: Position): Position {
  const span = { x: end.x - start.x, y: end.y - start.y, z: end.z - start.z };
  const length = Math.max(1e-6, Math.hypot(span.x, span.y, span.z));
  const unit = scale(span, 1 / length);
  const reached = Math.min(first, (length ** 2 + first ** 2 - second ** 2) / (2 * length));
  const out = Math.sqrt(Math.max(0, first ** 2 - reached ** 2));
  const overlap = bend.x * unit.x + bend.y * unit.y + bend.z * unit.z;
  const aside = { x: bend.x - overlap * unit.x, y: bend.y - overlap * unit.y, z: bend.z - overlap * unit.z };
  const side = scale(aside, out / Math.max(1e-6, Math.hypot(aside.x, aside.y, aside.z)));
  return {
    x: start.x + unit.x * reached + side.x,
    y: start.y + unit.y * reached + side.y,
    z: start.z + unit.z * reached + side.z,
  };
}

const scale = (p: Position, by: number): Position => ({ x: p.x * by, y: p.y * by, z: p.z * by });
