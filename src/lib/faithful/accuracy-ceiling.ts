import { type FaithfulWindowOptions, faithfulStarts, faithfulTarget } from './windows.js';

/** How high the original's accuracy can come on a video. */
export interface AccuracyCeiling {
  /** Windows of the video, cut from frame 0. */
  readonly windows: number;
  /** Windows that keep a label. */
  readonly labelled: number;
  /** labelled / windows; 0 without a window. */
  readonly share: number;
}

/**
 * The share of windows that the original's categorical accuracy can count as right. A window without a label has a target of
 * zeros, whose arg-max is 0; offset 0 is never a training target, so no trained network answers 0, and such a window is wrong
 * whatever it says.
 *
 * The correct way: a sigmoid for every frame, which can say 'no event' (`speedCounter`'s default).
 */
export function accuracyCeiling(
  events: readonly number[],
  frameCount: number,
  options: FaithfulWindowOptions = {},
): AccuracyCeiling {
  const { rule = 'frames', length = rule === 'flow' ? 5 : 4 } = options;
  const starts = faithfulStarts(frameCount, { length });
  const labelled = starts.filter((start) => faithfulTarget(events, start, { rule, length }).includes(1)).length;
  return { windows: starts.length, labelled, share: starts.length === 0 ? 0 : labelled / starts.length };
}
