import { type AxesDrawing, drawAxes, insideAxes } from './axes.js';
import type { Colors } from './colors.js';
import { linePath } from './envelope.js';
import type { HistoryLine, HistoryPanel } from './history-panels.js';
import { element } from './markup.js';
import { seriesColor } from './palette.js';

/** Draws one plot: axes and lines, those left out whose name is in `hidden`. */
export function drawHistoryPanel(
  { x, y, right, lines }: HistoryPanel,
  {
    width,
    height,
    colors,
    hidden,
  }: { readonly width: number; readonly height: number; readonly colors: Colors; readonly hidden?: ReadonlySet<string> },
): AxesDrawing {
  const axes = drawAxes({ x, y, right, width, height, colors });
  const shown = lines.filter(({ name }) => !hidden?.has(name));
  return { ...axes, markup: axes.markup + insideAxes(axes, ...shown.map((line) => drawLine(line, axes, colors))) };
}

/** A line, with dots where they are few. */
function drawLine({ points, color, isDashed, isRight }: HistoryLine, { x, y, right }: AxesDrawing, colors: Colors): string {
  const up = isRight ? right : y;
  const stroke = seriesColor(color, colors);
  const dash = isDashed ? '6 4' : undefined;
  const path = linePath(points, x, up) || 'M0 0';
  const line = element('path', {
    d: path,
    fill: 'none',
    stroke,
    'stroke-width': 2,
    'stroke-dasharray': dash,
    'stroke-linejoin': 'round',
  });
  if (points.length > 40) return line;
  const dots = points
    .filter(([, value]) => Number.isFinite(value))
    .map(([px, py]) =>
      element('circle', { cx: x(px), cy: up(py), r: 3, stroke, 'stroke-width': 1.5, fill: isDashed ? colors.surface : stroke }),
    );
  return line + dots.join('');
}

/** A line as the legend shows it. */
export function drawKey({ color, isDashed }: HistoryLine, colors: Colors): string {
  const line = { x1: 0, x2: 22, y1: 6, y2: 6, stroke: seriesColor(color, colors), 'stroke-width': 2.5 };
  return element('line', { ...line, 'stroke-dasharray': isDashed ? '6 4' : undefined });
}

/** Lines with different names, in order: the legend. */
export function legendOf(panels: readonly HistoryPanel[]): HistoryLine[] {
  const names = new Map(panels.flatMap(({ lines }) => lines.map((line) => [line.name, line] as const)).reverse());
  return [...names.values()].reverse();
}
