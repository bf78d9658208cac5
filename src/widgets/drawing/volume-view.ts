import type { VolumeState } from '../scene-states.js';
import { FULL } from './color-maps.js';

/** `[frames, height, width]`. */
export type VolumeShape = readonly [number, number, number];

/** Where one step along an axis leads: right and down on the drawing, and away from the reader. */
export interface Direction {
  readonly right: number;
  readonly down: number;
  readonly away: number;
}

/** A stack of parallel slices, drawn the farthest first, each a parallelogram. */
export interface SliceStack {
  /** The axis across which the slices lie: 0 time, 1 y, 2 x; the one that points most towards the reader. */
  readonly axis: 0 | 1 | 2;
  /** The slices' own axes: columns along the first, rows along the second. */
  readonly across: readonly [number, number];
  /** Slices, the farthest first. */
  readonly order: readonly number[];
  /** `[a, b, c, d, e, f]` of the map from a slice's pixels to the drawing, as a canvas's `setTransform` takes it. */
  transform(slice: number): readonly [number, number, number, number, number, number];
}

/** Directions of time, y and x, seen without perspective from a turn about the vertical and a tilt, in degrees. */
export function directions(turn: number, tilt: number): readonly [Direction, Direction, Direction] {
  const [a, e] = [turn, tilt].map((degrees) => (degrees * Math.PI) / 180);
  const [sinA, cosA, sinE, cosE] = [Math.sin(a), Math.cos(a), Math.sin(e), Math.cos(e)];
  return [
    { right: sinA, down: -cosA * sinE, away: cosA * cosE },
    { right: 0, down: cosE, away: sinE },
    { right: cosA, down: sinA * sinE, away: -sinA * cosE },
  ];
}

/** Lengths of time, y and x: the longer side of a frame is 1, and so is all of the time, but of fewer than four frames. */
export function extents([frames, height, width]: VolumeShape): readonly [number, number, number] {
  const side = Math.max(height, width);
  return [Math.min(1, frames / 4), height / side, width / side];
}

/** The stack that shows a volume from here, on a drawing whose middle is `[middleX, middleY]` and whose unit is `scale` pixels. */
export function sliceStack(
  shape: VolumeShape,
  { turn, tilt }: { readonly turn: number; readonly tilt: number },
  { middleX, middleY, scale }: { readonly middleX: number; readonly middleY: number; readonly scale: number },
): SliceStack {
  const ways = directions(turn, tilt);
  const sides = extents(shape);
  const aways = ways.map(({ away }) => Math.abs(away));
  const axis = aways.indexOf(Math.max(...aways)) as 0 | 1 | 2;
  // Columns along x where there is one; of the side view, along time.
  const across = (
    [
      [2, 1],
      [2, 0],
      [0, 1],
    ] as const
  )[axis];
  const count = shape[axis];
  const forward = Array.from({ length: count }, (_, i) => i);
  const step = (along: number): readonly [number, number] => {
    const length = (scale * sides[along]) / shape[along];
    return [ways[along].right * length, ways[along].down * length];
  };
  const [column, row] = across.map(step);
  return {
    axis,
    across,
    order: ways[axis].away > 0 ? forward.reverse() : forward,
    transform: (slice) => {
      const at = [-0.5 * sides[0], -0.5 * sides[1], -0.5 * sides[2]];
      at[axis] = ((slice + 0.5) / count - 0.5) * sides[axis];
      const right = at.reduce((sum, place, i) => sum + place * ways[i].right, 0);
      const down = at.reduce((sum, place, i) => sum + place * ways[i].down, 0);
      return [...column, ...row, middleX + right * scale, middleY + down * scale];
    },
  };
}

/** A place on a drawing, right and down of its middle. */
export type Place = readonly [number, number];

/** The box around a volume. */
export interface Box {
  /** From a corner to the next. */
  readonly edges: readonly (readonly [Place, Place])[];
  /** Where time, y and x are written. */
  readonly labels: readonly (readonly [string, Place])[];
}

/** The box around a volume: its twelve edges, and where time, y and x are written. */
export function boxOf(shape: VolumeShape, view: { readonly turn: number; readonly tilt: number }): Box {
  const ways = directions(view.turn, view.tilt);
  const sides = extents(shape);
  const place = (corner: readonly number[]): readonly [number, number] => [
    corner.reduce((sum, share, i) => sum + (share - 0.5) * sides[i] * ways[i].right, 0),
    corner.reduce((sum, share, i) => sum + (share - 0.5) * sides[i] * ways[i].down, 0),
  ];
  const corners = Array.from({ length: 8 }, (_, i) => [i & 1, (i >> 1) & 1, i >> 2]);
  const edges = corners.flatMap((corner) =>
    [0, 1, 2].filter((i) => corner[i] === 0).map((i) => [place(corner), place(corner.with(i, 1))] as const),
  );
  const labels = [
    ['t', place([0.5, 1.08, 1.08])],
    ['y', place([-0.08, 0.5, -0.08])],
    ['x', place([-0.08, 1.08, 0.5])],
  ] as const;
  return { edges, labels };
}

/** How strongly each cell stands out, 0–1; nothing of those that hold no finite value. */
export function emphasisOf(voxels: Uint8Array, [, height, width]: VolumeShape, emphasis: VolumeState['emphasis']): Float32Array {
  if (emphasis === 'high') return Float32Array.from(voxels, (byte) => (byte > FULL ? 0 : byte / FULL));
  // One middle for all, or one for each place, over time.
  const size = emphasis === 'motion' ? height * width : 1;
  const [sums, counts] = [new Float64Array(size), new Float64Array(size)];
  voxels.forEach((byte, i) => {
    if (byte > FULL) return;
    sums[i % size] += byte;
    counts[i % size]++;
  });
  const distances = Float32Array.from(voxels, (byte, i) =>
    byte > FULL ? 0 : Math.abs(byte - sums[i % size] / counts[i % size]),
  );
  const most = distances.reduce((most, distance) => Math.max(most, distance), 1);
  return distances.map((distance) => distance / most);
}

/** What decides how opaque cells are. */
export type VolumeLook = Pick<VolumeState, 'shape' | 'emphasis' | 'threshold' | 'opacity' | 'across' | 'slice'>;

/** Each cell's opacity, 0–255: by its emphasis; of one slice, all; of what is no finite value, full. */
export function opacities(voxels: Uint8Array, embedded: VolumeShape, look: VolumeLook): Uint8Array {
  const { emphasis, threshold, opacity, across } = look;
  if (across !== 'all') {
    const axis = ['t', 'y', 'x'].indexOf(across);
    const stride = [embedded[1] * embedded[2], embedded[2], 1][axis];
    const shown = Math.min(embedded[axis] - 1, Math.floor(((look.slice + 0.5) * embedded[axis]) / look.shape[axis]));
    return Uint8Array.from(voxels, (_, cell) => (Math.floor(cell / stride) % embedded[axis] === shown ? 255 : 0));
  }
  return Uint8Array.from(emphasisOf(voxels, embedded, emphasis), (share, cell) => {
    if (voxels[cell] > FULL) return 255;
    return share < threshold || share === 0 ? 0 : 255 * opacity * (0.15 + 0.85 * share);
  });
}
