import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createRandom } from '../../src/lib/random.js';
import { fitInto } from '../../src/lib/video/fit.js';
import { resizer } from '../../src/lib/video/resize.js';
import { openVideo } from '../../src/lib/video/video.js';
import { losslessClip, temporaryFolder } from './clips.js';

const folder = temporaryFolder();
const side = fc.integer({ min: 1, max: 40 });

describe('resampling', () => {
  test.prop([side, side, side, side, fc.constantFrom(1, 3)])(
    'bilinear takes the four neighbours of each centre',
    (width, height, newWidth, newHeight, channels) => {
      const picture = noise(width * height * channels);
      const resize = resizer({ width, height }, { width: newWidth, height: newHeight }, 'bilinear', channels);
      const expected = Array.from({ length: newWidth * newHeight * channels }, (_, i) => {
        const pixel = Math.floor(i / channels);
        const x = clamp((((pixel % newWidth) + 0.5) * width) / newWidth - 0.5, width - 1);
        const y = clamp(((Math.floor(pixel / newWidth) + 0.5) * height) / newHeight - 0.5, height - 1);
        const at = (row: number, column: number): number => picture[(row * width + column) * channels + (i % channels)];
        const [left, top] = [Math.floor(x), Math.floor(y)];
        const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
        const upper = at(top, left) * (1 - (x - left)) + at(top, right) * (x - left);
        const lower = at(bottom, left) * (1 - (x - left)) + at(bottom, right) * (x - left);
        return upper * (1 - (y - top)) + lower * (y - top);
      });
      expect(largestDifference(resize(picture), expected)).toBeLessThanOrEqual(0.51);
    },
  );

  test.prop([side, side, fc.constantFrom('area' as const, 'bilinear' as const)])(
    'an even picture stays as it is, and the same size changes nothing',
    (width, height, interpolation) => {
      const even = new Uint8Array(width * height).fill(137);
      const enlarged = resizer({ width, height }, { width: width + 3, height: height + 5 }, interpolation, 1)(even);
      expect(new Set(enlarged)).toEqual(new Set([137]));
      const picture = noise(width * height);
      expect(resizer({ width, height }, { width, height }, interpolation, 1)(picture)).toEqual(picture);
    },
  );
});

describe('fitting', () => {
  const sizes = { width: fc.integer({ min: 2, max: 500 }), height: fc.integer({ min: 2, max: 500 }) };

  test.prop([fc.record(sizes), fc.record(sizes), fc.constantFrom(0.5, 1, 2)])(
    'the part that is cropped has the wanted aspect within a pixel, lies in the centre, and touches two edges',
    (stored, wanted, sampleAspectRatio) => {
      const { from, to } = fitInto({ ...stored, sampleAspectRatio }, wanted, 'crop');
      expect(to).toEqual({ ...wanted, left: 0, top: 0 });
      expect(from.width === stored.width || from.height === stored.height).toBe(true);
      expect(Math.abs(stored.width - from.width - 2 * from.left)).toBeLessThanOrEqual(1);
      expect(Math.abs(stored.height - from.height - 2 * from.top)).toBeLessThanOrEqual(1);
      const aspect = wanted.width / wanted.height / sampleAspectRatio;
      const isNearly = Math.abs(from.width - from.height * aspect) <= 1 || Math.abs(from.height - from.width / aspect) <= 1;
      expect(isNearly).toBe(true);
    },
  );

  test.prop([fc.record(sizes), fc.record(sizes), fc.constantFrom(0.5, 1, 2)])(
    'the padded picture keeps its aspect within a pixel, lies in the centre within one, and touches two edges',
    (stored, wanted, sampleAspectRatio) => {
      const { from, to } = fitInto({ ...stored, sampleAspectRatio }, wanted, 'pad');
      expect(from).toEqual({ ...stored, left: 0, top: 0 });
      expect(to.width === wanted.width || to.height === wanted.height).toBe(true);
      expect(Math.abs(wanted.width - to.width - 2 * to.left)).toBeLessThanOrEqual(2);
      expect(Math.abs(wanted.height - to.height - 2 * to.top)).toBeLessThanOrEqual(2);
      const aspect = (stored.width * sampleAspectRatio) / stored.height;
      const isNearly =
        Math.abs(to.width - to.height * aspect) <= 1 + aspect || Math.abs(to.height - to.width / aspect) <= 1 + 1 / aspect;
      expect(isNearly).toBe(true);
    },
  );

  test.each([
    [{ width: 640, height: 360 }, 224, { width: 224, height: 126, left: 0, top: 49 }],
    [{ width: 300, height: 500 }, 224, { width: 134, height: 224, left: 44, top: 0 }],
    [{ width: 333, height: 100 }, 224, { width: 224, height: 67, left: 0, top: 78 }],
  ])('U14: the letterbox of %o is where tf.image.resize_with_pad puts it', (stored, size, expected) => {
    expect(fitInto({ ...stored, sampleAspectRatio: 1 }, { width: size, height: size }, 'pad').to).toEqual(expected);
  });
});

