import { InvalidInputError } from './errors.js';

/** A seeded source of random numbers: the same seed gives the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** An integer, uniform in [0, limit). */
  integer(limit: number): number;
  /** Normal with the given mean and standard deviation. Default 0 and 1. */
  normal(mean?: number, deviation?: number): number;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent generator named after its purpose, so that one more draw here moves nothing there. */
  fork(name: string): Random;
}

/**
 * The seeded generator behind every random choice: order, sampling, initial weights, noise, synthetic videos.
 *
 * Algorithm: mulberry32 (public domain, Tommy Ettinger) over a 32-bit state; normal values by Box–Muller.
 *
 * @throws {InvalidInputError} when the seed is not an integer.
 */
export function createRandom(seed: number): Random {
  if (!Number.isInteger(seed)) throw new InvalidInputError('seed must be an integer', { received: seed });
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (limit: number): number => Math.floor(uniform() * limit);
  return {
    uniform,
    integer,
    normal: (mean = 0, deviation = 1) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (items) => {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
      }
      return shuffled;
    },
    fork: (name) => createRandom(hash(`${seed}/${name}`)),
  };
}

/** FNV-1a over UTF-16 code units: a stable 32-bit number for a name. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
