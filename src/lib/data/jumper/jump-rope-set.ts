import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../../errors.js';
import { effectiveSignal, type LongCallOptions, throwIfAborted, yieldToEventLoop } from '../../progress.js';
import { createRandom } from '../../random.js';
import { requireCount } from '../../shape.js';
import { Frames } from '../../video/frames.js';
import { saveVideo } from '../../video/save-video.js';
import { writeAtomically } from '../../write-atomically.js';
import { encodeNpy } from '../npy.js';
import { between, pick } from './chance.js';
import { type JumperOptions, type JumperPlan, planJumper } from './jumper.js';

/** What the set is made of. */
export interface JumpRopeSetOptions extends LongCallOptions {
  /** Number of videos. Default 9. */
  readonly videos?: number;
  /** Seed of the first video; the next ones count on from it. Default 34, which makes the set that comes along. */
  readonly seed?: number;
  /** Length of every video in seconds. Default: by seed, 8 to 12. */
  readonly seconds?: number;
  /** Size of every video in pixels. Default: by seed, upright, wide or square. */
  readonly size?: { readonly width: number; readonly height: number };
  /** How far the videos leave the easy middle, 0 to 1, as for `makeJumper`. Default 0.4, learnt in a minute. */
  readonly variety?: number;
  /** Replaces files that are there. Default false: they are an error, before anything is drawn. */
  readonly force?: boolean;
}

/** A video that was written. */
export interface WrittenJumper {
  readonly name: string;
  readonly frameCount: number;
  readonly frameRate: number;
  readonly eventCount: number;
}

/** Seed of the set that comes along. */
const OWN_SEED = 34;

/**
 * Draws labelled jump-rope videos into a folder: `videos/jumper-1.mp4` … and the frames of their events,
 * `annotations/jumper-1.npy` … Rates, sizes, lengths and compression differ by seed.
 *
 * @throws {InvalidInputError} when an option is out of range, or a file is there already and `force` is not given.
 * @throws {AbortedError} when stopped through the signal; the videos finished until then stay, with their labels.
 */
export async function makeJumpRopeSet(folder: string, options: JumpRopeSetOptions = {}): Promise<WrittenJumper[]> {
  const { videos = 9, seed = OWN_SEED, seconds, size, variety = 0.4, onProgress } = options;
  requireCount('videos', videos);
  const signal = effectiveSignal(options.signal);
  const places = Array.from({ length: videos }, (_, i) => {
    const name = `jumper-${i + 1}`;
    return { name, video: join(folder, 'videos', `${name}.mp4`), labels: join(folder, 'annotations', `${name}.npy`) };
  });
  if (!options.force) requireFree(places.flatMap(({ video, labels }) => [video, labels]));
  const written: WrittenJumper[] = [];
  for (const [i, { name, video, labels }] of places.entries()) {
    const plan = planJumper({ ...formatOf(seed + i), ...(seconds && { seconds }), ...size, variety, seed: seed + i });
    const frames = await drawFrames(plan, signal, (share) =>
      onProgress?.({ done: i + share, total: videos, unit: 'video', label: `drawing ${name}` }),
    );
    await saveVideo(frames, video, { quality: plan.quality, signal });
    await writeAtomically(labels, encodeNpy({ data: Int32Array.from(plan.events), shape: [plan.events.length] }));
    written.push({ name, frameCount: frames.length, frameRate: plan.frameRate, eventCount: plan.events.length });
  }
  onProgress?.({ done: videos, total: videos, unit: 'video' });
  return written;
}

/** Draws frame by frame, so that a signal is heard in between. */
async function drawFrames(
  { shape, frameRate, name, paint }: JumperPlan,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<Frames> {
  const [count, height, width, channels] = shape;
  const size = height * width * channels;
  const data = new Uint8Array(count * size);
  for (let frame = 0; frame < count; frame++) {
    throwIfAborted(signal, 'drawing the videos');
    if (frame % 30 === 0) onShare(frame / count);
    paint(frame, data.subarray(frame * size, (frame + 1) * size));
    await yieldToEventLoop();
  }
  return new Frames({ data, shape: [...shape], frameRate, name });
}

/** Rate, size and length of a seed's video, as cameras and phones have them. */
function formatOf(seed: number): Omit<JumperOptions, 'seed'> {
  const random = createRandom(seed).fork('format');
  const [width, height] = pick(random, sizes);
  return { width, height, frameRate: pick(random, rates), seconds: Math.round(10 * between(random, 8, 12)) / 10 };
}

const sizes: readonly (readonly [number, number])[] = [
  [320, 240],
  [426, 240],
  [320, 320],
  [240, 320],
  [240, 426],
];

const rates: readonly number[] = [30, 30, 30_000 / 1001, 25];

function requireFree(paths: readonly string[]): void {
  const there = paths.filter((path) => existsSync(path));
  if (there.length === 0) return;
  throw new InvalidInputError('files of these names are there already, and are not replaced unless force is given', {
    received: there.slice(0, 3).join(', ') + (there.length > 3 ? `, and ${there.length - 3} more` : ''),
    accepted: 'an empty or new folder, or force: true',
  });
}
