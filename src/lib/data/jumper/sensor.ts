import type { Random } from '../../random.js';
import type { Canvas, Color } from './canvas.js';

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

/** Turns pictures to bytes: defocused, tinted, with normal noise that is drawn once and read from a random place each time. */
export function createSensor(random: Random, { blur, noise, tint }: SensorHabits): (picture: Canvas, target: Uint8Array) => void {
  const table = Float32Array.from({ length: 1 << 16 }, () => random.normal(0, noise));
  return (picture, target) => {
    defocus(picture, (blur * picture.height) / 240);
    const { data } = picture;
    const start = random.integer(table.length);
    for (let i = 0; i < data.length; i++) {
      const value = data[i] * tint[i % 3] + table[(start + i) & 0xffff];
      target[i] = value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
    }
  };
}

/** Blurs a picture in place by a normal kernel of three taps a pass, repeated until its variance is reached. */
function defocus({ data, width, height }: Canvas, deviation: number): void {
  // A pass with the weights w, 1 − 2w, w adds a variance of 2w; w is at most a quarter.
  const passes = Math.ceil(deviation ** 2 / 0.5);
  const weight = deviation ** 2 / 2 / passes;
  for (let pass = 0; pass < passes; pass++) {
    for (let y = 0; y < height; y++) blurLine(data, y * width * 3, 3, width, weight);
    for (let x = 0; x < width; x++) blurLine(data, x * 3, width * 3, height, weight);
  }
}

function blurLine(data: Float32Array, first: number, step: number, count: number, weight: number): void {
  for (let c = 0; c < 3; c++) {
    let before = data[first + c];
    for (let i = 0, at = first + c; i < count; i++, at += step) {
      const here = data[at];
      const after = i + 1 < count ? data[at + step] : here;
      data[at] = here + weight * (before - 2 * here + after);
      before = here;
    }
  }
}
