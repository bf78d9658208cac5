import type { LayerActivation } from '../lib/visualization/results.js';

/** A layer's values as bytes, channel by channel, and the range that each channel's bytes stand for. */
export interface QuantisedLayer {
  /** `[frames, height, width, channels]` of `values`. */
  readonly embedded: readonly [number, number, number, number];
  /** `[channels, frames, height, width]`. */
  readonly values: Uint8Array;
}

/** Values as bytes between their channel's minimum and maximum, every `stride`-th frame, means of `factor` × `factor` places. */
export function quantise(
  { data, shape, channels: summaries }: LayerActivation,
  { stride = 1, factor = 1 }: { readonly stride?: number; readonly factor?: number } = {},
): QuantisedLayer {
  const [frames, height, width, channels] = shape;
  const embedded = [Math.ceil(frames / stride), Math.ceil(height / factor), Math.ceil(width / factor), channels] as const;
  const values = new Uint8Array(embedded[0] * embedded[1] * embedded[2] * channels);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    const { minimum, maximum } = summaries[channel];
    const scale = maximum > minimum ? 255 / (maximum - minimum) : 0;
    for (let frame = 0; frame < frames; frame += stride) {
      for (let y = 0; y < height; y += factor) {
        for (let x = 0; x < width; x += factor) {
          let sum = 0;
          let count = 0;
          for (let v = y; v < Math.min(height, y + factor); v++) {
            for (let u = x; u < Math.min(width, x + factor); u++) {
              sum += data[((frame * height + v) * width + u) * channels + channel];
              count++;
            }
          }
          values[at++] = Math.round((sum / count - minimum) * scale);
        }
      }
    }
  }
  return { embedded, values };
}
