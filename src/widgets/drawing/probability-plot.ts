import type { ProbabilityInterval } from '../../lib/evaluation/probability-steps.js';
import type { ProbabilityLineState } from '../chart-states.js';
import { type AxesDrawing, drawAxes, insideAxes } from './axes.js';
import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { isDrawable } from './envelope.js';
import { formatTick, formatTime, formatValue, plural } from './format.js';
import { drawGaps, gapSentence, gapStarts } from './gaps.js';
import { element } from './markup.js';
import { timeTicks } from './scale.js';

/** A curve's drawing: SVG markup without the root, its size, and where times lie. */
export interface ProbabilityDrawing extends AxesDrawing {
  readonly height: number;
}

/** Draws the probability as steps, each held until the next one, the threshold over it and the events behind it. */
export function drawProbabilityLine(
  state: ProbabilityLineState,
  events: readonly ProbabilityInterval[],
  width: number,
  colors: Colors,
): ProbabilityDrawing {
  const { duration, threshold, yTitle } = state;
  const height = Math.round(clamp(width * 0.36, 200, 280));
  const isLong = duration >= 60;
  // A fifth of a second more, so that what lasts to the end is seen to end.
  const end = duration + (duration > 0 ? Math.min(0.2, duration * 0.02) : 1);
  const axes = drawAxes({
    x: {
      title: isLong ? 'time / min' : 'time / s',
      domain: [0, end],
      ticks: timeTicks(Math.max(duration, 1e-6), Math.max(2, Math.round(width / 90))),
      format: (time) => formatTick(time, duration),
    },
    y: { title: yTitle, domain: [0, 1.1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    width,
    height,
    colors,
  });
  const { x, y } = axes;
  const [bottom, top] = y.range;
  const bands = events.map(({ start, end }) =>
    element('rect', {
      x: x(start),
      y: top,
      width: Math.max(2, x(end) - x(start)),
      height: bottom - top,
      fill: colors.accent,
      'fill-opacity': 0.14,
    }),
  );
  // Told apart without colour as well: a bar under each event.
  const bars = events.map(({ start, end }) =>
    element('rect', { x: x(start), y: bottom - 4, width: Math.max(2, x(end) - x(start)), height: 4, fill: colors.hit }),
  );
  const line = element('path', { d: stepPath(state, axes) || 'M0 0', fill: 'none', stroke: colors.accent, 'stroke-width': 2 });
  const gaps = drawGaps(
    gapStarts(state.probability).map((i) => x(state.times[i])),
    bottom - 7,
    colors.accent,
  );
  const level = { x1: x.range[0], x2: x.range[1], y1: y(threshold), y2: y(threshold) };
  const rule = element('line', { ...level, stroke: colors.second, 'stroke-width': 1.5, 'stroke-dasharray': '6 4' });
  return { ...axes, markup: axes.markup + insideAxes(axes, ...bands, line, rule, ...bars, gaps), height };
}

/** The `d` of a step line; a gap where a value is no number, and of many steps in a pixel their lowest and highest. */
function stepPath({ probability, times, duration }: ProbabilityLineState, { x, y }: AxesDrawing): string {
  const round = (value: number): number => Math.round(value * 10) / 10;
  let path = '';
  let isGap = true;
  for (let i = 0; i < probability.length; i++) {
    const column = Math.floor(x(times[i]));
    let [low, high] = [probability[i], probability[i]];
    while (
      i + 1 < probability.length &&
      Math.floor(x(times[i + 1])) === column &&
      Math.floor(x(times[i + 2] ?? duration)) === column
    ) {
      const next = probability[++i];
      if (isDrawable(next) && (!isDrawable(low) || next < low)) low = next;
      if (isDrawable(next) && (!isDrawable(high) || next > high)) high = next;
    }
    const last = probability[i];
    if (!isDrawable(low) || !isDrawable(high)) {
      isGap = true;
      continue;
    }
    const begin = round(Math.max(x(times[i]), column));
    path += `${isGap ? `M${begin} ${round(y(high))}` : `H${begin}V${round(y(high))}`}`;
    if (low !== high) path += `V${round(y(low))}V${round(y(isDrawable(last) ? last : low))}`;
    path += `H${round(x(times[i + 1] ?? duration))}`;
    isGap = false;
  }
  return path;
}

/** The value that holds at a time, by its place; −1 where none does. */
export function stepAt({ times, duration }: Pick<ProbabilityLineState, 'times' | 'duration'>, time: number): number {
  if (time > duration) return -1;
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** '2 events: 13.70 s to 17.00 s, 20.00 s to 22.00 s'; the first five of many. */
export function eventsSentence(events: readonly ProbabilityInterval[]): string {
  const shown = events.slice(0, 5).map(({ start, end }) => `${formatTime(start)} to ${formatTime(end)}`);
  const more = events.length > 5 ? [`${events.length - 5} more`] : [];
  return `${plural(events.length, 'event')}${events.length > 0 ? `: ${[...shown, ...more].join(', ')}` : ''}`;
}

/** Everything in a line: the events, the rule behind them, and where there is no number. */
export function lineSentence(state: ProbabilityLineState, events: readonly ProbabilityInterval[]): string {
  const { title, duration, threshold, minimumDuration, mergeGap, probability, times } = state;
  const rule = [
    `at least ${formatValue(threshold)}`,
    minimumDuration > 0 ? `for ${formatTime(minimumDuration)} or longer` : '',
    mergeGap > 0 ? `gaps up to ${formatTime(mergeGap)} closed` : '',
  ].filter(Boolean);
  const missing = gapSentence(probability, (i) => formatTime(times[i]));
  const words = `${title}: ${eventsSentence(events)} (${rule.join(', ')}), ${formatTime(duration)} in all`;
  return missing ? `${words}; ${missing}` : words;
}

/** What holds at a time, in words: '13.70 s · frame 411 · probability 0.93 · event 1 of 2'. */
export function timeSentence(state: ProbabilityLineState, events: readonly ProbabilityInterval[], time: number): string {
  const step = stepAt(state, time);
  const value = step < 0 ? undefined : (state.probability[step] ?? Number.NaN);
  const event = events.findIndex(({ start, end }) => time >= start && time < end);
  return [
    formatTime(time),
    state.frameRate === undefined ? '' : `frame ${frameAt(time, state.frameRate)}`,
    `probability ${formatValue(value)}`,
    event < 0 ? 'no event' : `event ${event + 1} of ${events.length}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The frame shown at a time. */
export function frameAt(time: number, frameRate: number): number {
  return Math.floor(time * frameRate + 1e-6);
}
