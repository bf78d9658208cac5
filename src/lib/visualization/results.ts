import type { Frames } from '../video/frames.js';

/** What one layer answered to a clip. */
export interface LayerActivation {
  readonly layer: string;
  /** `[frames, height, width, channels]`. */
  readonly shape: readonly [number, number, number, number];
  /** Values in C order. */
  readonly data: Float32Array;
}

/** Activations of named layers for one clip, in model order. */
export interface Activations {
  /** The clip that was fed, `[window, height, width, channels]`. */
  readonly input: Frames;
  readonly layers: readonly LayerActivation[];
}

/** What gradient ascent found for one filter. */
export interface FilterVisualization {
  readonly layer: string;
  /** The filter's index in its layer. */
  readonly filter: number;
  /** The synthesised clip made visible (0–255), `[window, height, width, channels]`. */
  readonly frames: Frames;
  /** The synthesised clip itself, as the model sees it, same shape. */
  readonly values: Float32Array;
  /** The maximised activation before the first step and after every step. */
  readonly objective: readonly number[];
  /** The filter had no gradient at all at the start: nothing could be found. */
  readonly isDead: boolean;
}
