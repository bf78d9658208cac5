/** A place on a curve: `[x, y]`. */
export type Point = readonly [number, number];

/**
 * At most about `2 × columns` points of a long curve that look the same: of each column's points the lowest and the highest.
 *
 * Values by index; short curves are kept as they are.
 */
export function envelope(values: ArrayLike<number>, columns: number): Point[] {
  const { length } = values;
  if (length <= 2 * columns) return Array.from({ length }, (_, i): Point => [i, values[i]]);
  const kept: Point[] = [];
  for (let column = 0; column < columns; column++) {
    const end = Math.floor(((column + 1) * length) / columns);
    let lowest = Math.floor((column * length) / columns);
    let highest = lowest;
    for (let i = lowest + 1; i < end; i++) {
      // Turned round, so that what is no number gives way to a number.
      if (!(values[i] >= values[lowest]) && isDrawable(values[i])) lowest = i;
      if (!(values[i] <= values[highest]) && isDrawable(values[i])) highest = i;
    }
    for (const i of lowest < highest ? [lowest, highest] : [highest, lowest]) kept.push([i, values[i]]);
  }
  return kept;
}

/**
 * Whether a value has a place in a plot: a number that is finite with room to spare, since axes reach beyond what is drawn.
 * A page finds null in the place of other numbers.
 */
export function isDrawable(value: number | null | undefined): value is number {
  return typeof value === 'number' && Math.abs(value) <= 1e300;
}

/** Points as the `d` of an SVG path; a gap where a value cannot be drawn. */
export function linePath(points: readonly Point[], x: (value: number) => number, y: (value: number) => number): string {
  let path = '';
  let isGap = true;
  for (const [px, py] of points) {
    if (isDrawable(py)) path += `${isGap ? 'M' : 'L'}${round(x(px))} ${round(y(py))}`;
    isGap = !isDrawable(py);
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
