import { InvalidInputError } from '../errors.js';
import { sizeOf } from '../shape.js';

/**
 * Optical flow: how far each pixel moves to the next frame, in pixels, x to the right, then y down; C order.
 *
 * `[height, width, 2]` is the flow between two frames, `[fields, height, width, 2]` that of a sequence.
 */
export interface FlowField {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A flow field's sides. */
export interface FlowSize {
  /** Fields one after another: one fewer than the frames they are computed from. */
  readonly fields: number;
  readonly height: number;
  readonly width: number;
}

/** What Middlebury's files take for a place whose movement is not known: any component beyond this, or no number. */
const UNKNOWN = 1e9;

/** Whether the movement of a place is known. */
export function isKnown(x: number, y: number): boolean {
  return Math.abs(x) <= UNKNOWN && Math.abs(y) <= UNKNOWN;
}

/**
 * The sides of a flow field.
 *
 * @throws {InvalidInputError} when its shape is none of a flow's, or its values are of another number.
 */
export function flowSize({ data, shape }: FlowField): FlowSize {
  const [fields, height, width, two] = shape.length === 3 ? [1, ...shape] : shape;
  const isShape = (shape.length === 3 || shape.length === 4) && two === 2 && shape.every((side) => Number.isInteger(side));
  if (!isShape || sizeOf(shape) === 0) {
    throw new InvalidInputError('flow must have two components a pixel', {
      received: [...shape],
      accepted: '[height, width, 2] or [fields, height, width, 2]',
    });
  }
  if (!(data instanceof Float32Array) || data.length !== sizeOf(shape)) {
    throw new InvalidInputError(`flow of shape [${shape.join(', ')}] needs a Float32Array of ${sizeOf(shape)} values`, {
      received: data?.length ?? data,
    });
  }
  return { fields, height, width };
}

/** Least and greatest length of the known movements from cell `start` to before cell `end`; `[0, 0]` where none is known. */
export function magnitudeRange(data: Float32Array, start: number = 0, end: number = data.length / 2): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  for (let cell = start; cell < end; cell++) {
    const [x, y] = [data[2 * cell], data[2 * cell + 1]];
    if (!isKnown(x, y)) continue;
    const magnitude = Math.hypot(x, y);
    if (magnitude < least) least = magnitude;
    if (magnitude > greatest) greatest = magnitude;
  }
  return least > greatest ? [0, 0] : [least, greatest];
}
