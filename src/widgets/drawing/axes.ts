import type { Colors } from './colors.js';
import { formatValue } from './format.js';
import { element } from './markup.js';
import { createScale, logTicks, type Scale, ticks } from './scale.js';
import { text } from './text.js';

/** One axis: what it counts, from where to where. */
export interface Axis {
  readonly title: string;
  readonly domain: readonly [number, number];
  /** Default: round values. */
  readonly ticks?: readonly number[];
  /** Default 'linear'. */
  readonly scale?: 'linear' | 'log';
  /** Least distance between round values: 1 for what is counted. Default: any. */
  readonly step?: number;
  /** Default: at most four significant digits. */
  readonly format?: (value: number) => string;
  /** Where an upright axis has its numbers. Default 'left'. */
  readonly side?: 'left' | 'right';
}

/** A frame for lines. */
export interface AxesOptions {
  readonly x: Axis;
  readonly y: Axis;
  /** An axis on the right side as well. */
  readonly right?: Axis;
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
}

/** SVG markup of the axes without the root, and where values lie. */
export interface AxesDrawing {
  readonly markup: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly right: Scale;
}

/** Room beside the plot, in pixels. */
export const MARGIN = { side: 48, top: 26, bottom: 40 } as const;

/** Axes with titles, ticks and lines across. */
export function drawAxes({ x, y, right, width, height, colors }: AxesOptions): AxesDrawing {
  const isRight = y.side === 'right';
  const [start, end] = [isRight ? 14 : MARGIN.side, width - (right || isRight ? MARGIN.side : 14)];
  const [bottom, top] = [height - MARGIN.bottom, MARGIN.top];
  const across = createScale(x.domain, [start, end], x.scale);
  const up = createScale(y.domain, [bottom, top], y.scale);
  const upRight = right ? createScale(right.domain, [bottom, top], right.scale) : up;
  const ticksOf = ({ ticks: given, domain, scale, step }: Axis, count: number): readonly number[] =>
    given ?? (scale === 'log' ? logTicks(domain) : ticks(domain, count, step));
  const words = ({ format = formatValue }: Axis, value: number): string => format(value);
  const parts = [
    ...ticksOf(y, 5).map((value) => element('line', { x1: start, x2: end, y1: up(value), y2: up(value), stroke: colors.line })),
    ...ticksOf(y, 5).map((value) =>
      isRight
        ? text(end + 8, up(value) + 4, words(y, value), colors.muted, 'start')
        : text(start - 8, up(value) + 4, words(y, value), colors.muted, 'end'),
    ),
    ...(right
      ? ticksOf(right, 5).map((value) => text(end + 8, upRight(value) + 4, words(right, value), colors.muted, 'start'))
      : []),
    element('line', { x1: start, x2: end, y1: bottom, y2: bottom, stroke: colors.muted }),
    ...ticksOf(x, Math.max(2, Math.round(width / 90))).map((value) =>
      text(across(value), bottom + 18, words(x, value), colors.muted, 'middle'),
    ),
    isRight ? text(end + 40, 14, y.title, colors.ink, 'end', 600) : text(start - 40, 14, y.title, colors.ink, 'start', 600),
    right ? text(end + 40, 14, right.title, colors.ink, 'end', 600) : '',
    text((start + end) / 2, height - 6, x.title, colors.muted, 'middle'),
  ];
  return { markup: parts.join(''), x: across, y: up, right: upRight };
}

/** What is drawn inside the axes, cut off at their frame: a nested svg, since a clip path would need an id. */
export function insideAxes({ x, y }: Pick<AxesDrawing, 'x' | 'y'>, ...content: readonly string[]): string {
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  const box = { x: left - 4, y: top - 4, width: Math.max(0, right - left + 8), height: bottom - top + 8 };
  return element(
    'svg',
    { ...box, viewBox: `${box.x} ${box.y} ${box.width} ${box.height}`, overflow: 'hidden' },
    content.join('') || element('g'),
  );
}
