import type { Random } from '../../random.js';
import { between, chance, ease, wander } from './chance.js';

/** How the light changes; depths are shares of it. */
export interface LightHabits {
  /** Brightness of the whole video. */
  readonly exposure: number;
  readonly drift: number;
  /** Beat of lamps against the shutter, and its frequency in hertz. */
  readonly flicker: number;
  readonly beat: number;
}

/** Chooses a light; with less `variety`, 0 to 1, a steadier one. */
export function createLightHabits(random: Random, variety: number): LightHabits {
  return {
    exposure: between(random, 0.86 - 0.18 * variety, 1.12),
    drift: between(random, 0.01, 0.08) * variety,
    flicker: chance(random, 0.3) ? between(random, 0.004, 0.025) * variety : 0,
    beat: between(random, 0.5, 11),
  };
}

/** Brightness as a function of time: it drifts, the lamps may beat, and a camera may correct its exposure now and then. */
export function planLight(
  random: Random,
  { exposure, drift, flicker, beat }: LightHabits,
  seconds: number,
): (time: number) => number {
  const slow = wander(random, 3, 9);
  const correctedAt = chance(random, 0.25) ? seconds * random.uniform() : Infinity;
  const correction = between(random, -0.15, 0.15);
  return (time) =>
    exposure *
    (1 + drift * slow(time)) *
    (1 + flicker * Math.sin(2 * Math.PI * beat * time)) *
    (1 + correction * ease((time - correctedAt) / 0.4));
}
