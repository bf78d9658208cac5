import type { Random } from '../../random.js';

/** A number between two, uniform. */
export function between(random: Random, from: number, to: number): number {
  return from + (to - from) * random.uniform();
}

/** One of the items, each as likely as the others. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

/** True with the given probability. */
export function chance(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/** Rises from 0 to 1 while `x` goes from 0 to 1, level at both ends. */
export function ease(x: number): number {
  const share = Math.min(1, Math.max(0, x));
  return share * share * (3 - 2 * share);
}

/** A slow wander between about −1 and 1: the mean of waves whose periods in seconds lie between the two given. */
export function wander(random: Random, shortest: number, longest: number): (time: number) => number {
  const waves = Array.from({ length: 3 }, () => ({ period: between(random, shortest, longest), start: random.uniform() }));
  return (time) => waves.reduce((sum, { period, start }) => sum + Math.sin(2 * Math.PI * (time / period + start)), 0) / 3;
}
