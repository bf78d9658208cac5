import type { VideoLabels } from './video-labels.js';

/** Where labels differ: the first frame of what is new, else of what is gone; undefined where only the region does. */
export function changedFrame(before: VideoLabels, after: VideoLabels): number | undefined {
  const framesOf = ({ events, ranges }: VideoLabels): Map<string, number> =>
    new Map([...events, ...ranges].map((label) => [JSON.stringify(label), 'frame' in label ? label.frame : label.start]));
  const [old, now] = [framesOf(before), framesOf(after)];
  const added = [...now].find(([label]) => !old.has(label));
  const [, frame] = added ?? [...old].find(([label]) => !now.has(label)) ?? [];
  return frame;
}
