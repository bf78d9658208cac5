import { requireCount, requireOneOf } from '../shape.js';

/**
 * Which offsets of a window a label may have: 'frames' keeps `start < label < start + length` and marks one of `length`
 * frames, 'flow' keeps `start < label < start + length − 1` and marks one of the `length − 1` pictures of flow.
 */
export type LabelRule = 'frames' | 'flow';

/** How the original cuts and labels windows. */
export interface FaithfulWindowOptions {
  /** Frames in a window. Default 4, for the rule 'flow' 5. */
  readonly length?: number;
  /** Default 'frames'. */
  readonly rule?: LabelRule;
}

/**
 * First frames of the original's windows, which do not overlap: `offset`, `offset + length`, … while
 * `start + length < frameCount`. A window that ends exactly on the last frame is left out.
 *
 * Evaluation begins at offset 0; training at a random one in [0, length), drawn for each video in each epoch. `frameCount` is
 * what the container claims (see `claimedFrames`). The correct way: `windowStarts`.
 *
 * @throws {InvalidInputError} when a length is not an integer of at least 1.
 */
export function faithfulStarts(
  frameCount: number,
  { length = 4, offset = 0 }: { readonly length?: number; readonly offset?: number } = {},
): number[] {
  requireCount('frameCount', frameCount, 0);
  requireCount('length', length);
  requireCount('offset', offset, 0);
  const starts: number[] = [];
  for (let start = offset; start + length < frameCount; start += length) starts.push(start);
  return starts;
}

/**
 * A window's target as the original writes it: zeros, and 1 at `label − start` for every label that the rule keeps. A label on
 * the window's first frame is lost; the rule 'flow' loses the last offset as well. The correct way: `WindowDataset.target`.
 *
 * @returns `length` values, for the rule 'flow' `length − 1`.
 */
export function faithfulTarget(events: readonly number[], start: number, options: FaithfulWindowOptions = {}): number[] {
  const { rule, length } = checked(options);
  const target = new Array<number>(outputs(length, rule)).fill(0);
  for (const event of events) if (event > start && event < start + target.length) target[event - start] = 1;
  return target;
}

/** The events that are left of a video's labels once its evaluation windows have been labelled: the original's "actual" count. */
export function keptEvents(events: readonly number[], frameCount: number, options: FaithfulWindowOptions = {}): number[] {
  const { rule, length } = checked(options);
  const last = outputs(length, rule) - 1;
  return faithfulStarts(frameCount, { length }).flatMap((start) =>
    events.filter((event) => event > start && event <= start + last),
  );
}

/** Numbers that a network gives for a window. */
function outputs(length: number, rule: LabelRule): number {
  return rule === 'flow' ? length - 1 : length;
}

function checked({ rule = 'frames', length = rule === 'flow' ? 5 : 4 }: FaithfulWindowOptions): Required<FaithfulWindowOptions> {
  requireOneOf('rule', rule, ['frames', 'flow']);
  requireCount('length', length, rule === 'flow' ? 2 : 1);
  return { rule, length };
}
