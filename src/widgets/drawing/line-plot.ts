import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { envelope, linePath, type Point } from './envelope.js';
import { formatValue } from './format.js';
import { element } from './markup.js';
import { createScale, logTicks, type Scale, ticks } from './scale.js';
import { text } from './text.js';

/** One line of a plot. */
export interface Series {
  readonly points: readonly Point[];
  readonly color: string;
  /** Faint and thin, without marks: what lies behind the lines that count. */
  readonly isFaint?: boolean;
  readonly isDashed?: boolean;
}

/** A plot's content and frame. */
export interface LinePlot {
  readonly title: string;
  readonly series: readonly Series[];
  /** Right end of the x axis; it starts at 0. */
  readonly xEnd: number;
  readonly yScale?: 'linear' | 'log';
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
}

/** SVG markup without the root, and where x lies. */
export interface LinePlotDrawing {
  readonly markup: string;
  readonly x: Scale;
  readonly y: Scale;
}

const MARGIN = { left: 52, right: 14, top: 26, bottom: 28 };

/** Lines over epochs: the y axis covers all that counts and nearly all of what is faint. */
export function drawLinePlot({ title, series, xEnd, yScale = 'linear', width, height, colors }: LinePlot): LinePlotDrawing {
  const x = createScale([0, Math.max(xEnd, 1e-9)], [MARGIN.left, width - MARGIN.right]);
  const domain = yDomain(series, yScale);
  const y = createScale(domain, [height - MARGIN.bottom, MARGIN.top], yScale);
  const yTicks = yScale === 'log' ? logTicks(domain) : ticks(domain, 5);
  const xTicks = ticks([0, xEnd], clamp(Math.round(width / 80), 2, xEnd), 1);
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  // A nested svg cuts off what leaves the frame: a clip path would need an id.
  const inside = element(
    'svg',
    {
      x: left,
      y: top - 6,
      width: right - left + 8,
      height: bottom - top + 12,
      viewBox: `${left} ${top - 6} ${right - left + 8} ${bottom - top + 12}`,
      overflow: 'hidden',
    },
    ...series.map((line) => drawSeries(line, x, y, right - left, colors)),
  );
  const markup = [
    ...yTicks.map((value) => element('line', { x1: left, x2: right, y1: y(value), y2: y(value), stroke: colors.line })),
    ...yTicks.map((value) => text(left - 8, y(value) + 4, formatValue(value), colors.muted, 'end')),
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: colors.muted }),
    ...xTicks.map((value) => text(x(value), bottom + 18, String(value), colors.muted, 'middle')),
    text(left, 14, title, colors.ink, 'start', 600),
    text(right, 14, 'epochs', colors.muted, 'end'),
    inside,
  ].join('');
  return { markup, x, y };
}

function drawSeries(
  { points, color, isFaint = false, isDashed = false }: Series,
  x: Scale,
  y: Scale,
  width: number,
  colors: Colors,
): string {
  const columns = Math.max(50, Math.round(width));
  const kept =
    points.length > 2 * columns
      ? envelope(
          points.map(([, value]) => value),
          columns,
        ).map(([i]) => points[i])
      : points;
  const path = element('path', {
    d: linePath(kept, x, y) || 'M0 0',
    fill: 'none',
    stroke: color,
    'stroke-width': isFaint ? 1.25 : 2.25,
    'stroke-opacity': isFaint ? 0.4 : undefined,
    'stroke-dasharray': isDashed ? '6 4' : undefined,
    'stroke-linejoin': 'round',
    'stroke-linecap': isDashed ? undefined : 'round',
  });
  if (isFaint || points.length > 60) return path;
  const dots = points
    .filter(([, value]) => Number.isFinite(value))
    .map(([px, py]) =>
      isDashed
        ? element('circle', { cx: x(px), cy: y(py), r: 3.5, fill: colors.surface, stroke: color, 'stroke-width': 2 })
        : element('circle', { cx: x(px), cy: y(py), r: 3.5, fill: color }),
    );
  return path + dots.join('');
}

function yDomain(series: readonly Series[], kind: 'linear' | 'log'): [number, number] {
  const usable = (value: number): boolean => Number.isFinite(value) && (kind === 'linear' || value > 0);
  const values = series.flatMap(({ points, isFaint }) => {
    const own = points.map(([, value]) => value).filter(usable);
    if (!isFaint) return own;
    own.sort((a, b) => a - b);
    return own.slice(Math.floor(own.length * 0.02), Math.ceil(own.length * 0.98));
  });
  if (values.length === 0) return kind === 'log' ? [0.1, 1] : [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (kind === 'log') return high > low ? [low / 1.1, high * 1.1] : [low / 2, high * 2];
  const margin = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.1 || 0.5;
  // What is never negative is not drawn below 0.
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}
