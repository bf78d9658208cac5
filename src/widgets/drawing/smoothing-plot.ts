import { type ClassCurve, cutDelays, labelRuns, labelsOfCurve, queueMeans } from '../../lib/evaluation/label-queue.js';
import { type AxesDrawing, drawAxes, insideAxes } from './axes.js';
import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { envelope, linePath } from './envelope.js';
import { formatPosition, formatShare, formatTick, plural } from './format.js';
import { drawGaps, gapSentence, gapStarts } from './gaps.js';
import { element } from './markup.js';
import { seriesColor } from './palette.js';
import { ticks, timeTicks } from './scale.js';
import { text } from './text.js';

/** What is smoothed. */
export interface SmoothedCurve extends ClassCurve {
  readonly classes: readonly string[];
  readonly frameRate: number | undefined;
}

/** Predictions and what a queue makes of them. */
export interface Smoothing {
  readonly queue: number;
  readonly means: Float32Array;
  /** The likeliest class of each frame, by place. */
  readonly raw: Int32Array;
  readonly averaged: Int32Array;
}

/** Averages a curve's predictions. */
export function smoothed(curve: SmoothedCurve, queue: number): Smoothing {
  const means = queueMeans(curve, queue);
  const raw = labelsOfCurve(curve.values, curve.classCount);
  return { queue, means, raw, averaged: labelsOfCurve(means, curve.classCount) };
}

/** A study's drawing: SVG markup without the root, its size, and where frames lie. */
export interface SmoothingDrawing extends AxesDrawing {
  readonly height: number;
}

/** Curves drawn; more cannot be told apart. */
const MOST_CURVES = 5;

const LANE = 26;

/** Averaged probabilities over the raw ones, and below them both labels as stretches of colour that carry their names. */
export function drawSmoothing(curve: SmoothedCurve, smoothing: Smoothing, width: number, colors: Colors): SmoothingDrawing {
  const { classes, classCount, values, frameRate, starts } = curve;
  const { raw, averaged, means } = smoothing;
  const height = Math.round(clamp(width * 0.3, 180, 240));
  const end = raw.length;
  const seconds = frameRate === undefined ? undefined : end / frameRate;
  const count = Math.max(2, Math.round(width / 90));
  const axes = drawAxes({
    x: {
      title: seconds === undefined ? 'frame' : seconds >= 60 ? 'time / min' : 'time / s',
      domain: [0, Math.max(1, end)],
      ...(frameRate === undefined || seconds === undefined
        ? { ticks: ticks([0, Math.max(1, end)], count, 1) }
        : {
            ticks: timeTicks(Math.max(seconds, 1e-6), count).map((time) => time * frameRate),
            format: (frame) => formatTick(frame / frameRate, seconds),
          }),
    },
    y: { title: 'probability', domain: [0, 1], ticks: [0, 0.5, 1] },
    width,
    height,
    colors,
  });
  const { x, y } = axes;
  const [bottom, top] = y.range;
  const curves = frequentClasses(smoothing, classCount).flatMap((place) => {
    const path = (of: ArrayLike<number>, more: Record<string, string | number>): string => {
      const own = Array.from({ length: end }, (_, frame) => of[frame * classCount + place]);
      const d = linePath(
        envelope(own, Math.max(50, Math.round(width))).map(([frame, value]) => [frame + 0.5, value] as const),
        x,
        y,
      );
      return element('path', { d: d || 'M0 0', fill: 'none', stroke: seriesColor(place, colors), ...more });
    };
    return [path(values, { 'stroke-width': 1, 'stroke-opacity': 0.35 }), path(means, { 'stroke-width': 2 })];
  });
  const seams = starts.map((start) =>
    element('line', { x1: x(start), x2: x(start), y1: top - 4, y2: bottom + 4, stroke: colors.ink, 'stroke-dasharray': '2 3' }),
  );
  const gaps = drawGaps(
    gapStarts(unlabelled(smoothing)).map((frame) => x(frame + 0.5)),
    bottom - 7,
    colors.ink,
  );
  const lanes = [raw, averaged].map((labels, lane) => {
    const at = height + 18 + lane * (LANE + 20);
    const runs = labelRuns(labels, starts).map(({ label, start, end }) => {
      if (label < 0) return '';
      const color = seriesColor(label, colors);
      const box = { x: x(start), y: at, width: Math.max(0.5, x(end) - x(start)), height: LANE };
      const fits = box.width > 8 + 7 * classes[label].length;
      const words = fits ? text(box.x + 6, at + 17, classes[label], colors.ink, 'start') : '';
      const rule = element('rect', { ...box, height: 4, fill: color });
      return element('rect', { ...box, fill: color, 'fill-opacity': 0.3 }) + rule + words;
    });
    return (
      text(x.range[0], at - 5, ['raw label', `averaged over ${plural(smoothing.queue, 'frame')}`][lane], colors.muted, 'start') +
      runs.join('')
    );
  });
  const markup = axes.markup + insideAxes(axes, ...curves, ...seams, gaps) + lanes.join('');
  return { ...axes, markup, height: height + 2 * (LANE + 20) };
}

