import type { ColorMode } from '../preprocessing.js';
import type { LongCallOptions } from '../progress.js';
import { requireCount } from '../shape.js';
import { Frames } from '../video/frames.js';
import type { DecodeWarning } from '../video/showinfo-reader.js';
import { decodeStream, planDecoding } from '../video/stream-frames.js';
import type { Video } from '../video/video.js';
import { openCvPicture } from './opencv-picture.js';

/** Options of `claimedFrames`. */
export interface ClaimedFramesOptions extends LongCallOptions {
  /** Height and width in pixels. Default 128. */
  readonly size?: number;
  /** Default 'gray'. */
  readonly color?: ColorMode;
}

/**
 * All frames of a video as the original holds them: decoded and resized as OpenCV does it (`openCvPicture`), in a buffer as long
 * as the container claims; what the container counts and does not give stays black.
 *
 * The correct way: `video.frames()`, which gives what decodes and names what is missing.
 *
 * @returns `[claimed, size, size, channels]`; frames that are not there have the time at which they would have come.
 * @throws {InvalidInputError} when the size is not an integer of at least 1.
 * @throws {UnsupportedMediaError} when no frame decodes.
 * @throws {AbortedError} when interrupted.
 */
export async function claimedFrames(
  video: Video,
  { size = 128, color = 'gray', signal, onProgress }: ClaimedFramesOptions = {},
): Promise<Frames> {
  requireCount('size', size);
  const picture = openCvPicture(video, size, color);
  const plan = { ...planDecoding(video, { size: 'original', color: 'rgb', signal }), picture };
  const [height, width, channels] = picture.shape;
  const length = video.frameCount;
  const data = new Uint8Array(length * height * width * channels);
  const timestamps = Float64Array.from({ length }, (_, frame) => frame / video.frameRate);
  const warnings: DecodeWarning[] = [];
  for await (const frame of decodeStream(plan, { onProgress, onWarning: (warning) => warnings.push(warning) })) {
    if (frame.index >= length) break;
    data.set(frame.data, frame.index * frame.data.length);
    timestamps[frame.index] = frame.time;
  }
  const shape = [length, height, width, channels] as const;
  return new Frames({ data, shape, timestamps, frameRate: video.frameRate, name: video.name, warnings });
}
