import type { LabelFile, LabelMark, LabelSpan } from '../../label-file.js';

/** A label that covers one frame, as programs that label pictures write it. */
export interface FrameLabel {
  readonly class: string;
  readonly frame: number;
}

/** Labels on neighbouring frames of the same class as spans; single ones as events. */
export function joinFrames(labels: readonly FrameLabel[]): Pick<LabelFile, 'marks' | 'spans'> {
  const byClass = new Map<string, Set<number>>();
  for (const label of labels) byClass.set(label.class, (byClass.get(label.class) ?? new Set()).add(label.frame));
  const runs = [...byClass].flatMap(([name, frames]) => runsOf([...frames].sort((a, b) => a - b)).map((run) => ({ name, run })));
  return split(runs.map(({ name, run }) => ({ class: name, frames: run })));
}

/** Spans of one frame are events. */
export function split(spans: readonly LabelSpan[]): { marks: LabelMark[]; spans: LabelSpan[] } {
  const isOneFrame = ({ frames }: LabelSpan): boolean => frames !== undefined && frames[0] === frames[1];
  const marks = spans.filter(isOneFrame).map(({ frames, class: name }) => ({ frame: frames?.[0], class: name }));
  return {
    marks: marks.sort((a, b) => (a.frame ?? 0) - (b.frame ?? 0)),
    spans: spans.filter((span) => !isOneFrame(span)),
  };
}

/** Frames on which a track's shape is there: from each visible shape to before the next one that is outside, else to the last one. */
export function visibleSpans(
  name: string,
  shapes: readonly { readonly frame: number; readonly isOutside: boolean }[],
): LabelSpan[] {
  const sorted = shapes.toSorted((a, b) => a.frame - b.frame);
  const spans: LabelSpan[] = [];
  let start: number | undefined;
  for (const { frame, isOutside } of sorted) {
    if (!isOutside) start ??= frame;
    else if (start !== undefined) {
      spans.push({ class: name, frames: [start, frame - 1] });
      start = undefined;
    }
  }
  const last = sorted.at(-1);
  if (start !== undefined && last) spans.push({ class: name, frames: [start, last.frame] });
  return spans;
}

function runsOf(frames: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last && frame === last[1] + 1) last[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}
