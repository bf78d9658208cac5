import type { Tensor5D } from '@tensorflow/tfjs';
import { engine } from '../backend/engine.js';
import type { Random } from '../random.js';
import { cut } from './total-variation.js';

/** How far clips are shifted at random before each step: what is found then cannot depend on exact places. */
export interface Jitter {
  /** Pixels to each side, in height and width. Default 0. */
  readonly space?: number;
  /** Frames to each side. Default 0. */
  readonly time?: number;
}

/** Shifts along frames, height and width. */
export type Shift = readonly [number, number, number];

/** A random shift for the next step. */
export function drawShift({ space = 0, time = 0 }: Jitter, random: Random): Shift {
  const draw = (most: number): number => random.integer(2 * most + 1) - most;
  return [draw(time), draw(space), draw(space)];
}

/** Clips moved round: what leaves at one side enters at the other. */
export function shifted(clips: Tensor5D, shift: Shift): Tensor5D {
  const tf = engine();
  return tf.tidy(() =>
    shift.reduce((moved, by, i) => {
      const axis = i + 1;
      const length = clips.shape[axis];
      const first = (((-by % length) + length) % length) as number;
      if (first === 0) return moved;
      return tf.concat([cut(moved, axis, first, length - first), cut(moved, axis, 0, first)], axis);
    }, clips.clone()),
  );
}