describe('frames of a video', async () => {
  const [width, height] = [90, 48];
  const pixels = noise(width * height * 3);
  const path = join(folder, 'noise.mkv');
  losslessClip(path, pixels, width, height);

  test('X5: in their own size, every pixel is there', async () => {
    const frames = await (await openVideo(path)).frames({ size: 'original', color: 'rgb' });
    expect(frames.shape).toEqual([1, height, width, 3]);
    expect(frames.data).toEqual(pixels);
  });

  test.each([
    ['crop', 'area', { width: 16, height: 16 }],
    ['crop', 'bilinear', { width: 16, height: 20 }],
    ['crop', 'area', { width: 60, height: 60 }],
    ['pad', 'area', { width: 32, height: 32 }],
    ['pad', 'bilinear', { width: 32, height: 40 }],
    ['pad', 'area', { width: 100, height: 100 }],
    ['stretch', 'area', { width: 30, height: 6 }],
  ] as const)('X5: %s, %s, to %o is what cropping, resizing and pasting by hand give', async (fit, interpolation, size) => {
    const frames = await (await openVideo(path)).frames({ size, fit, interpolation, color: 'rgb' });
    expect(frames.shape).toEqual([1, size.height, size.width, 3]);
    const { from, to } = fitInto({ width, height, sampleAspectRatio: 1 }, size, fit);
    const part = new Uint8Array(from.width * from.height * 3);
    for (let i = 0; i < part.length; i++) {
      const pixel = Math.floor(i / 3);
      const [x, y] = [from.left + (pixel % from.width), from.top + Math.floor(pixel / from.width)];
      part[i] = pixels[(y * width + x) * 3 + (i % 3)];
    }
    const isMean = interpolation === 'area' && to.width <= from.width && to.height <= from.height;
    const resized = isMean ? areaMeans(part, from, to) : resizer(from, to, interpolation, 3)(part);
    const expected = Array.from(frames.data, (_, i) => {
      const pixel = Math.floor(i / 3);
      const [x, y] = [(pixel % size.width) - to.left, Math.floor(pixel / size.width) - to.top];
      return x < 0 || y < 0 || x >= to.width || y >= to.height ? 0 : resized[(y * to.width + x) * 3 + (i % 3)];
    });
    expect(largestDifference(frames.data, expected)).toBeLessThanOrEqual(1.5);
  });

  test.each([
    [{ size: 0 }, 'size'],
    [{ size: { width: 10, height: 1.5 } }, 'size.height'],
    [{ size: 'large' }, "'original'"],
    [{ fit: 'squash' }, "'stretch', 'crop', 'pad'"],
    [{ interpolation: 'cubic' }, "'area', 'bilinear'"],
    [{ color: 'flow' }, "'gray', 'rgb'"],
    [{ stride: 0 }, 'stride'],
    [{ start: 3, end: 3 }, 'end must be'],
  ])('%o is refused, at once', async (options, message) => {
    const video = await openVideo(path);
    await expect(video.frames(options as object)).rejects.toThrow(message);
    expect(() => video.stream(options as object)).toThrow(message);
  });
});

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The mean of what each new pixel covers. */
function areaMeans(picture: Uint8Array, from: Size, to: Size): number[] {
  return Array.from({ length: to.width * to.height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const rows = shares(Math.floor(pixel / to.width), from.height / to.height);
    const columns = shares(pixel % to.width, from.width / to.width);
    let sum = 0;
    for (const [y, high] of rows)
      for (const [x, wide] of columns) sum += picture[(y * from.width + x) * 3 + (i % 3)] * high * wide;
    return sum;
  });
}

/** Old pixels under the new one at `index`, with the share of it that each covers. */
function shares(index: number, scale: number): [number, number][] {
  const [start, end] = [index * scale, (index + 1) * scale];
  const all: [number, number][] = [];
  for (let i = Math.floor(start); i < end - 1e-9; i++) all.push([i, (Math.min(end, i + 1) - Math.max(start, i)) / scale]);
  return all;
}

function noise(length: number): Uint8Array {
  const random = createRandom(5);
  return Uint8Array.from({ length }, () => 255 * random.uniform());
}

function clamp(value: number, largest: number): number {
  return Math.min(Math.max(value, 0), largest);
}

function largestDifference(received: Uint8Array, expected: ArrayLike<number>): number {
  expect(received.length).toBe(expected.length);
  return received.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i])), 0);
}
