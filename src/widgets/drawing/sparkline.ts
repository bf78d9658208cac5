import { linePath } from './envelope.js';
import { element } from './markup.js';
import { createScale } from './scale.js';

/** A line through the finite values, without axes, the last of them a dot: SVG markup without the root. */
export function drawSparkline(values: readonly number[], width: number, height: number, color: string): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return '';
  const x = createScale([0, values.length - 1], [1, width - 4]);
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const y = createScale(high > low ? [low, high] : [low - 1, high + 1], [height - 3, 4]);
  const d = linePath(
    values.map((value, i): [number, number] => [i, value]),
    x,
    y,
  );
  const line = element('path', { d, fill: 'none', stroke: color, 'stroke-width': 1.75, 'stroke-linejoin': 'round' });
  const last = values.findLastIndex(Number.isFinite);
  return line + element('circle', { cx: x(last), cy: y(values[last]), r: 2.75, fill: color });
}
