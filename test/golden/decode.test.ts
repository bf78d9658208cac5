import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UnsupportedMediaError } from '../../src/lib/errors.js';
import { openVideo } from '../../src/lib/video/video.js';
import { GOLDEN, hasGolden, SHARED } from './root.js';

/** One case: what another decoder (PyAV, over FFmpeg's libraries) and OpenCV's area interpolation give for a file. */
interface DecodeCase {
  readonly file: string;
  readonly error?: string;
  readonly damaged?: string;
  readonly decoded_frames?: number;
  readonly rotation_degrees?: number;
  readonly coded_width?: number;
  readonly coded_height?: number;
  readonly seconds?: readonly number[];
  readonly mean_gray_128?: readonly number[];
}

/** Tolerances of the golden set's README: one grey level, one millisecond. */
const GRAY_LEVELS = 1;
const SECONDS = 0.001;

/**
 * Files in which the reference itself departs from what is to be had of the file: it stopped at the first error, or its
 * decoder knows a codec that not every ffmpeg build has.
 */
const DAMAGED = /bitflips|cut500000|annex-b|zero_empty_stsc|AudioVideoInterleave/;
const NEEDS_NEWER_FFMPEG = /av1/;

const folder = join(GOLDEN, 'decode');
const isThere = hasGolden('decode');
const cases = isThere ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
const load = (file: string): DecodeCase => JSON.parse(readFileSync(join(folder, file), 'utf8')) as DecodeCase;
const pathOf = ({ file }: DecodeCase): string => join(process.env.GOLDEN_DIR ? join(GOLDEN, '..') : SHARED, 'data', file);
const sound = cases.filter((file) => load(file).error === undefined && !DAMAGED.test(file) && !NEEDS_NEWER_FFMPEG.test(file));
const refused = cases.filter((file) => load(file).error !== undefined && !DAMAGED.test(file));

describe.skipIf(!isThere)('decoding agrees with PyAV and OpenCV (golden decode)', () => {
  test('there are cases', () => {
    expect(sound.length).toBeGreaterThan(0);
  });

  test.each(sound)('%s', async (file) => {
    const golden = load(file);
    if (!existsSync(pathOf(golden))) throw new Error(`${pathOf(golden)} is missing`);
    const frames = await (await openVideo(pathOf(golden))).frames({ size: 128, color: 'gray' });
    expect(frames.shape).toEqual([golden.decoded_frames, 128, 128, 1]);
    const means = Array.from({ length: frames.length }, (_, i) => meanOf(frames.frame(i)));
    expect(worst(means, golden.mean_gray_128 ?? [])).toBeLessThanOrEqual(GRAY_LEVELS);
    const seconds = golden.seconds ?? [];
    expect(isAscending([...frames.timestamps])).toBe(true);
    // Packed B-frames in AVI carry no presentation times: the reference passes on stamps that run backwards, which can only
    // be met as a set, and to within a frame.
    const tolerance = isAscending(seconds) ? SECONDS : 1 / frames.frameRate + SECONDS;
    expect(
      worst(
        [...frames.timestamps],
        [...seconds].sort((a, b) => a - b),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  test.each(refused)('%s is refused with one line that says why', async (file) => {
    const opening = openVideo(pathOf(load(file)));
    await expect(opening).rejects.toThrow(UnsupportedMediaError);
    await expect(opening).rejects.toThrow(/^[^\n]+$/);
  });
});

function isAscending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]);
}

function meanOf(values: Uint8Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function worst(ours: readonly number[], reference: readonly number[]): number {
  return ours.length === reference.length ? Math.max(0, ...ours.map((value, i) => Math.abs(value - reference[i]))) : Infinity;
}
