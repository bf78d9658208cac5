/** Where arrows stand, and how long they are. */
export interface ArrowGrid {
  /** Cells of the field. */
  readonly width: number;
  readonly height: number;
  /** Pixels of a cell on the drawing. */
  readonly zoom: number;
  /** The movement whose arrow is as long as the grid is wide; longer ones are cut to one and a half. */
  readonly range: number;
}

/** Arrows across a field. */
const ACROSS = 22;

/** Cells from one arrow to the next. */
export function arrowSpacing({ width, height }: Pick<ArrowGrid, 'width' | 'height'>): number {
  return Math.max(1, Math.round(Math.max(width, height) / ACROSS));
}

/** Arrows on a grid, as one SVG path; none where movement is unknown or shorter than a pixel on the drawing. */
export function arrowPath(vectorAt: (x: number, y: number) => readonly [number, number], grid: ArrowGrid): string {
  const { width, height, zoom, range } = grid;
  const spacing = arrowSpacing(grid);
  const parts: string[] = [];
  for (let y = spacing >> 1; y < height; y += spacing) {
    for (let x = spacing >> 1; x < width; x += spacing) {
      const [u, v] = vectorAt(x, y);
      const magnitude = Math.hypot(u, v);
      const length = Math.min(1.5, magnitude / range) * spacing * zoom;
      if (!(length >= 1)) continue;
      const [dx, dy] = [(u / magnitude) * length, (v / magnitude) * length];
      const [fromX, fromY] = [(x + 0.5) * zoom - dx / 2, (y + 0.5) * zoom - dy / 2];
      const barb = (side: 1 | -1): string => point(fromX + dx * 0.65 - side * dy * 0.22, fromY + dy * 0.65 + side * dx * 0.22);
      const tip = point(fromX + dx, fromY + dy);
      parts.push(`M${point(fromX, fromY)}L${tip}M${barb(1)}L${tip}L${barb(-1)}`);
    }
  }
  return parts.join('');
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
