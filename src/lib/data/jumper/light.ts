import type { Random } from '../../random.js';
import { between, chance, ease, wander } from './chance.js';
import type { LightHabits } from './scene.js';

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
