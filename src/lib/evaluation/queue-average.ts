import { InvalidInputError } from '../errors.js';
import { requireCount } from '../shape.js';
import { type ClassCurve, queueMeans } from './label-queue.js';

/** How predictions are averaged. */
export interface QueueOptions {
  /** Predictions in the queue. Default 32, about a second; 1 averages nothing. */
  readonly queue?: number;
  /** First frames of all videos but the first one, where several follow each other. Default: it is one video. */
  readonly starts?: readonly number[];
}

/**
 * Averages each frame's class probabilities with those of the frames before it, so that a label does not flicker: a
 * first-in-first-out queue. At a cut the label follows up to half a queue late. The queue never reaches into another video.
 *
 * @param probabilities a list of class probabilities for each frame, all of one length.
 * @returns the same, averaged. What is not finite is left out of the mean.
 * @throws {InvalidInputError} when the lists differ in length, `queue` is no count, or `starts` are no ascending frames.
 */
export function queueAverage(
  probabilities: readonly ArrayLike<number>[],
  { queue = 32, starts = [] }: QueueOptions = {},
): number[][] {
  requireCount('queue', queue);
  const curve = classCurve(probabilities, starts);
  const means = queueMeans(curve, queue);
  const { classCount } = curve;
  return probabilities.map((_, frame) => Array.from(means.subarray(frame * classCount, (frame + 1) * classCount)));
}

/**
 * Class probabilities frame after frame.
 *
 * @throws {InvalidInputError} when they are not of one length, or `starts` are no ascending frames from 1.
 */
export function classCurve(probabilities: readonly ArrayLike<number>[], starts: readonly number[]): ClassCurve {
  const classCount = probabilities[0]?.length ?? 0;
  const odd = probabilities.findIndex((own) => own?.length !== classCount || classCount === 0);
  if (odd >= 0) {
    throw new InvalidInputError(`frame ${odd} has not as many probabilities as the first one`, {
      received: probabilities[odd]?.length,
      accepted: `${Math.max(1, classCount)} numbers, one a class`,
    });
  }
  const bad = starts.find(
    (start, i) => !Number.isInteger(start) || start <= (starts[i - 1] ?? 0) || start >= probabilities.length,
  );
  if (bad !== undefined) {
    throw new InvalidInputError('starts must be the first frames of further videos, ascending', {
      received: bad,
      accepted: `frames from 1 to ${probabilities.length - 1}`,
    });
  }
  const values = Float32Array.from(probabilities.flatMap((own) => Array.from(own)));
  return { values, classCount, starts: [...starts] };
}
