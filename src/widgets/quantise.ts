import type { LayerActivation } from '../lib/visualization/results.js';
import { FULL, notFiniteByte } from './drawing/color-maps.js';
import type { NotFinite } from './states.js';

/** What a layer's channels hold: their finite values' ends, and how many values are not finite. */
export interface ChannelRanges {
  /** Least and greatest finite value of each channel; 0 where it has none. */
  readonly minima: readonly number[];
  readonly maxima: readonly number[];
  /** Channels with values that are not finite, ascending. */
  readonly notFinite: readonly NotFinite[];
}

/** The finite ranges of the channels of `[…, channels]` values. */
export function channelRanges(data: Float32Array, channels: number): ChannelRanges {
  const minima = new Array<number>(channels).fill(Infinity);
  const maxima = new Array<number>(channels).fill(-Infinity);
  const lost = new Map<number, [number, number, number]>();
  for (let i = 0, channel = 0; i < data.length; i++, channel = (channel + 1) % channels) {
    const value = data[i];
    if (Number.isFinite(value)) {
      if (value < minima[channel]) minima[channel] = value;
      if (value > maxima[channel]) maxima[channel] = value;
    } else {
      const counts = lost.get(channel) ?? [0, 0, 0];
      counts[notFiniteByte(value) - FULL - 1]++;
      lost.set(channel, counts);
    }
  }
  const orZero = (value: number): number => (Number.isFinite(value) ? value : 0);
  return {
    minima: minima.map(orZero),
    maxima: maxima.map(orZero),
    notFinite: [...lost].sort(([a], [b]) => a - b).map(([channel, counts]) => ({ channel, counts })),
  };
}

/** A layer's values as bytes. */
export interface QuantisedLayer {
  /** `[frames, height, width, channels]` of `values`. */
  readonly embedded: readonly [number, number, number, number];
  /** `[channels, frames, height, width]`: 0 to `FULL` between the channel's ends, beyond it what is not finite. */
  readonly values: Uint8Array;
}

/**
 * Values as bytes, every `stride`-th frame, means of `factor` × `factor` places. A mean of values that are not all finite is the
 * first that is not: none is lost from sight.
 */
export function quantise(
  { data, shape }: Pick<LayerActivation, 'data' | 'shape'>,
  { minima, maxima }: Pick<ChannelRanges, 'minima' | 'maxima'>,
  { stride = 1, factor = 1 }: { readonly stride?: number; readonly factor?: number } = {},
): QuantisedLayer {
  const [frames, height, width, channels] = shape;
  const embedded = [Math.ceil(frames / stride), Math.ceil(height / factor), Math.ceil(width / factor), channels] as const;
  const values = new Uint8Array(embedded[0] * embedded[1] * embedded[2] * channels);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    const [low, high] = [minima[channel], maxima[channel]];
    const levels = high > low ? FULL / (high - low) : 0;
    for (let frame = 0; frame < frames; frame += stride) {
      for (let y = 0; y < height; y += factor) {
        for (let x = 0; x < width; x += factor) {
          let [sum, count, notFinite] = [0, 0, 0];
          for (let v = y; v < Math.min(height, y + factor); v++) {
            for (let u = x; u < Math.min(width, x + factor); u++) {
              const value = data[((frame * height + v) * width + u) * channels + channel];
              if (!Number.isFinite(value)) notFinite ||= notFiniteByte(value);
              sum += value;
              count++;
            }
          }
          values[at++] = notFinite || Math.round((sum / count - low) * levels);
        }
      }
    }
  }
  return { embedded, values };
}
