import type { EventStripState } from '../states.js';
import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { envelope, linePath } from './envelope.js';
import { formatTick, formatValue } from './format.js';
import { element } from './markup.js';
import { createScale, type Scale, ticks, timeTicks } from './scale.js';
import { text } from './text.js';

/** A strip as a picture: SVG markup without the root, its size, and its frame axis. */
export interface StripDrawing {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
  /** Frame → pixels from the left. */
  readonly x: Scale;
}

/** What becomes of an event. */
export type Verdict = 'hit' | 'miss' | 'falseAlarm' | 'event';

const LANE = 34;
const CURVE = 84;
const AXIS = 30;

/** Draws predicted over actual events as marks on a time axis, the probability above them. Everything scales with `width`. */
export function drawEventStrip(state: EventStripState, width: number, colors: Colors): StripDrawing {
  const left = width < 480 ? 16 : 88;
  const x = createScale([0, Math.max(1, state.frameCount - 1)], [left, width - 16]);
  const parts: string[] = [];
  let top = 6;
  if (state.probability) {
    parts.push(drawProbability(state, state.probability, x, top, colors));
    top += CURVE + 10;
  }
  const lanes = state.actual ? ['predicted', 'actual'] : ['predicted'];
  const labelHeight = width < 480 ? 15 : 0;
  const laneTop = (lane: number): number => top + lane * (LANE + labelHeight) + labelHeight;
  lanes.forEach((_, lane) => {
    const box = { x: left - 8, y: laneTop(lane), width: width - left, height: LANE - 6, rx: 6 };
    parts.push(element('rect', { ...box, fill: colors.raised }));
  });
  parts.push(drawEvents(state, x, laneTop, colors));
  lanes.forEach((name, lane) => {
    const y = laneTop(lane);
    if (labelHeight === 0) parts.push(text(left - 16, y + LANE / 2 + 1, name, colors.muted, 'end'));
    else {
      // Over the lines that link the lanes, which give way to it.
      const gap = { x: left - 8, y: y - 16, width: 8 * name.length, height: 15 };
      parts.push(element('rect', { ...gap, fill: colors.surface }), text(left - 8, y - 4, name, colors.muted, 'start'));
    }
  });
  const bottom = laneTop(lanes.length - 1) + LANE;
  parts.push(drawTimeAxis(state, x, bottom, width, colors));
  return { markup: parts.join(''), width, height: bottom + AXIS, x };
}

function drawProbability(
  { threshold }: EventStripState,
  probability: readonly number[],
  x: Scale,
  top: number,
  colors: Colors,
): string {
  const highest = Math.max(1, ...envelope(probability, 500).map(([, value]) => (Number.isFinite(value) ? value : 0)));
  const y = createScale([0, highest], [top + CURVE - 2, top + 6]);
  const [start, end] = x.range;
  const points = envelope(probability, Math.max(100, Math.round(end - start)));
  const path = linePath(points, x, y);
  const line = (value: number, stroke: string, dash?: string): string =>
    element('line', { x1: start, x2: end, y1: y(value), y2: y(value), stroke, 'stroke-dasharray': dash });
  const parts = [line(0, colors.line), line(highest, colors.line)];
  if (path) {
    parts.push(element('path', { d: `${path}L${end} ${y(0)}L${start} ${y(0)}Z`, fill: colors.accent, 'fill-opacity': 0.1 }));
    parts.push(
      element('path', { d: path, fill: 'none', stroke: colors.accent, 'stroke-width': 1.5, 'stroke-linejoin': 'round' }),
    );
  }
  if (threshold !== undefined) parts.push(line(threshold, colors.second, '5 4'));
  if (start > 40) {
    parts.push(text(start - 16, y(highest) + 4, formatValue(highest), colors.muted, 'end'));
    parts.push(text(start - 16, y(0) + 4, '0', colors.muted, 'end'));
    if (threshold !== undefined) {
      parts.push(text(start - 16, y(threshold) + 4, `≥ ${formatValue(threshold)}`, colors.second, 'end'));
    } else parts.push(text(start - 16, y(highest / 2) + 4, 'probability', colors.muted, 'end'));
  }
  return parts.join('');
}

