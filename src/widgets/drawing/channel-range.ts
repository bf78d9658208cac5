import type { ActivationGridState, ActivationLayerState } from '../states.js';
import { type ColorRange, shownRange } from './color-maps.js';

/** How the colours of channels are chosen. */
export type ChannelColors = Pick<ActivationGridState, 'scale' | 'range' | 'colorMap'>;

/** Least and greatest finite value of a layer, over its channels. */
export function layerRange({ minima, maxima }: Pick<ActivationLayerState, 'minima' | 'maxima'>): ColorRange {
  return [minima.reduce((a, b) => Math.min(a, b)), maxima.reduce((a, b) => Math.max(a, b))];
}

/** The values at the ends of the colour map for a channel. */
export function channelRange(
  layer: Pick<ActivationLayerState, 'minima' | 'maxima'>,
  channel: number,
  { scale, range, colorMap }: ChannelColors,
): ColorRange {
  const own: ColorRange = [layer.minima[channel], layer.maxima[channel]];
  return shownRange(colorMap, scale === 'own' ? own : scale === 'shared' ? layerRange(layer) : range);
}
