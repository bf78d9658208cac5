import type { Random } from '../../random.js';
import { between, chance, ease, pick, wander } from './chance.js';

/** Where a body stands and what it does besides stepping, at one moment; lengths in body heights. */
export interface Stance {
  /** Place on the ground, in the directions of the body's left and front. */
  readonly x: number;
  readonly z: number;
  /** Turn to the left in radians, and additional lean to the front. */
  readonly turn: number;
  readonly lean: number;
  /** Place of the left hand while resting, from the middle of the hips; the right one mirrors it. */
  readonly hands: { readonly x: number; readonly y: number; readonly z: number };
  /** Phase of walking in radians, and how far the legs swing, 0 (standing) to 1. */
  readonly stride: { readonly phase: number; readonly length: number };
}

/** How somebody spends the time in which nobody steps. */
export interface IdleOptions {
  readonly random: Random;
  /** Seconds in which they walk to their place. Default 0: they are there from the start. */
  readonly walkIn?: number;
  /** Direction from which they come, in radians from straight behind. Default: by chance, from behind or a side. */
  readonly approach?: number;
}

type Hands = Stance['hands'];

/** Hands at the sides, together before the belly, before the chest, on the hips, stretched out to the front. */
const restingHands: readonly Hands[] = [
  { x: 0.17, y: -0.01, z: 0.04 },
  { x: 0.03, y: 0.07, z: 0.17 },
  { x: 0.06, y: 0.19, z: 0.16 },
  { x: 0.13, y: 0.05, z: 0.05 },
  { x: 0.07, y: 0.16, z: 0.3 },
];

/** Body heights walked in a second. */
const WALKING_SPEED = 0.62;

/**
 * The small movements of somebody who waits: swaying, bending, moving the hands every second or so, shifting about; before
 * all that, if asked, a walk to the place. While stepping only the swaying and shifting are to be seen.
 */
export function planIdle({ random, walkIn = 0, ...given }: IdleOptions): (time: number) => Stance {
  const [x, z] = [wander(random, 2, 6), wander(random, 3, 9)];
  const [turn, lean] = [wander(random, 2, 7), wander(random, 1.5, 5)];
  const [reachX, reachZ] = [between(random, 0.015, 0.07), between(random, 0.015, 0.05)];
  const bend = chance(random, 0.3) ? between(random, 0.25, 0.7) : 0;
  const handsAt = planHands(random.fork('hands'));
  const approach = given.approach ?? between(random, -1.2, 1.2);
  return (time) => {
    const left = Math.max(0, walkIn - time);
    const away = WALKING_SPEED * left;
    const direction = approach * ease(left / 0.4);
    return {
      x: reachX * x(time) - away * Math.sin(approach),
      z: reachZ * z(time) - away * Math.cos(approach),
      turn: 0.12 * turn(time) + direction,
      lean: 0.05 * lean(time) + bend * ease(0.5 + lean(time / 2)) * (1 - ease(left)),
      hands: handsAt(time),
      stride: { phase: 2 * Math.PI * 0.95 * time, length: ease(left / 0.3) },
    };
  };
}

/** Moves from one place of rest to another every second or two, with a little restlessness. */
function planHands(random: Random): (time: number) => Hands {
  const moves = [{ at: -1, to: pick(random, restingHands) }];
  for (let at = 0; at < 60; at += between(random, 0.6, 2.5)) moves.push({ at, to: pick(random, restingHands) });
  const [x, y, z] = [wander(random, 0.7, 2.5), wander(random, 0.7, 2.5), wander(random, 0.7, 2.5)];
  return (time) => {
    const last = moves.findLastIndex(({ at }) => at <= time);
    const before = moves[Math.max(0, last - 1)].to;
    const { at, to } = moves[last];
    const share = ease((time - at) / 0.5);
    return {
      x: before.x + (to.x - before.x) * share + 0.012 * x(time),
      y: before.y + (to.y - before.y) * share + 0.02 * y(time),
      z: before.z + (to.z - before.z) * share + 0.02 * z(time),
    };
  };
}
