import { InvalidInputError } from '../errors.js';
import { requireNumber, requireOneOf } from '../shape.js';
import { Frames } from '../video/frames.js';
import { FLOW_CODINGS, type FlowCoding, hsvColor, middleburyColor } from './flow-color.js';
import { type FlowField, flowSize, isKnown, magnitudeRange } from './flow-field.js';

/** How flow is coloured. */
export interface ColorFlowOptions {
  /**
   * 'middlebury' (default): direction as hue, white at rest, one scale for all fields. 'hsv': direction as hue, black at the
   * slowest, white-free, each field on its own scale from its least to its greatest length.
   */
  readonly coding?: FlowCoding;
  /** For 'middlebury', the length in pixels that has the full colour. Default: the longest movement there is. */
  readonly range?: number;
  /** Frames a second of the result. Default 15. */
  readonly frameRate?: number;
  /** Default 'flow'. */
  readonly name?: string;
}

/**
 * Optical flow as colour frames `[fields, height, width, 3]`. Places whose movement is not known (no number, or beyond 10⁹)
 * are black.
 *
 * @throws {InvalidInputError} when the flow's shape is not `[height, width, 2]` or `[fields, height, width, 2]`, the coding is
 * not known, or `range` is not above 0.
 */
export function colorFlow(flow: FlowField, options: ColorFlowOptions = {}): Frames {
  const { coding = 'middlebury', frameRate = 15, name = 'flow' } = options;
  const { fields, height, width } = flowSize(flow);
  requireOneOf('coding', coding, FLOW_CODINGS);
  const range = options.range ?? (magnitudeRange(flow.data)[1] || 1);
  requireNumber('range', range, 0);
  if (range === 0) throw new InvalidInputError('range must be above 0', { received: range });
  const size = height * width;
  const data = new Uint8Array(fields * size * 3);
  for (let field = 0; field < fields; field++) {
    const [least, greatest] = magnitudeRange(flow.data, field * size, (field + 1) * size);
    for (let cell = field * size; cell < (field + 1) * size; cell++) {
      const [x, y] = [flow.data[2 * cell], flow.data[2 * cell + 1]];
      if (!isKnown(x, y)) continue;
      data.set(coding === 'hsv' ? hsvColor(x, y, least, greatest) : middleburyColor(x, y, range), 3 * cell);
    }
  }
  return new Frames({ data, shape: [fields, height, width, 3], frameRate, name });
}

/** The byte that stands for no movement in frames of two channels. */
const REST = 127.5;

/**
 * Frames of two channels as flow: bytes are lengths to the right and down, 127.5 at rest.
 *
 * @throws {InvalidInputError} when the frames have not two channels.
 */
export function flowOfFrames({ data, shape, name }: Frames): FlowField {
  if (shape[3] !== 2) {
    throw new InvalidInputError(`${name} holds no flow`, { received: `${shape[3]} channels`, accepted: '2 channels' });
  }
  return { data: Float32Array.from(data, (byte) => byte - REST), shape };
}

/** Frames as pictures: those of two channels coloured as flow, any others as they are. */
export function asPictures(frames: Frames, options: ColorFlowOptions = {}): Frames {
  if (frames.channels !== 2) return frames;
  const { frameRate, name } = frames;
  return colorFlow(flowOfFrames(frames), { coding: 'hsv', frameRate, name, ...options });
}
