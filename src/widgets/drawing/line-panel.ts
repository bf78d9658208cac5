import { type AxesDrawing, drawAxes, insideAxes } from './axes.js';
import type { Colors } from './colors.js';
import { envelope, isDrawable, linePath, type Point } from './envelope.js';
import { drawGaps } from './gaps.js';
import { element } from './markup.js';
import { seriesColor } from './palette.js';
import type { TrainingLine, TrainingPanel } from './training-panels.js';

/** Size and colours of one plot, and the names of lines that are left out. */
export interface PanelLook {
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
  readonly hidden?: ReadonlySet<string>;
}

/** Draws one plot: axes, lines, crosses where lines are no number. */
export function drawPanel({ x, y, right, lines }: TrainingPanel, { hidden, ...look }: PanelLook): AxesDrawing {
  const axes = drawAxes({ x, y, right, ...look });
  const shown = lines.filter(({ name }) => !hidden?.has(name));
  const up = ({ isRight }: TrainingLine): AxesDrawing['y'] => (isRight ? axes.right : axes.y);
  const isLog = y.scale === 'log';
  const draw = (points: readonly Point[], line: TrainingLine, isFaint: boolean): string => {
    const columns = Math.round(look.width);
    const usable = isLog ? points.map(([at, value]): Point => [at, value > 0 ? value : Number.NaN]) : points;
    const kept = envelope(
      usable.map(([, value]) => value),
      columns,
    ).map(([i]) => usable[i]);
    const stroke = seriesColor(line.color, look.colors);
    const path = element('path', {
      d: linePath(kept, axes.x, up(line)) || 'M0 0',
      fill: 'none',
      stroke,
      'stroke-width': isFaint ? 1.25 : 2.25,
      'stroke-opacity': isFaint ? 0.4 : undefined,
      'stroke-dasharray': isFaint ? undefined : line.dash,
      'stroke-linejoin': 'round',
    });
    if (isFaint) return path;
    const fill = line.isValidation ? look.colors.surface : stroke;
    // Few enough to see the dashes between them; what stands alone is nothing but its dot.
    const every = points.length * 14 > look.width ? Math.ceil((points.length * 36) / look.width) : 1;
    const isAlone = (i: number): boolean => ![i - 1, i + 1].some((next) => isDrawable(usable[next]?.[1]));
    const dots = usable
      .filter(([, value], i) => isDrawable(value) && (i % every === 0 || isAlone(i)))
      .map(([at, value]) => element('circle', { cx: axes.x(at), cy: up(line)(value), r: 3, stroke, 'stroke-width': 1.5, fill }));
    return path + dots.join('');
  };
  const markup = [
    ...shown.flatMap((line) => line.behind.map((points) => draw(points, line, true))),
    ...shown.map((line) => draw(line.points, line, false)),
    ...shown.map(({ gaps, color }) => drawGaps(gaps.map(axes.x), axes.y.range[0] - 7, seriesColor(color, look.colors))),
  ];
  return { ...axes, markup: axes.markup + insideAxes(axes, ...markup) };
}

/** A line as the legend shows it. */
export function drawKey({ color, dash, isValidation }: TrainingLine, colors: Colors): string {
  const stroke = seriesColor(color, colors);
  const line = element('line', { x1: 0, x2: 40, y1: 6, y2: 6, stroke, 'stroke-width': 2.25, 'stroke-dasharray': dash });
  return (
    line + element('circle', { cx: 20, cy: 6, r: 3, stroke, 'stroke-width': 1.5, fill: isValidation ? colors.surface : stroke })
  );
}

/** Lines with different names, in order: the legend. */
export function legendOf(panels: readonly TrainingPanel[]): TrainingLine[] {
  const names = new Map(panels.flatMap(({ lines }) => lines.map((line) => [line.name, line] as const)).reverse());
  return [...names.values()].reverse();
}
