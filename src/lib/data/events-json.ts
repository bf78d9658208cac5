import type { LabelRegion, LabelSource } from './labels/video-labels.js';

/** What `saveEvents` and `saveLabels` write, version 1. Frames are counted from 0, times are in seconds on the video's clock. */
export interface EventsJson {
  readonly format: 'framescope events';
  readonly version: 1;
  /** File name of the video. */
  readonly video?: string;
  /** Frames of the video. */
  readonly frameCount?: number;
  /** Ascending. */
  readonly events: readonly EventJson[];
  /** By first frame; the last frame belongs to its range. */
  readonly ranges?: readonly RangeJson[];
  /** The athlete that is meant: a rectangle in pixels of the picture as shown. */
  readonly region?: LabelRegion;
}

/** One event in the file. Without `source` a person set it. */
export interface EventJson {
  readonly frame: number;
  readonly time?: number;
  readonly source?: LabelSource;
  readonly confidence?: number;
  readonly class?: string;
}

/** One range in the file. Without `source` a person set it. */
export interface RangeJson {
  readonly class: string;
  readonly start: number;
  readonly end: number;
  readonly source?: LabelSource;
}
