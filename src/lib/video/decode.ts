import { InvalidInputError } from '../errors.js';
import { sizeOf } from '../shape.js';
import { ByteCollector } from './byte-collector.js';
import type { FrameIndex } from './frame-index.js';
import { Frames } from './frames.js';
import type { DecodeWarning } from './showinfo-reader.js';
import {
  type DecodeEnd,
  type DecodeOptions,
  type DecodePlan,
  type DecodeSource,
  decodeStream,
  planDecoding,
} from './stream-frames.js';

/** Most bytes that `frames()` holds, 2 GiB: engines address no more at once, and Node's limit is not far above. */
const MOST_BYTES = 2 ** 31;

/** Frames by which a video may end early without a warning: the last packets often hold no picture. */
const USUALLY_MISSING = 2;

/**
 * Takes a whole stream of frames into one array `[frames, height, width, channels]`.
 *
 * Damaged frames are kept as far as they decode, and named in `warnings`. That a container claims more frames than decode is no
 * damage: `claimedFrameCount` tells it. It is a warning only where the pictures end more than two frames before the video does.
 *
 * @throws {InvalidInputError} when an option is not accepted, the range lies outside the video, or the result would pass 2 GiB.
 * @throws {UnsupportedMediaError} when no frame at all decodes.
 * @throws {MissingEngineError} when there is no ffmpeg.
 * @throws {AbortedError} when interrupted; ffmpeg is gone by then.
 */
export async function decodeFrames(source: DecodeSource, options: DecodeOptions, index: FrameIndex): Promise<Frames> {
  const plan = planDecoding(source, options, index);
  const { expected, picture, range } = plan;
  const frameBytes = sizeOf(picture.shape);
  if (!source.isFrameCountEstimated) requireMemory(plan, expected * frameBytes);
  const pictures = new ByteCollector(expected * frameBytes);
  const times: number[] = [];
  const warnings: DecodeWarning[] = [];
  let isWhole = false;
  const stream = decodeStream(plan, {
    onProgress: options.onProgress,
    onWarning: (warning) => warnings.push(warning),
    onEnd: (end) => {
      isWhole = end.isAll && range.start === 0 && range.stride === 1;
      warnings.push(...missing(source, end));
    },
  });
  for await (const { data, time } of stream) {
    requireMemory(plan, pictures.length + data.length);
    pictures.push(data);
    times.push(time);
  }
  return new Frames({
    data: pictures.bytes(),
    shape: [times.length, ...picture.shape],
    timestamps: Float64Array.from(times),
    frameRate: source.frameRate / range.stride,
    name: source.name,
    warnings: warnings.sort((a, b) => a.frame - b.frame),
    ...(isWhole && !source.isFrameCountEstimated ? { claimedFrameCount: source.frameCount } : {}),
  });
}

function requireMemory({ source, picture, range }: DecodePlan, bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new InvalidInputError(`the frames of ${source.name} would take more than 2 GiB`, {
    received: { shape: picture.shape, ...range },
    hint: 'Take them one by one from video.stream(…), or choose a smaller size, a range or a stride',
  });
}

/** The end of a video that its container claims and does not hold. */
function missing(source: DecodeSource, { decoded, isAll, seconds }: DecodeEnd): DecodeWarning[] {
  const { name, frameCount, isFrameCountEstimated, frameRate, duration } = source;
  const endsEarly = (duration - seconds) * frameRate - 1 > USUALLY_MISSING;
  if (isFrameCountEstimated || !isAll || !endsEarly || frameCount - decoded <= USUALLY_MISSING) return [];
  const message = `frames from ${decoded} on are missing: ${name} claims ${frameCount}, ${decoded} decode`;
  return [{ frame: decoded, until: frameCount, message }];
}
