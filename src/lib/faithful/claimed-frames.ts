import type { ColorMode } from '../preprocessing.js';
import type { LongCallOptions } from '../progress.js';
import { Frames } from '../video/frames.js';
import type { Video } from '../video/video.js';

/** Options of `claimedFrames`. */
export interface ClaimedFramesOptions extends LongCallOptions {
  /** Height and width in pixels. Default 128. */
  readonly size?: number;
  /** Default 'gray'. */
  readonly color?: ColorMode;
}

/**
 * All frames of a video in a buffer as long as its container claims, as the original holds them: what the container counts and
 * does not give stays black. The correct way: `video.frames()`, which gives what decodes and names what is missing.
 *
 * @returns `[claimed, size, size, channels]`; frames that are not there have the time at which they would have come.
 * @throws {UnsupportedMediaError} when no frame decodes.
 * @throws {AbortedError} when interrupted.
 */
export async function claimedFrames(
  video: Video,
  { size = 128, color = 'gray', signal, onProgress }: ClaimedFramesOptions = {},
): Promise<Frames> {
  const decoded = await video.frames({ size, color, signal, onProgress });
  const length = video.frameCount;
  if (decoded.length >= length) return decoded.slice(0, length);
  const data = new Uint8Array((decoded.data.length / decoded.length) * length);
  data.set(decoded.data);
  return new Frames({
    data,
    shape: [length, decoded.height, decoded.width, decoded.channels],
    timestamps: Float64Array.from({ length }, (_, frame) => decoded.timestamps[frame] ?? frame / decoded.frameRate),
    frameRate: decoded.frameRate,
    name: decoded.name,
    warnings: decoded.warnings,
  });
}
