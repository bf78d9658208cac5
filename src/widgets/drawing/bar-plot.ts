import type { Bar, BarChartState } from '../chart-states.js';
import { clamp } from './clamp.js';
import type { Colors } from './colors.js';
import { isDrawable } from './envelope.js';
import { formatValue } from './format.js';
import { element } from './markup.js';
import { createScale, ticks } from './scale.js';
import { text } from './text.js';

/** A bar chart's drawing: SVG markup without the root, its height, and which bar is where. */
export interface BarDrawing {
  readonly markup: string;
  readonly height: number;
  /** The bar at a place in pixels, by its index. */
  barAt(x: number, y: number): number | undefined;
}

type Bars = Pick<BarChartState, 'bars' | 'nameTitle' | 'valueTitle' | 'isHorizontal'>;

/** Longest name in characters; all of it is in the words for a bar. */
const LONGEST = 22;

/** Draws bars from 0, up and down or to the right and left, their values at their ends where there is room. */
export function drawBars(chart: Bars, width: number, colors: Colors, looked: number = -1): BarDrawing {
  const longest = chart.isHorizontal ? Math.min(LONGEST, Math.floor((width * 0.4) / 7)) : LONGEST;
  const names = chart.bars.map(({ name }) => (name.length > longest ? `${name.slice(0, longest - 1)}…` : name));
  const nameWidth = 8 + 6.8 * Math.max(1, ...names.map(({ length }) => length));
  return chart.isHorizontal
    ? lying(chart, names, Math.min(nameWidth, width * 0.4), width, colors, looked)
    : standing(chart, names, nameWidth, width, colors, looked);
}

function lying(
  { bars, nameTitle, valueTitle }: Bars,
  names: readonly string[],
  left: number,
  width: number,
  colors: Colors,
  looked: number,
): BarDrawing {
  const [line, top] = [28, 24];
  const bottom = top + line * Math.max(1, bars.length);
  const x = createScale(domainOf(bars), [left + 8, width - 52]);
  const marks = ticks(x.domain, Math.max(2, Math.round(width / 120)));
  const parts = marks.flatMap((value) => [
    element('line', { x1: x(value), x2: x(value), y1: top, y2: bottom, stroke: value === 0 ? colors.muted : colors.line }),
    text(x(value), bottom + 17, formatValue(value), colors.muted, 'middle'),
  ]);
  bars.forEach((bar, i) => {
    const [from, to] = [x(0), x(lengthOf(bar))].sort((a, b) => a - b);
    const y = top + i * line;
    parts.push(
      text(left, y + 18, names[i], colors.ink, 'end', i === looked ? 600 : undefined),
      element('rect', {
        x: from,
        y: y + 4,
        width: to - from,
        height: line - 8,
        rx: 3,
        fill: i === looked ? colors.second : colors.accent,
      }),
      text(Math.max(to, x(0)) + 6, y + 18, valueWords(bar), colors.ink, 'start'),
    );
  });
  parts.push(text(left, 14, nameTitle, colors.muted, 'end'), text(width - 8, bottom + 34, valueTitle, colors.muted, 'end'));
  return { markup: parts.join(''), height: bottom + 40, barAt: (_, y) => within(Math.floor((y - top) / line), bars) };
}

function standing(
  { bars, nameTitle, valueTitle }: Bars,
  names: readonly string[],
  nameWidth: number,
  width: number,
  colors: Colors,
  looked: number,
): BarDrawing {
  const [left, top, plot] = [48, 30, Math.round(clamp(width * 0.35, 160, 260))];
  const bottom = top + plot;
  const step = (width - left - 8) / Math.max(1, bars.length);
  const isTurned = nameWidth > step;
  const y = createScale(domainOf(bars), [bottom, top + 8]);
  const parts = ticks(y.domain, 5).flatMap((value) => [
    element('line', { x1: left, x2: width - 8, y1: y(value), y2: y(value), stroke: value === 0 ? colors.muted : colors.line }),
    text(left - 8, y(value) + 4, formatValue(value), colors.muted, 'end'),
  ]);
  const every = Math.ceil(13 / step);
  bars.forEach((bar, i) => {
    const [from, to] = [y(0), y(lengthOf(bar))].sort((a, b) => a - b);
    const x = left + i * step;
    const thick = Math.max(1, step * 0.76);
    parts.push(
      element('rect', {
        x: x + (step - thick) / 2,
        y: from,
        width: thick,
        height: to - from,
        rx: Math.min(3, thick / 4),
        fill: i === looked ? colors.second : colors.accent,
      }),
    );
    const middle = x + step / 2;
    if (valueWords(bar).length * 7 < step) parts.push(text(middle, from - 5, valueWords(bar), colors.ink, 'middle'));
    if (i % every !== 0) return;
    const weight = i === looked ? 600 : undefined;
    if (!isTurned) parts.push(text(middle, bottom + 18, names[i], colors.ink, 'middle', weight));
    else
      parts.push(
        element(
          'g',
          { transform: `translate(${middle + 4} ${bottom + 8}) rotate(-90)` },
          text(0, 0, names[i], colors.ink, 'end', weight),
        ),
      );
  });
  const foot = bottom + (isTurned ? nameWidth + 8 : 24);
  parts.push(
    text(8, 14, valueTitle, colors.muted, 'start'),
    text((left + width) / 2, foot + 14, nameTitle, colors.muted, 'middle'),
  );
  return { markup: parts.join(''), height: Math.round(foot + 22), barAt: (x) => within(Math.floor((x - left) / step), bars) };
}

/** 'volleyball: 0.8302'. */
export function barSentence({ bars }: Pick<BarChartState, 'bars'>, index: number): string {
  const bar = bars[index];
  return bar ? `${bar.name}: ${valueWords(bar)}` : '';
}

function within(index: number, bars: readonly Bar[]): number | undefined {
  return bars.length === 0 ? undefined : clamp(index, 0, bars.length - 1);
}

function valueWords({ value }: Bar): string {
  return formatValue(value ?? Number.NaN);
}

/** What is no number has no length. */
function lengthOf({ value }: Bar): number {
  return isDrawable(value) ? value : 0;
}

/** From 0 to the farthest value, to either side where there are negative ones; shares to 1. */
function domainOf(bars: readonly Bar[]): [number, number] {
  const values = bars.map(lengthOf);
  const [low, high] = [values.reduce((a, b) => Math.min(a, b), 0), values.reduce((a, b) => Math.max(a, b), 0)];
  if (low >= 0 && high > 0.5 && high <= 1) return [0, 1];
  return low === high ? [0, 1] : [low * 1.05, high * 1.05];
}
