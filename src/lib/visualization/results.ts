import type { Frames } from '../video/frames.js';
import type { ReceptiveField } from './receptive-field.js';

/** One channel's values over all time slices and places, in numbers. */
export interface ChannelSummary {
  readonly channel: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Share of cells with a value above 0: how much of the clip the channel answers to, 0–1. */
  readonly activeShare: number;
  /** Zero everywhere: the channel does not answer to this clip at all. */
  readonly isDead: boolean;
}

/** What one layer answered to a clip. */
export interface LayerActivation {
  readonly layer: string;
  /** `[frames, height, width, channels]`: every time slice the layer has. */
  readonly shape: readonly [number, number, number, number];
  /** Values in C order. */
  readonly data: Float32Array;
  /** One entry a channel, ascending. */
  readonly channels: readonly ChannelSummary[];
  /** Which part of the clip each cell sees; undefined where the layer's inputs branch. */
  readonly field?: ReceptiveField;
}

/** Activations of named layers for one clip, in model order. */
export interface Activations {
  /** The clip that was fed, `[window, height, width, channels]`. */
  readonly input: Frames;
  readonly layers: readonly LayerActivation[];
}

/** A filter's clip on the way. */
export interface FilterStep {
  /** Steps done. */
  readonly step: number;
  /** Made visible by itself (0–255), `[window, height, width, channels]`. */
  readonly frames: Frames;
}

/** What gradient ascent found for one filter. */
export interface FilterVisualization {
  /** The layer whose output was maximised. */
  readonly layer: string;
  /** The filter's index in its layer. */
  readonly filter: number;
  /** The synthesised clip made visible (0–255), `[window, height, width, channels]`. */
  readonly frames: Frames;
  /** The synthesised clip itself, in the units of the model's input, same shape. */
  readonly values: Float32Array;
  /** The maximised activation before every step and after the last; with jitter all but the last are of the shifted clip. */
  readonly objective: readonly number[];
  /** The clip made visible before the first step, every so many steps, and after the last; absent unless it was asked for. */
  readonly steps?: readonly FilterStep[];
  /** The filter had no gradient at all at the start: nothing could be found, and the clip is the start as it was. */
  readonly isDead: boolean;
}
