import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeNpy } from '../../src/lib/data/npy.js';
import { openVideo, type Video } from '../../src/lib/video/video.js';
import { losslessClip, temporaryFolder } from '../video/clips.js';
import { GOLDEN, hasGolden } from './root.js';

const folder = temporaryFolder();
const isThere = hasGolden('decode/resize');
/** 'down-area-128.npy' is down.npy in 128×128 by area interpolation. */
const CASES = (isThere ? readdirSync(join(GOLDEN, 'decode', 'resize')) : []).flatMap((file) => {
  const [, name, interpolation, size] = file.match(/^(.+)-(area|bilinear)-(\d+)\.npy$/) ?? [];
  return name === undefined ? [] : [[name, interpolation as 'area' | 'bilinear', Number(size)] as const];
});
const NAMES = [...new Set(CASES.map(([name]) => name))];

describe.skipIf(!isThere)('resizing to a square agrees with OpenCV within a level (golden decode/resize)', () => {
  test('there are cases', () => expect(CASES.length).toBeGreaterThan(0));

  test.each(CASES)('%s, %s, %i, colour', async (name, interpolation, size) => {
    const frames = await (await clipOf(name)).frames({ size, interpolation, color: 'rgb' });
    const expected = read(`${name}-${interpolation}-${size}`);
    expect(frames.shape).toEqual([1, ...expected.shape]);
    expect(largestDifference(frames.data, expected.data)).toBeLessThanOrEqual(1);
  });

  test.each(
    CASES,
  )('%s, %s, %i, gray: as gray of the resized colours, since both are linear', async (name, interpolation, size) => {
    const frames = await (await clipOf(name)).frames({ size, interpolation });
    const { data } = read(`${name}-${interpolation}-${size}`);
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