/** Places of the classes that are some frame's label, the most frequent first. */
function frequentClasses({ raw, averaged }: Smoothing, classCount: number): number[] {
  const counts = new Uint32Array(classCount);
  for (const labels of [raw, averaged]) for (const label of labels) if (label >= 0) counts[label]++;
  return [...counts.keys()]
    .filter((place) => counts[place] > 0)
    .sort((a, b) => counts[b] - counts[a])
    .slice(0, MOST_CURVES);
}

/** What the queue does: '24 changes of label become 2; at a cut the label comes up to 16 frames (0.53 s) late; here 15 on average'. */
export function smoothingSentence({ starts, frameRate }: SmoothedCurve, { raw, averaged, queue }: Smoothing): string {
  const changes = (labels: Int32Array): number =>
    labelRuns(labels, starts).filter(({ start }, i) => i > 0 && !starts.includes(start)).length;
  const late = Math.floor(queue / 2);
  const time = frameRate === undefined || late === 0 ? '' : ` (${(late / frameRate).toFixed(2)} s)`;
  const cuts = cutDelays(raw, averaged, starts, Math.max(2, queue));
  const delays = cuts.flatMap(({ frames }) => frames ?? []);
  const mean = delays.reduce((sum, frames) => sum + frames, 0) / delays.length;
  const here = delays.length > 0 ? `; at ${plural(delays.length, 'cut')} here ${Number(mean.toFixed(1))} on average` : '';
  return `${plural(changes(raw), 'change')} of label become ${changes(averaged)}; at a clean cut the label comes ${plural(late, 'frame')}${time} late${here}`;
}

/** Everything in a line: 'Label smoothing: 100 frames of 2 videos, queue 8; 28 changes of label become 1; …'. */
export function studySentence(title: string, curve: SmoothedCurve, smoothing: Smoothing): string {
  const { starts } = curve;
  const videos = starts.length > 0 ? ` of ${plural(starts.length + 1, 'video')}` : '';
  const head = `${title}: ${plural(smoothing.raw.length, 'frame')}${videos}, queue ${smoothing.queue}`;
  if (smoothing.raw.length === 0) return head;
  return [head, smoothingSentence(curve, smoothing), gapSentence(unlabelled(smoothing), (frame) => `frame ${frame}`)]
    .filter(Boolean)
    .join('; ');
}

/** The raw labels, undefined where a frame has no number at all. */
function unlabelled({ raw }: Smoothing): (number | undefined)[] {
  return Array.from(raw, (label) => (label < 0 ? undefined : label));
}

/** What a frame is: 'frame 98 · 0:03.267 · raw jump 0.61 · averaged step 0.72'. */
export function smoothedFrameSentence(
  { classes, classCount, values, frameRate }: SmoothedCurve,
  { raw, averaged, means }: Smoothing,
  frame: number,
): string {
  const said = (labels: Int32Array, of: ArrayLike<number>): string =>
    labels[frame] < 0 ? 'none' : `${classes[labels[frame]]} ${formatShare(of[frame * classCount + labels[frame]])}`;
  const time = frameRate === undefined ? [] : [formatPosition(frame / frameRate)];
  return [`frame ${frame}`, ...time, `raw ${said(raw, values)}`, `averaged ${said(averaged, means)}`].join(' · ');
}
