/** Class probabilities, frame after frame: `[frames, classes]`. */
export interface ClassCurve {
  /** `values[frame * classCount + class]`. */
  readonly values: ArrayLike<number>;
  readonly classCount: number;
  /** First frames of all videos but the first one, ascending: where one video ends and another begins. */
  readonly starts: readonly number[];
}

/**
 * Mean of each frame's probabilities and those of the frames before it, `queue` frames in all: what a first-in-first-out
 * queue of predictions gives. Fewer at the start of a video: the queue never reaches back into another one.
 *
 * What is not a number is left out of the mean; where nothing else is in the queue, the mean is not a number either.
 * Nothing is checked here, since figures in a browser use it too.
 */
export function queueMeans({ values, classCount, starts }: ClassCurve, queue: number): Float32Array {
  const means = new Float32Array(values.length);
  const isStart = new Set(starts);
  const sums = new Float64Array(classCount);
  const counts = new Uint32Array(classCount);
  const add = (frame: number, sign: 1 | -1): void => {
    for (let c = 0; c < classCount; c++) {
      const value = values[frame * classCount + c];
      if (!Number.isFinite(value)) continue;
      sums[c] += sign * value;
      counts[c] += sign;
      // What rounding has left over must not outlive what it came from.
      if (counts[c] === 0) sums[c] = 0;
    }
  };
  let first = 0;
  for (let frame = 0; frame * classCount < values.length; frame++) {
    if (isStart.has(frame)) {
      first = frame;
      sums.fill(0);
      counts.fill(0);
    }
    if (frame - first >= queue) add(first++, -1);
    add(frame, 1);
    for (let c = 0; c < classCount; c++) means[frame * classCount + c] = counts[c] > 0 ? sums[c] / counts[c] : Number.NaN;
  }
  return means;
}

/** The most probable class of each frame; of equal ones the first, −1 where nothing is a number. */
export function labelsOfCurve(values: ArrayLike<number>, classCount: number): Int32Array {
  return Int32Array.from({ length: classCount > 0 ? values.length / classCount : 0 }, (_, frame) => {
    let best = -1;
    for (let c = 0; c < classCount; c++) {
      const value = values[frame * classCount + c];
      // Sums of floats differ in their last digits by what has been in the queue: within 1e-6 is equal.
      if (Number.isFinite(value) && (best < 0 || value > values[frame * classCount + best] + 1e-6)) best = c;
    }
    return best;
  });
}

/** How late an averaged label follows the raw one at a cut. */
export interface CutDelay {
  /** The frame at which the raw label changes, to stay. */
  readonly frame: number;
  /** Frames until the averaged label is the new one; undefined when it does not get there while the raw one stays. */
  readonly frames: number | undefined;
}

/**
 * How late averaged labels are at the cuts within a video: where the raw label changes from one that held for `least` frames
 * to one that holds for `least` frames. At a clean cut a queue of n frames is up to ⌊n / 2⌋ frames late.
 */
export function cutDelays(
  raw: ArrayLike<number>,
  averaged: ArrayLike<number>,
  starts: readonly number[],
  least: number,
): CutDelay[] {
  const runs = labelRuns(raw, starts);
  return runs.flatMap(({ label, start, end }, i): CutDelay[] => {
    const before = runs[i - 1];
    const isCut = before && !starts.includes(start) && before.end - before.start >= least && end - start >= least;
    if (!isCut) return [];
    let frame = start;
    while (frame < end && averaged[frame] !== label) frame++;
    return [{ frame: start, frames: frame < end ? frame - start : undefined }];
  });
}

/** Frames of one label: `[start, end)`. */
export interface LabelRun {
  readonly label: number;
  readonly start: number;
  readonly end: number;
}

/** Stretches of equal labels, each within one video. */
export function labelRuns(labels: ArrayLike<number>, starts: readonly number[]): LabelRun[] {
  const isStart = new Set(starts);
  const runs: LabelRun[] = [];
  for (let frame = 0; frame < labels.length; frame++) {
    const last = runs.at(-1);
    if (last && last.label === labels[frame] && !isStart.has(frame)) runs[runs.length - 1] = { ...last, end: frame + 1 };
    else runs.push({ label: labels[frame], start: frame, end: frame + 1 });
  }
  return runs;
}
