import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { envelope, isDrawable, linePath } from './envelope.js';
import { formatTick, formatValue } from './format.js';
import { drawGaps, gapStarts } from './gaps.js';
import { element } from './markup.js';
import { createScale, type Scale, ticks, timeTicks } from './scale.js';
import type { ShownEvents, StripCurve } from './shown-events.js';
import { text } from './text.js';

/** A strip as a picture: SVG markup without the root, its size, and its frame axis. */
export interface StripDrawing {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
  /** Frame → pixels from the left. */
  readonly x: Scale;
  /** Height of peaks → pixels from the top; undefined without a curve. */
  readonly y: Scale | undefined;
}

/** What becomes of an event. */
export type Verdict = 'hit' | 'miss' | 'falseAlarm' | 'event';

const LANE = 34;
/** Height of the curve, and of one whose threshold is moved: peaks reach up to three times as high as the probability. */
const CURVE = 84;
const OPEN_CURVE = 140;
const AXIS = 30;

/** Draws predicted over actual events as marks on a time axis, the probability above them. Everything scales with `width`. */
export function drawEventStrip(state: ShownEvents, width: number, colors: Colors): StripDrawing {
  const left = width < 480 ? 16 : 88;
  const x = createScale([0, Math.max(1, state.frameCount - 1)], [left, width - 16]);
  const parts: string[] = [];
  let top = 6;
  let y: Scale | undefined;
  if (state.curve) {
    const tall = state.least === undefined ? CURVE : OPEN_CURVE;
    y = createScale([0, highestOf(state.curve)], [top + tall - 2, top + 6]);
    parts.push(drawCurve(state, state.curve, x, y, colors));
    top += tall + 10;
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
  return { markup: parts.join(''), width, height: bottom + AXIS, x, y };
}

/** At least 1, so that a curve that is nowhere sure looks so. */
function highestOf({ values, peaks }: StripCurve): number {
  const points = envelope(values, 500).map(([, value]) => value);
  return Math.max(1, ...[...points, ...peaks.map(({ height }) => height)].filter(isDrawable));
}

/** The probability, its peaks as dots at their heights, filled from the threshold on, and the threshold. */
function drawCurve({ threshold, least }: ShownEvents, { values, peaks }: StripCurve, x: Scale, y: Scale, colors: Colors): string {
  const [start, end] = x.range;
  const highest = y.domain[1];
  const path = linePath(envelope(values, Math.max(100, Math.round(end - start))), x, y);
  const line = (value: number, stroke: string, dash?: string): string =>
    element('line', { x1: start, x2: end, y1: y(value), y2: y(value), stroke, 'stroke-dasharray': dash });
  const parts = [line(0, colors.line), line(highest, colors.line)];
  if (path) {
    // Each stretch between gaps by itself: an area across a gap would say what nobody knows.
    const areas = path
      .slice(1)
      .split('M')
      .map((stretch) => {
        const places = stretch.split('L').map((place) => place.split(' ')[0]);
        return `M${places[0]} ${y(0)}L${stretch}L${places.at(-1)} ${y(0)}Z`;
      });
    parts.push(
      element('path', { d: areas.join(''), fill: colors.accent, 'fill-opacity': 0.1 }),
      element('path', { d: path, fill: 'none', stroke: colors.accent, 'stroke-width': 1.5, 'stroke-linejoin': 'round' }),
    );
  }
  parts.push(drawGaps(gapStarts(values).map(x), y(0) - 7, colors.accent));
  const level = least ?? threshold;
  if (least !== undefined) {
    for (const { frame, height } of peaks) {
      const fill = height >= least ? colors.accent : colors.surface;
      parts.push(element('rect', { x: x(frame) - 2.5, y: y(height) - 2.5, width: 5, height: 5, fill, stroke: colors.accent }));
    }
  }
  if (level !== undefined) parts.push(line(level, colors.second, '5 4'));
  if (start > 40) {
    const words = (at: number, content: string, color: string): string => text(start - 16, y(at) + 4, content, color, 'end');
    parts.push(words(highest, formatValue(highest, 2), colors.muted));
    if (level === undefined) parts.push(words(highest / 2, 'probability', colors.muted));
    else parts.push(words(level, `≥ ${formatValue(level, 2)}`, colors.second));
    if (level === undefined || y(0) - y(level) > 14) parts.push(words(0, '0', colors.muted));
  }
  return parts.join('');
}

function drawEvents(state: ShownEvents, x: Scale, laneTop: (lane: number) => number, colors: Colors): string {
  const { predicted, actual, match } = state;
  const size = markSize(Math.max(predicted.length, actual?.length ?? 0), x);
  const middle = (lane: number): number => laneTop(lane) + (LANE - 6) / 2;
  const mark = (verdict: Verdict, lane: number, frame: number): string => drawMark(verdict, x(frame), middle(lane), size, colors);
  if (!match) return predicted.map((frame) => mark('event', 0, frame)).join('');
  const { pairs, misses, falseAlarms } = match;
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

function drawTimeAxis({ frameRate, frameCount }: ShownEvents, x: Scale, top: number, width: number, colors: Colors): string {
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
