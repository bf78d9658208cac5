import { type VideoFolder, videoFolder } from '../data/video-folder.js';
import { WindowDataset } from '../data/window-dataset.js';
import { InvalidInputError } from '../errors.js';
import type { Preprocessing } from '../preprocessing.js';
import { effectiveSignal } from '../progress.js';
import { describeRecipe } from './counter-recipe.js';
import { CountingScores, type VideoScore } from './counting-scores.js';
import { evaluateCounter } from './evaluate-counter.js';
import { LeaveOneOutResults } from './leave-one-out-results.js';
import { type TrainCounterOptions, trainCounter } from './train-counter.js';

/** Options of leaving one out. */
export interface LeaveOneOutOptions extends Omit<TrainCounterOptions, 'validation' | 'callbacks'>, Partial<Preprocessing> {
  /**
   * A `.json` file that keeps what is finished, written after every video. Where it exists already, the videos in it are not
   * trained for again; so a run that was stopped goes on. Default: nothing is kept.
   */
  readonly results?: string;
  /** Called with every video's score as soon as it stands, those found in the file included. */
  readonly onScore?: (score: VideoScore) => void;
}

/**
 * How well the recipe counts videos that training has not seen: leaves each labelled video out in turn, trains a fresh counter
 * on all the others, chooses the threshold on those as well, and counts the one that was left out.
 *
 * Takes a folder, or a dataset of videos that are decoded already. The same seed for every video.
 *
 * @throws {InvalidInputError} when fewer than two videos are labelled, or the results file belongs to another run.
 * @throws {AbortedError} when interrupted; with `results`, finished videos are kept.
 */
export async function leaveOneOut(
  source: WindowDataset | VideoFolder | string,
  options: LeaveOneOutOptions = {},
): Promise<CountingScores> {
  const { results, onScore, window, size, color, onProgress, ...training } = options;
  const signal = effectiveSignal(options.signal);
  const dataset = await opened(source, { window, size, color, signal, onProgress });
  const { videos } = dataset;
  if (videos.length < 2) {
    throw new InvalidInputError('leaving one out takes at least two labelled videos', { received: videos.length });
  }
  const run = `${describeRecipe(training)}; counted at stride ${training.stride ?? 1}`;
  const kept = await LeaveOneOutResults.open(results, dataset, run);
  for (const [i, { name }] of videos.entries()) {
    if (!kept.has(name)) {
      const { train, validation } = dataset.splitByVideo({ validation: [name] });
      const relay: typeof onProgress =
        onProgress &&
        ((progress) => {
          onProgress({ ...progress, label: `video ${i + 1} of ${videos.length}, without ${name}: ${progress.label ?? ''}` });
        });
      const { model } = await trainCounter(train, { ...training, signal, onProgress: relay });
      try {
        const { stride } = training;
        await kept.add((await evaluateCounter(model, validation, { stride, signal, onProgress: relay })).videos[0]);
      } finally {
        model.dispose();
      }
    }
    onScore?.(kept.score(name));
  }
  return new CountingScores(videos.map(({ name }) => kept.score(name)));
}

async function opened(
  source: WindowDataset | VideoFolder | string,
  options: Parameters<typeof WindowDataset.open>[1],
): Promise<WindowDataset> {
  if (source instanceof WindowDataset) return source;
  return WindowDataset.open(typeof source === 'string' ? videoFolder(source) : source, options);
}
