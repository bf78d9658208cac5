import type { Random } from '../../random.js';
import { between, chance } from './chance.js';

/** How a jumper is built and steps; lengths in body heights, angles in radians. */
export interface Build {
  /** Height of a lifted ankle over the standing one. */
  readonly lift: number;
  /** How far a lifted ankle comes to the front; less than 0 to the back. */
  readonly forward: number;
  /** Height that the body rises from its lowest to its highest. */
  readonly bounce: number;
  /** Share of a step in which both feet are in the air. */
  readonly flight: number;
  /** Lean of the trunk to the front while stepping, and of the head against the trunk. */
  readonly lean: number;
  readonly nod: number;
  /** How much lower the hips are than with straight legs. */
  readonly crouch: number;
  /** Half the width of the shoulders and of the hips. */
  readonly shoulders: number;
  readonly hips: number;
  /** Thickness of limbs and trunk, and size of the head; 1 on average. */
  readonly girth: number;
  readonly head: number;
  /** Place of the left hand while stepping, from the middle of the hips: to the side, up, to the front. */
  readonly hands: { readonly x: number; readonly y: number; readonly z: number };
  /** Radius of the circles of the hands. */
  readonly wrist: number;
}

/** Chooses a body and a style of stepping; with less `variety`, 0 to 1, the feet are lifted clearly. */
export function createBuild(random: Random, variety: number = 1): Build {
  return {
    lift: between(random, 0.15 - 0.06 * variety, 0.24),
    forward: between(random, -0.05, 0.1),
    bounce: between(random, 0.012, 0.045),
    flight: between(random, 0.16, 0.38),
    lean: chance(random, 0.6 * variety) ? between(random, 0.15, 0.65) : between(random, 0.02, 0.2),
    nod: between(random, -0.05, 0.45),
    crouch: between(random, 0.005, 0.05),
    shoulders: between(random, 0.088, 0.115),
    hips: between(random, 0.048, 0.068),
    girth: between(random, 0.85, 1.25),
    head: between(random, 0.92, 1.15),
    hands: { x: between(random, 0.14, 0.25), y: between(random, -0.02, 0.12), z: between(random, 0, 0.16) },
    wrist: between(random, 0.01, 0.035),
  };
}
