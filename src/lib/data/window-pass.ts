import { InvalidInputError } from '../errors.js';
import type { Random } from '../random.js';
import { requireCount } from '../shape.js';
import type { PlannedWindow } from './window-batch.js';
import type { LabelledVideo } from './window-dataset.js';
import { eventsInWindow, windowStarts } from './windows.js';

/** How a pass over a dataset goes. */
export interface BatchesOptions {
  /** Windows a batch; the last one may be smaller. */
  readonly batchSize: number;
  /** Every video cut at a new random phase, windows in random order across videos. False: evaluation order from frame 0. */
  readonly shuffle: boolean;
  /** Needed where something is random. All that a pass draws it draws at its start, so that leaving early moves nothing. */
  readonly random?: Random;
  /** Mirror whole windows left to right by the toss of a coin. Default false. */
  readonly flip?: boolean;
  /**
   * Windows with and without events equally often; needs `shuffle`. The pass is as long as ever: of the more frequent kind
   * chance leaves some out, those of the rarer kind come again, each as often as any other give or take once. Default false.
   *
   * A model trained so sees events with other odds than the videos hold. Where a share `p` of the windows has events, its
   * odds are `(1 − p) / p` times the true ones: choose the counting threshold with it in place, on the videos as they are.
   */
  readonly balance?: boolean;
  /** So many batches of the pass are left out at its beginning, as when training goes on within an epoch. Default 0. */
  readonly skip?: number;
}

/**
 * Where every window of one pass lies, batch by batch.
 *
 * @throws {InvalidInputError} when something random is wanted without `random`, or the kind to balance with is missing.
 */
export function planPass(
  videos: readonly LabelledVideo[],
  window: number,
  { batchSize, shuffle, random, flip = false, balance = false, skip = 0 }: BatchesOptions,
): PlannedWindow[][] {
  requireCount('batchSize', batchSize);
  requireCount('skip', skip, 0);
  if ((shuffle || flip) && !random) throw new InvalidInputError('shuffle and flip need random, a seeded generator');
  if (balance && !shuffle) throw new InvalidInputError('balance needs shuffle: an evaluation sees every window once');
  let windows = cutWindows(videos, window, shuffle && random ? () => random.integer(window) : undefined);
  if (balance && random) windows = balanced(windows, videos, window, random);
  else if (shuffle && random) windows = random.shuffle(windows);
  if (flip && random) windows = windows.map((place) => ({ ...place, isMirrored: random.uniform() < 0.5 }));
  const batches = Array.from({ length: Math.ceil(windows.length / batchSize) }, (_, i) =>
    windows.slice(i * batchSize, (i + 1) * batchSize),
  );
  return batches.slice(skip);
}

/** All whole windows of all videos, without overlap, each video from its own phase on. Default: from frame 0. */
export function cutWindows(videos: readonly LabelledVideo[], length: number, phase: () => number = () => 0): PlannedWindow[] {
  return videos.flatMap(({ frames }, video) =>
    windowStarts(frames.length, { length, offset: phase() }).map((start) => ({ video, start, isMirrored: false })),
  );
}

function balanced(
  windows: readonly PlannedWindow[],
  videos: readonly LabelledVideo[],
  length: number,
  random: Random,
): PlannedWindow[] {
  const hasEvent = ({ video, start }: PlannedWindow): boolean => eventsInWindow(videos[video].events, start, length).length > 0;
  const kinds = [windows.filter(hasEvent), windows.filter((window) => !hasEvent(window))];
  const missing = ['with', 'without'].find((_, i) => kinds[i].length === 0);
  if (missing) {
    throw new InvalidInputError(`balance needs windows of both kinds: there is none ${missing} an event`, {
      received: `${windows.length} windows`,
    });
  }
  const half = Math.floor(windows.length / 2);
  return random.shuffle([...drawn(kinds[0], windows.length - half, random), ...drawn(kinds[1], half, random)]);
}

/** So many of the items, each as often as any other; chance decides which come once more. */
function drawn<T>(items: readonly T[], count: number, random: Random): T[] {
  const wholeRounds = Array.from({ length: Math.floor(count / items.length) }, () => items).flat();
  return [...wholeRounds, ...random.shuffle(items).slice(0, count % items.length)];
}