function drawEvents(state: EventStripState, x: Scale, laneTop: (lane: number) => number, colors: Colors): string {
  const { predicted, actual, pairs, misses, falseAlarms } = state;
  const size = markSize(Math.max(predicted.length, actual?.length ?? 0), x);
  const middle = (lane: number): number => laneTop(lane) + (LANE - 6) / 2;
  const mark = (verdict: Verdict, lane: number, frame: number): string => drawMark(verdict, x(frame), middle(lane), size, colors);
  if (!actual) return predicted.map((frame) => mark('event', 0, frame)).join('');
  const links = pairs.map(([from, to]) =>
    element('line', {
      x1: x(from),
      y1: laneTop(0) + LANE - 6,
      x2: x(to),
      y2: laneTop(1),
      stroke: colors.hit,
      'stroke-width': 1.5,
    }),
  );
  return [
    ...links,
    ...pairs.flatMap(([from, to]) => [mark('hit', 0, from), mark('hit', 1, to)]),
    ...falseAlarms.map((frame) => mark('falseAlarm', 0, frame)),
    ...misses.map((frame) => mark('miss', 1, frame)),
  ].join('');
}

/** Marks shrink where they are many, but never below what can be seen. */
function markSize(count: number, { range: [start, end] }: Scale): number {
  return clamp(((end - start) / Math.max(1, count)) * 0.4, 2, 5);
}

/** One event: a bar with a filled disc (hit), a hollow diamond (miss) or a cross (false alarm): told apart without colour. */
export function drawMark(verdict: Verdict, x: number, y: number, size: number, colors: Colors): string {
  const color = { hit: colors.hit, miss: colors.miss, falseAlarm: colors.falseAlarm, event: colors.accent }[verdict];
  const bar = element('line', { x1: x, x2: x, y1: y - 11, y2: y + 11, stroke: color, 'stroke-width': 1.5 });
  if (verdict === 'hit' || verdict === 'event') return bar + element('circle', { cx: x, cy: y, r: size, fill: color });
  const s = size * 1.35;
  if (verdict === 'miss') {
    const d = `M${x} ${y - s}L${x + s} ${y}L${x} ${y + s}L${x - s} ${y}Z`;
    return bar + element('path', { d, fill: colors.surface, stroke: color, 'stroke-width': 2 });
  }
  const c = size * 1.05;
  const d = `M${x - c} ${y - c}L${x + c} ${y + c}M${x + c} ${y - c}L${x - c} ${y + c}`;
  return (
    element('path', { d, stroke: colors.raised, 'stroke-width': 6 }) +
    element('path', { d, stroke: color, 'stroke-width': 2.5, 'stroke-linecap': 'round' })
  );
}

function drawTimeAxis({ frameRate, frameCount }: EventStripState, x: Scale, top: number, width: number, colors: Colors): string {
  const [start, end] = x.range;
  const count = Math.max(2, Math.round(width / 110));
  const seconds = frameRate === undefined ? undefined : (frameCount - 1) / frameRate;
  const places =
    seconds === undefined || frameRate === undefined
      ? ticks([0, Math.max(1, frameCount - 1)], count, 1).map((frame) => ({ place: x(frame), label: String(frame) }))
      : timeTicks(seconds, count).map((time) => ({ place: x(time * frameRate), label: formatTick(time, seconds) }));
  const unit = seconds === undefined ? 'frame' : seconds >= 60 ? 'min' : 's';
  const free = places.filter(({ place }) => place < end - 24);
  return [
    element('line', { x1: start, x2: end, y1: top, y2: top, stroke: colors.line }),
    ...places.map(({ place }) => element('line', { x1: place, x2: place, y1: top, y2: top + 5, stroke: colors.muted })),
    ...free.map(({ place, label }) => text(place, top + 19, label, colors.muted, 'middle')),
    text(end + 8, top + 19, unit, colors.muted, 'end'),
  ].join('');
}
