import { scaleBytes } from '../preprocessing.js';
import { mirror } from './mirror.js';
import { eventsInWindow } from './windows.js';

/** Windows ready for a model. */
export interface WindowBatch {
  /** `[size, window, height, width, channels]` in C order, in [0, 1]. */
  readonly inputs: Float32Array;
  /** `[size, window]`: 1 where a frame holds an event, else 0. */
  readonly targets: Float32Array;
  /** Number of windows. */
  readonly size: number;
}

/** One window of a pass. */
export interface PlannedWindow {
  /** The video's number in the dataset. */
  readonly video: number;
  /** First frame. */
  readonly start: number;
  /** Whether it is shown mirrored left to right. */
  readonly isMirrored: boolean;
}

/** What batches are made from, as plain data that another thread can be given. */
export interface WindowSource {
  /** Bytes of all frames, C order, and the frames that hold events. */
  readonly videos: readonly { readonly data: Uint8Array; readonly events: readonly number[] }[];
  /** Frames in a window. */
  readonly window: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Cuts the windows out and turns their bytes into numbers. Needs nothing of the engine, so that any thread can do it. */
export function makeBatch(
  { videos, window, height, width, channels }: WindowSource,
  windows: readonly PlannedWindow[],
): WindowBatch {
  const frame = height * width * channels;
  const size = window * frame;
  const inputs = new Float32Array(windows.length * size);
  const targets = new Float32Array(windows.length * window);
  for (const [i, { video, start, isMirrored }] of windows.entries()) {
    const { data, events } = videos[video];
    // Pictures go from bytes to [0, 1]; optical flow is in pixels a frame and must stay unscaled (J56).
    scaleBytes(data.subarray(start * frame, start * frame + size), inputs, i * size);
    if (isMirrored) mirror(inputs.subarray(i * size, (i + 1) * size), width, channels);
    for (const offset of eventsInWindow(events, start, window)) targets[i * window + offset] = 1;
  }
  return { inputs, targets, size: windows.length };
}
