import { rm } from 'node:fs/promises';
import { type VideoFolder, videoFolder } from '../data/video-folder.js';
import { type LeftOut, WindowDataset } from '../data/window-dataset.js';
import type { Preprocessing } from '../preprocessing.js';
import { effectiveSignal, type Progress } from '../progress.js';
import { describeRecipe } from './counter-recipe.js';
import { CountingScores, type VideoScore } from './counting-scores.js';
import { evaluateCounter } from './evaluate-counter.js';
import { LeaveOneOutResults } from './leave-one-out-results.js';
import { type TrainCounterOptions, trainCounter } from './train-counter.js';

/** Options of leaving one out. */
export interface LeaveOneOutOptions
  extends Omit<TrainCounterOptions, 'validation' | 'callbacks' | 'checkpoint'>,
    Partial<Preprocessing> {
  /**
   * A `.json` file that keeps what is finished, written after every video. Where it exists already, the videos in it are not
   * trained for again, and the training under way keeps a checkpoint beside it; so a run that was stopped goes on. Default:
   * nothing is kept.
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
  const { results, onScore, window, size, color, ...training } = options;
  const { onProgress } = options;
  const signal = effectiveSignal(options.signal);
  const dataset = await opened(source, { window, size, color, signal, onProgress });
  const run = `${describeRecipe(training)}; counted at stride ${training.stride ?? 1}`;
  const kept = await LeaveOneOutResults.open(results, dataset, run);
  const total = dataset.videos.length;
  let number = 0;
  for (const left of dataset.leaveOneOut()) {
    number++;
    if (!kept.has(left.name)) {
      const prefix = `video ${number} of ${total}, without ${left.name}: `;
      const relay = onProgress && ((at: Progress) => onProgress({ ...at, label: prefix + (at.label ?? '') }));
      const checkpoint = results?.replace(/(\.json)?$/, `.${left.name}.checkpoint.safetensors`);
      await kept.add(await scoreLeftOut(left, { ...training, checkpoint, signal, onProgress: relay }));
      if (checkpoint !== undefined) await rm(checkpoint, { force: true });
    }
    onScore?.(kept.score(left.name));
  }
  return new CountingScores(dataset.videos.map(({ name }) => kept.score(name)));
}

/** Trains on the others and counts the one that was left out. */
async function scoreLeftOut({ train, validation }: LeftOut, options: TrainCounterOptions): Promise<VideoScore> {
  const { stride, signal, onProgress } = options;
  const { model } = await trainCounter(train, options);
  try {
    return (await evaluateCounter(model, validation, { stride, signal, onProgress })).videos[0];
  } finally {
    model.dispose();
  }
}

async function opened(
  source: WindowDataset | VideoFolder | string,
  options: Parameters<typeof WindowDataset.open>[1],
): Promise<WindowDataset> {
  if (source instanceof WindowDataset) return source;
  return WindowDataset.open(typeof source === 'string' ? videoFolder(source) : source, options);
}
