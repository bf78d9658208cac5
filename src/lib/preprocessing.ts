import { InvalidInputError } from './errors.js';
import { requireCount, requireOneOf } from './shape.js';

/** How colour is held: one luminance channel, or red, green, blue. */
export type ColorMode = 'gray' | 'rgb';

/** What a model's channels hold: a picture's colours, or optical flow, two channels of displacement in x and y. */
export type InputColor = ColorMode | 'flow';

/** What a model's input is made from. Saved with the weights, so training and prediction cannot disagree. */
export interface Preprocessing {
  /** Frames in a window. Default 4: one jump at most at 30 fps and 7.5 jumps a second. */
  readonly window: number;
  /** Height and width in pixels; the picture is squashed to a square by area interpolation. Default 128. */
  readonly size: number;
  /** Default 'gray'. For 'flow', `window` counts flow fields, one fewer than the frames they are computed from. */
  readonly color: InputColor;
}

/**
 * Fills in defaults and checks.
 *
 * @throws {InvalidInputError} when a length is not an integer of at least 1, or the colour mode is unknown.
 */
export function preprocessing({ window = 4, size = 128, color = 'gray' }: Partial<Preprocessing> = {}): Preprocessing {
  requireCount('window', window);
  requireCount('size', size);
  requireOneOf('color', color, ['gray', 'rgb', 'flow']);
  return { window, size, color };
}

/** Channels of an input. */
export function channelsOf(color: InputColor): number {
  return { gray: 1, flow: 2, rgb: 3 }[color];
}

/**
 * The colour mode to decode pictures in.
 *
 * @throws {InvalidInputError} when the model reads optical flow, which no video file holds as pictures.
 */
export function pictureColor({ color }: Pick<Preprocessing, 'color'>): ColorMode {
  if (color !== 'flow') return color;
  throw new InvalidInputError('this model reads optical flow, and decoded pictures are none', {
    received: color,
    accepted: "'gray', 'rgb'",
    hint: 'Compute the flow of neighbouring frames and give it to model.apply',
  });
}

/** Values as the model sees them: bytes 0–255 become float32 in [0, 1]. */
export function scaleBytes(bytes: Uint8Array, into: Float32Array = new Float32Array(bytes.length), at: number = 0): Float32Array {
  for (let i = 0; i < bytes.length; i++) into[at + i] = bytes[i] / 255;
  return into;
}

/** Throws unless frames of this shape are what the preprocessing makes. `shape` is `[frames, height, width, channels]`. */
export function requireMatchingFrames(shape: readonly number[], format: Preprocessing): void {
  const { size } = format;
  const color = pictureColor(format);
  const [, height, width, channels] = shape;
  if (height !== size || width !== size || channels !== channelsOf(color)) {
    throw new InvalidInputError(`this model wants ${color} frames of ${size}×${size}`, {
      received: shape,
      hint: `Decode with frames({ size: ${size}, color: '${color}' })`,
    });
  }
}
