import type { Foot } from './contacts.js';
import type { Motion } from './motion.js';

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
  readonly sides: Readonly<Record<Foot, Side>>;
  /** From the right handle to the left. */
  readonly rope: readonly Position[];
}

/** What differs from one jumper to the next, in body heights. */
export interface Build {
  /** Height of a lifted ankle over the standing one. */
  readonly lift: number;
  /** Height that the body rises from its lowest to its highest. */
  readonly bounce: number;
  /** Half the width of the shoulders and of the hips. */
  readonly shoulders: number;
  readonly hips: number;
  /** Half the distance of the hands. */
  readonly reach: number;
}

/** Height of an ankle over the ground when its foot stands. */
export const ankleHeight = 0.04;

const THIGH = 0.26;
const SHIN = 0.26;
const UPPER_ARM = 0.175;
const FOREARM = 0.165;
const ROPE_SEGMENTS = 28;
/** The rope's angle at a whole turn: just behind the feet. */
const ROPE_START = 0.5;

/** Joints and rope that follow from a motion. */
export function poseOf({ lift, bounce, turns }: Motion, build: Build): Pose {
  const rise = build.bounce * bounce;
  const angle = 2 * Math.PI * turns + ROPE_START;
  const left = sideOf(1, lift.left, rise, angle, build);
  const right = sideOf(-1, lift.right, rise, angle, build);
  return {
    head: { x: 0, y: 0.925 + rise, z: 0.015 },
    sides: { left, right },
    rope: ropeBetween(right.handle, left.handle, angle),
  };
}

function sideOf(sign: 1 | -1, lift: number, rise: number, angle: number, build: Build): Side {
  const hip = { x: sign * build.hips, y: 0.52 + rise, z: 0 };
  const ankle = { x: sign * (build.hips + 0.008), y: ankleHeight + build.lift * lift, z: 0.01 - 0.05 * lift };
  // The toes hang while the foot is in the air and are level when it stands.
  const toe = { x: ankle.x + sign * 0.018, y: ankle.y - 0.018 - 0.03 * lift, z: ankle.z + 0.085 };
  const shoulder = { x: sign * build.shoulders, y: 0.8 + rise, z: 0 };
  const circle = { y: -0.022 * Math.cos(angle), z: -0.022 * Math.sin(angle) };
  const hand = { x: sign * build.reach, y: 0.52 + rise + circle.y, z: 0.09 + circle.z };
  const handle = { x: hand.x + sign * 0.05, y: hand.y + 1.2 * circle.y, z: hand.z + 0.02 + 1.2 * circle.z };
  return {
    hip,
    ankle,
    toe,
    knee: joint(hip, ankle, THIGH, SHIN, { x: sign * 0.25, y: 0.1, z: 1 }),
    shoulder,
    hand,
    handle,
    elbow: joint(shoulder, hand, UPPER_ARM, FOREARM, { x: sign * 0.8, y: -0.1, z: -1 }),
  };
}

/** The joint between two ends of a limb with bones of the given lengths, bent towards `bend`. */
function joint(start: Position, end: Position, first: number, second: number, bend: Position): Position {
  const span = { x: end.x - start.x, y: end.y - start.y, z: end.z - start.z };
  const length = Math.max(1e-6, Math.hypot(span.x, span.y, span.z));
  const unit = scale(span, 1 / length);
  const along = (length ** 2 + first ** 2 - second ** 2) / (2 * length);
  const out = Math.sqrt(Math.max(0, first ** 2 - along ** 2));
  const overlap = bend.x * unit.x + bend.y * unit.y + bend.z * unit.z;
  const aside = { x: bend.x - overlap * unit.x, y: bend.y - overlap * unit.y, z: bend.z - overlap * unit.z };
  const side = scale(aside, out / Math.max(1e-6, Math.hypot(aside.x, aside.y, aside.z)));
  const reached = Math.min(along, first);
  return {
    x: start.x + unit.x * reached + side.x,
    y: start.y + unit.y * reached + side.y,
    z: start.z + unit.z * reached + side.z,
  };
}

const scale = (p: Position, by: number): Position => ({ x: p.x * by, y: p.y * by, z: p.z * by });

/**
 * The turning rope: an arc through both handles that stands out from them by up to its radius, in the direction `angle`
 * (0 down, a quarter turn to the back, half a turn up: it comes down in front and passes the feet to the back).
 */
function ropeBetween(from: Position, to: Position, angle: number): Position[] {
  const lowest = Math.min(from.y, to.y) - 0.004;
  const up = Math.max(0, -Math.cos(angle));
  const radius = lowest + (0.6 - lowest) * up;
  return Array.from({ length: ROPE_SEGMENTS + 1 }, (_, i) => {
    // Points lie denser at the handles, where the arc bends most.
    const share = 0.5 - 0.5 * Math.cos((Math.PI * i) / ROPE_SEGMENTS);
    const out = radius * Math.sin(Math.PI * share) ** 0.62;
    return {
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share - out * Math.cos(angle),
      z: from.z + (to.z - from.z) * share - out * Math.sin(angle),
    };
  });
}
