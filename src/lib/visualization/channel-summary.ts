import type { ChannelSummary } from './results.js';

/** Least, greatest and mean value, share of active cells, and whether it is dead, of every channel of `[…, channels]`. */
export function summarizeChannels(data: Float32Array, channels: number): ChannelSummary[] {
  const minima = new Float64Array(channels).fill(Infinity);
  const maxima = new Float64Array(channels).fill(-Infinity);
  const sums = new Float64Array(channels);
  const active = new Float64Array(channels);
  for (let i = 0; i < data.length; i += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = data[i + channel];
      if (value < minima[channel]) minima[channel] = value;
      if (value > maxima[channel]) maxima[channel] = value;
      if (value > 0) active[channel]++;
      sums[channel] += value;
    }
  }
  const cells = data.length / channels;
  return Array.from({ length: channels }, (_, channel) => ({
    channel,
    minimum: minima[channel],
    maximum: maxima[channel],
    mean: sums[channel] / cells,
    activeShare: active[channel] / cells,
    isDead: minima[channel] === 0 && maxima[channel] === 0,
  }));
}
