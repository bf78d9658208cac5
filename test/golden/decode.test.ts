import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UnsupportedMediaError } from '../../src/lib/errors.js';
import type { Frames } from '../../src/lib/video/frames.js';
import { openVideo } from '../../src/lib/video/video.js';
import { GOLDEN, hasGolden, SHARED } from './root.js';

/** What PyAV says of a video; `decode.py` beside the golden data made it. */
interface Case {
  readonly file: string;
  readonly error?: string;
  readonly codec: string;
  readonly coded_width: number;
  readonly coded_height: number;
  readonly pixel_format: string | null;
  readonly audio_streams: number;
  readonly container_frames: number;
  readonly decoded_frames: number;
  readonly rotation_degrees: number;
  readonly sample_aspect_ratio: string;
  readonly seconds: readonly number[];
  readonly mean_gray_128: readonly number[];
}

/** Odd files that wait for later work: none at present. */
const WAITING: readonly string[] = [];

/** Gray levels by which a frame's mean may differ, by the golden set's README. */
const TOLERANCE = 1;

/** Files whose pictures are damaged, so that decoders differ in what they make up for them; in all others nothing may be. */
const DAMAGED: readonly string[] = ['odd/hiro_1_bitflips.mp4', 'odd/mediabunny_annex-b.mp4'];

const folder = join(GOLDEN, 'decode');
const isThere = hasGolden('decode');
const data = [join(dirname(GOLDEN), 'data'), join(SHARED, 'data')].find((path) => existsSync(path)) ?? '';
const cases = isThere ? readCases() : [];

describe.skipIf(!isThere)(
  'videos decode as PyAV and OpenCV decode them (golden decode; skipped where ../shared is absent)',
  () => {
    test('there are cases of every kind', () => {
      const kinds = ['jumprope/', 'actions/', 'repetition/', 'odd/'];
      expect(kinds.filter((kind) => !cases.some(({ file }) => file.startsWith(kind)))).toEqual([]);
    });
    describe.concurrent('counts, times and gray means', () => {
      for (const expected of cases.filter(isVideo)) {
        test(expected.file, { timeout: 30_000 }, async () => {
          const frames = await decodeTwoAtATime(expected);
          compareFrames(frames, expected);
        });
      }
    });
    describe('files that hold no picture are refused', () => {
      for (const { file } of cases.filter((expected) => !isVideo(expected))) {
        test(file, async () => {
          await expect(openVideo(join(data, file))).rejects.toThrow(UnsupportedMediaError);
        });
      }
    });
  },
);

function readCases(): Case[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Case)
    .filter(({ file }) => !WAITING.includes(file));
}

function isVideo({ error, decoded_frames }: Case): boolean {
  return error === undefined && decoded_frames > 0;
}

let lanes: readonly Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];

/** Two ffmpegs use two cores; more would only make each slower. */
function decodeTwoAtATime(expected: Case): Promise<Frames> {
  const [next, other] = lanes;
  const decoded = next.then(() => decodeAndCheckFacts(expected));
  lanes = [other, decoded.catch(() => undefined)];
  return decoded;
}

async function decodeAndCheckFacts(expected: Case): Promise<Frames> {
  const video = await openVideo(join(data, expected.file));
  const rotation = (360 - expected.rotation_degrees) % 360;
  const stored = [expected.coded_width, expected.coded_height];
  expect(video).toMatchObject({ rotation, hasAudio: expected.audio_streams > 0 });
  expect([video.width, video.height]).toEqual(rotation % 180 === 0 ? stored : stored.toReversed());
  expect(video.pixelFormat).toBe(expected.pixel_format);
  if (expected.codec !== 'libdav1d') expect(video.codec).toBe(expected.codec);
  if (expected.container_frames > 0) expect(video.frameCount).toBe(expected.container_frames);
  if (/^\d+$/.test(expected.sample_aspect_ratio)) expect(video.sampleAspectRatio).toBe(Number(expected.sample_aspect_ratio));
  return video.frames();
}

function compareFrames(frames: Frames, expected: Case): void {
  expect(frames.length).toBe(expected.decoded_frames);
  const isSound = (frame: number): boolean => !frames.warnings.some((warning) => warning.frame <= frame && frame < warning.until);
  const off = expected.mean_gray_128
    .map((mean, frame) => ({ frame, mean, received: meanOf(frames.frame(frame)) }))
    .filter(({ frame }) => isSound(frame)) // what a decoder makes up for lost picture parts differs from one to the next
    .filter(({ mean, received }) => Math.abs(mean - received) > TOLERANCE);
  expect(off).toEqual([]);
  const damage = frames.warnings.filter(({ frame }) => frame < frames.length); // past the end: claimed, but not there
  expect(damage.length > 0).toBe(DAMAGED.includes(expected.file));
  expect(ascending(frames.timestamps)).toBe(true);
  // In AVI files with B-frames PyAV gives the time of the packet that a frame came from, not the time it is shown.
  const tolerance = ascending(expected.seconds) ? 0.001 : 1.001 / frames.frameRate;
  const late = expected.seconds.filter((seconds, frame) => Math.abs(frames.timestamps[frame] - seconds) > tolerance);
  expect(late).toEqual([]);
}

function meanOf(frame: Uint8Array): number {
  return frame.reduce((sum, value) => sum + value, 0) / frame.length;
}

function ascending(values: ArrayLike<number>): boolean {
  return Array.from(values).every((value, i, all) => i === 0 || value > all[i - 1]);
}
