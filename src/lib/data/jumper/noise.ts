import type { Random } from '../../random.js';

/** Values −1 to 1 that change smoothly over a distance of 1: random numbers on a grid, interpolated. */
export function smoothNoise(random: Random): (x: number, y: number) => number {
  const grid = Float32Array.from({ length: 4096 }, () => random.uniform() * 2 - 1);
  const at = (x: number, y: number): number => grid[((y & 63) << 6) | (x & 63)];
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const fx = x - left;
    const fy = y - top;
    const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    return upper * (1 - fy) + lower * fy;
  };
}
