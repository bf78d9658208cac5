import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeNpy } from '../../src/lib/data/npy.js';
import { openVideo, type Video } from '../../src/lib/video/video.js';
import { losslessClip, temporaryFolder } from '../video/clips.js';
import { GOLDEN, hasGolden } from './root.js';

const folder = temporaryFolder();
const isThere = hasGolden('decode/resize');
const NAMES = ['down', 'odd', 'up'];
const INTERPOLATIONS = ['area', 'bilinear'] as const;
const CASES = NAMES.flatMap((name) => INTERPOLATIONS.map((interpolation) => [name, interpolation] as const));

describe.skipIf(!isThere)('resizing to 128×128 agrees with OpenCV within a level (golden decode/resize)', () => {
  test.each(CASES)('%s, %s, colour', async (name, interpolation) => {
    const frames = await (await clipOf(name)).frames({ size: 128, interpolation, color: 'rgb' });
    const expected = read(`${name}-${interpolation}-128`);
    expect(frames.shape).toEqual([1, ...expected.shape]);
    expect(largestDifference(frames.data, expected.data)).toBeLessThanOrEqual(1);
  });

  test.each(CASES)('%s, %s, gray: as gray of the resized colours, since both are linear', async (name, interpolation) => {
    const frames = await (await clipOf(name)).frames({ size: 128, interpolation });
    const { data } = read(`${name}-${interpolation}-128`);
    const expected = Array.from(frames.data, (_, i) =>
      Math.round(0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]),
    );
    expect(largestDifference(frames.data, expected)).toBeLessThanOrEqual(1);
  });

  test.each(NAMES)('%s in its own size, gray', async (name) => {
    const frames = await (await clipOf(name)).frames({ size: 'original' });
    const expected = read(`${name}-gray`);
    expect(frames.shape).toEqual([1, ...expected.shape, 1]);
    expect(largestDifference(frames.data, expected.data)).toBeLessThanOrEqual(1);
  });
});

/** The golden picture as a video of one frame. */
async function clipOf(name: string): Promise<Video> {
  const { data, shape } = read(name);
  const [height, width] = shape;
  const path = join(folder, `${name}.mkv`);
  losslessClip(path, data, width, height);
  return openVideo(path);
}

function read(name: string): { readonly data: Uint8Array; readonly shape: readonly number[] } {
  const file = `${name}.npy`;
  const { data, shape } = decodeNpy(readFileSync(join(GOLDEN, 'decode', 'resize', file)), file);
  if (!(data instanceof Uint8Array)) throw new Error(`${file} holds no bytes`);
  return { data, shape };
}

function largestDifference(received: Uint8Array, expected: ArrayLike<number>): number {
  return received.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i])), 0);
}
