import { join } from 'node:path';
import { effectiveSignal, type LongCallOptions, throwIfAborted, yieldToEventLoop } from '../../progress.js';
import { requireCount } from '../../shape.js';
import { saveVideo } from '../../video/save-video.js';
import { writeAtomically } from '../../write-atomically.js';
import { encodeNpy } from '../npy.js';
import { type JumperOptions, makeJumper } from './jumper.js';

/** What the set is made of. */
export interface JumpRopeSetOptions extends LongCallOptions {
  /** Number of videos. Default 8. */
  readonly videos?: number;
  /** Seed of the first video; the next ones count on from it. Default 15, which makes the set that comes along. */
  readonly seed?: number;
}

/** A video that was written. */
export interface WrittenJumper {
  readonly name: string;
  readonly frameCount: number;
  readonly frameRate: number;
  readonly eventCount: number;
}

/**
 * Draws labelled jump-rope videos into a folder: `videos/jumper-1.mp4` … and the frames of their events,
 * `annotations/jumper-1.npy` … Files of these names are replaced, others left alone.
 *
 * The rates and cadences differ on purpose: of eight videos two have 25 fps, two are slow and two fast.
 *
 * @throws {AbortedError} when stopped through the signal; the videos finished until then stay.
 */
export async function makeJumpRopeSet(folder: string, options: JumpRopeSetOptions = {}): Promise<WrittenJumper[]> {
  const { videos = 8, seed = 15, onProgress } = options;
  requireCount('videos', videos);
  const signal = effectiveSignal(options.signal);
  const written: WrittenJumper[] = [];
  for (let i = 0; i < videos; i++) {
    throwIfAborted(signal, 'drawing the videos');
    const name = `jumper-${i + 1}`;
    onProgress?.({ done: i, total: videos, unit: 'video', label: `drawing ${name}` });
    await yieldToEventLoop();
    const { frames, events } = makeJumper({ seed: seed + i, ...recipes[i % recipes.length] });
    await saveVideo(frames, join(folder, 'videos', `${name}.mp4`), { quality: 22, signal });
    await writeAtomically(
      join(folder, 'annotations', `${name}.npy`),
      encodeNpy({ data: Int32Array.from(events), shape: [events.length] }),
    );
    written.push({ name, frameCount: frames.length, frameRate: frames.frameRate, eventCount: events.length });
  }
  onProgress?.({ done: videos, total: videos, unit: 'video' });
  return written;
}

const recipes: readonly Omit<JumperOptions, 'seed'>[] = [
  {},
  { cadence: 5.7 },
  { frameRate: 25, seconds: 10.4 },
  { cadence: 3.3, seconds: 11 },
  {},
  { cadence: 3.4 },
  { cadence: 5.5, seconds: 9.5 },
  { frameRate: 25, cadence: 4.2 },
];
