import type { Random } from '../../random.js';
import type { Canvas, Color } from './canvas.js';
import { between, chance } from './chance.js';

/** How a camera records; fixed for a video. */
export interface SensorHabits {
  /** Share of a frame's time in which it is exposed. */
  readonly shutter: number;
  /** Standard deviation of the defocus in pixels, for a picture 240 pixels high. */
  readonly blur: number;
  /** Standard deviation of the noise, 0–255. */
  readonly noise: number;
  /** Gain of red, green and blue. */
  readonly tint: Color;
  /** Constant rate factor with which the video is compressed. */
  readonly quality: number;
}

/** Chooses a sensor, from a good one in bright light to a poor one in the dark. */
export function createSensorHabits(random: Random): SensorHabits {
  return {
    shutter: between(random, 0.15, 0.7),
    blur: chance(random, 0.6) ? between(random, 0.3, 1.1) : 0,
    noise: between(random, 0.6, 4),
    tint: [between(random, 0.92, 1.08), 1, between(random, 0.88, 1.1)],
    quality: Math.round(between(random, 20, 33)),
  };
}

/** Turns pictures to bytes: defocused, tinted, with normal noise that is drawn once and read from a random place each time. */
export function createSensor(random: Random, { blur, noise, tint }: SensorHabits): (picture: Canvas, target: Uint8Array) => void {
  const table = Float32Array.from({ length: 1 << 16 }, () => random.normal(0, noise));
  return (picture, target) => {
    defocus(picture, (blur * picture.height) / 240);
    const { data } = picture;
    let at = random.integer(table.length);
    for (let i = 0; i < data.length; i += 3) {
      for (let c = 0; c < 3; c++, at = (at + 1) & 0xffff) {
        const value = data[i + c] * tint[c] + table[at] + 0.5;
        target[i + c] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  };
}

/** Blurs a picture in place by a kernel of three taps a pass, repeated until its variance is that of the normal one. */
function defocus({ data, width, height }: Canvas, deviation: number): void {
  // A pass with the weights w, 1 − 2w, w adds a variance of 2w; w is at most a third.
  const passes = Math.ceil(deviation ** 2 / 0.66);
  const weight = deviation ** 2 / 2 / passes;
  const row = width * 3;
  for (let pass = 0; pass < passes; pass++) {
    for (let y = 0; y < height; y++) blurAcross(data, y * row, row, weight);
    blurDown(data, row, weight);
  }
}

function blurAcross(data: Float32Array, first: number, count: number, weight: number): void {
  for (let c = 0; c < 3; c++) {
    let before = data[first + c];
    let here = before;
    for (let at = first + c, end = first + count - 3; at < end; at += 3) {
      const after = data[at + 3];
      data[at] = here + weight * (before - 2 * here + after);
      before = here;
      here = after;
    }
  }
}

function blurDown(data: Float32Array, row: number, weight: number): void {
  const above = data.slice(0, row);
  for (let at = 0, end = data.length - row, i = 0; at < end; at++) {
    const here = data[at];
    data[at] = here + weight * (above[i] - 2 * here + data[at + row]);
    above[i] = here;
    i = i + 1 < row ? i + 1 : 0;
  }
}
