import type { WindowDataset } from '../data/window-dataset.js';
import { InvalidInputError } from '../errors.js';
import type { VideoModel } from '../models/model.js';
import type { LongCallOptions } from '../progress.js';
import { eventsFromProbability } from './events-from-probability.js';
import { frameProbability } from './frame-probability.js';
import { matchEvents } from './match-events.js';
import { shortestGap } from './probability-peaks.js';

/** A threshold and how well it does on the videos it was chosen on. */
export interface ChosenThreshold {
  readonly threshold: number;
  /** Mean F1 over the videos, events matched within ±2 frames. */
  readonly f1: number;
}

/** Options of choosing a threshold. */
export interface ChooseThresholdOptions extends LongCallOptions {
  /** Thresholds to try. Default 0.1, 0.15 … 0.9. */
  readonly candidates?: readonly number[];
  /** Frames from one window's start to the next. Default 1. */
  readonly stride?: number;
}

/**
 * The threshold with which a model counts a dataset's videos best: highest mean F1; among equally good neighbours the middle
 * one. Give it the videos that the model was trained on, never those that it is to be judged by.
 *
 * @throws {InvalidInputError} when there is no candidate.
 * @throws {AbortedError} when interrupted.
 */
export async function chooseThreshold(
  model: VideoModel,
  dataset: WindowDataset,
  { candidates = DEFAULT_CANDIDATES, stride, signal, onProgress }: ChooseThresholdOptions = {},
): Promise<ChosenThreshold> {
  if (candidates.length === 0)
    throw new InvalidInputError('candidates must hold at least one threshold', { received: candidates });
  const scores = candidates.map(() => 0);
  for (const { frames, events } of dataset.videos) {
    const probability = await frameProbability(model, frames, { stride, signal, onProgress });
    for (const [i, threshold] of candidates.entries()) {
      const predicted = eventsFromProbability(probability, { threshold, minimumGap: shortestGap(frames.frameRate) });
      scores[i] += matchEvents(predicted, events).f1 / dataset.videos.length;
    }
  }
  const best = middleOfPlateau(scores);
  return { threshold: candidates[best], f1: scores[best] };
}

const DEFAULT_CANDIDATES: readonly number[] = Array.from({ length: 17 }, (_, i) => Math.round(10 + 5 * i) / 100);

/** Scores within half a percent of the best count as equal. */
const TIE = 0.005;

/** Index in the middle of the run of best scores around the highest. */
function middleOfPlateau(scores: readonly number[]): number {
  const top = Math.max(...scores);
  const highest = scores.indexOf(top);
  let [first, last] = [highest, highest];
  while (first > 0 && scores[first - 1] >= top - TIE) first--;
  while (last < scores.length - 1 && scores[last + 1] >= top - TIE) last++;
  return Math.floor((first + last) / 2);
}
