import { InvalidInputError } from '../errors.js';
import { requireCount } from '../shape.js';

/** A class and its score. */
export interface ScoredClass {
  /** Its place among the scores, from 0. */
  readonly index: number;
  readonly score: number;
}

/**
 * The `k` highest of a clip's scores, highest first; of equal ones the first. All of them where there are fewer than `k`.
 * What is not a number comes last.
 */
export function topClasses(scores: ArrayLike<number>, k: number): ScoredClass[] {
  requireCount('k', k);
  const height = (score: number): number => (Number.isNaN(score) ? -Infinity : score);
  return Array.from(scores, (score, index) => ({ index, score }))
    .sort((a, b) => Number(height(b.score) > height(a.score)) - Number(height(a.score) > height(b.score)) || a.index - b.index)
    .slice(0, k);
}

/**
 * Share of samples whose class is among its `k` highest scores; undefined without samples. `scores` holds a list for each
 * sample, `actual` the place of its class.
 *
 * @throws {InvalidInputError} when the lists differ in length, or a class is none that has a score.
 */
export function topKAccuracy(scores: readonly ArrayLike<number>[], actual: ArrayLike<number>, k: number): number | undefined {
  requireCount('k', k);
  if (scores.length !== actual.length) {
    throw new InvalidInputError('scores and actual must be of the same samples', {
      received: `${scores.length} and ${actual.length}`,
    });
  }
  const found = scores.filter((own, sample) => {
    const place = actual[sample];
    if (!Number.isInteger(place) || place < 0 || place >= own.length) {
      throw new InvalidInputError(`the class of sample ${sample} has no score`, {
        received: place,
        accepted: `places from 0 to ${own.length - 1}`,
      });
    }
    return topClasses(own, k).some(({ index }) => index === place);
  });
  return scores.length === 0 ? undefined : found.length / scores.length;
}
