import type { Random } from '../../random.js';
import { type Build, createBuild } from './build.js';
import type { Color } from './canvas.js';
import { chance, pick } from './chance.js';
import { clothColors, hairColors, luminance, shoeColors, skinColors } from './palette.js';

/** Somebody to be drawn. */
export interface Person {
  readonly build: Build;
  readonly skin: Color;
  readonly hair: Color;
  readonly shirt: Color;
  readonly trousers: Color;
  readonly socks: Color;
  readonly shoes: Color;
  readonly hasLongHair: boolean;
  readonly hasShorts: boolean;
  readonly hasLongSleeves: boolean;
}

/** Chooses somebody whose clothes can be told from the wall, and the shoes from the floor, a little at least. */
export function createPerson(random: Random, wall: Color, floor: Color, variety: number = 1): Person {
  const clothes = random.shuffle(clothColors);
  const shirt = clothes.find((color) => differs(color, wall, 25)) ?? clothes[0];
  return {
    build: createBuild(random.fork('build'), variety),
    skin: pick(random, skinColors),
    hair: pick(random, hairColors),
    shirt,
    trousers: clothes.find((color) => color !== shirt && differs(color, wall, 25)) ?? clothes[1],
    socks: pick(random, socks),
    shoes: random.shuffle(shoeColors).find((color) => differs(color, floor, 40)) ?? shoeColors[0],
    hasLongHair: chance(random, 0.4),
    hasShorts: chance(random, 0.55),
    hasLongSleeves: chance(random, 0.2),
  };
}

function differs(a: Color, b: Color, by: number): boolean {
  return Math.abs(luminance(a) - luminance(b)) > by;
}

const socks: readonly Color[] = [
  [240, 240, 238],
  [40, 40, 44],
];
