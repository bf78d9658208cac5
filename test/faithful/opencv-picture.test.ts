import { describe, expect, test } from 'vitest';
import { openCvPicture } from '../../src/lib/faithful/opencv-picture.js';
import { createRandom } from '../../src/lib/random.js';

/** Means over the exact area of every new pixel, in double precision. */
function exactMeans(picture: Uint8Array, from: { width: number; height: number }, size: number): number[] {
  const overlap = (a: number, b: number, c: number, d: number): number => Math.max(0, Math.min(b, d) - Math.max(a, c));
  const [sx, sy] = [from.width / size, from.height / size];
  return Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    let sum = 0;
    for (let v = 0; v < from.height; v++) {
      for (let u = 0; u < from.width; u++) {
        const area = overlap(x * sx, (x + 1) * sx, u, u + 1) * overlap(y * sy, (y + 1) * sy, v, v + 1);
        sum += area * picture[v * from.width + u];
      }
    }
    return sum / (sx * sy);
  });
}

describe("OpenCV's pictures", () => {
  const random = createRandom(5);
  const noise = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => random.integer(256));

  test.each([
    [{ width: 20, height: 12 }, 4],
    [{ width: 23, height: 17 }, 7],
    [{ width: 16, height: 16 }, 16],
  ])('J17: gray of %o is the mean of what each of %i × as many pixels covers, rounded', (from, size) => {
    const rgb = noise(from.width * from.height * 3);
    const gray = Uint8Array.from({ length: from.width * from.height }, (_, i) =>
      Math.round(0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2]),
    );
    const { finish, shape } = openCvPicture(from, size, 'gray');
    expect(shape).toEqual([size, size, 1]);
    const exact = exactMeans(gray, from, size);
    for (const [i, value] of finish(rgb).entries()) expect(Math.abs(value - exact[i])).toBeLessThanOrEqual(0.51);
  });

  test('colours are resized each by itself', () => {
    const from = { width: 10, height: 6 };
    const rgb = noise(180);
    const resized = openCvPicture(from, 3, 'rgb').finish(rgb);
    for (let channel = 0; channel < 3; channel++) {
      const exact = exactMeans(
        rgb.filter((_, i) => i % 3 === channel),
        from,
        3,
      );
      for (const [i, value] of exact.entries()) expect(Math.abs(resized[3 * i + channel] - value)).toBeLessThanOrEqual(0.51);
    }
  });

  test('a half is rounded to the even', () => {
    const gray = (values: number[]): Uint8Array => Uint8Array.from(values.flatMap((value) => [value, value, value]));
    const { finish } = openCvPicture({ width: 2, height: 2 }, 1, 'gray');
    expect([...finish(gray([0, 0, 1, 1]))]).toEqual([0]);
    expect([...finish(gray([1, 1, 2, 2]))]).toEqual([2]);
  });
});
