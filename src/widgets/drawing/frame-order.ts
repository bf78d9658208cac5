export { gifDelays, playOrder } from '../../lib/video/play-order.js';

/** Which of `available` slices is shown at slice `at` of `total`: the same share of the time, so the first and the last meet. */
export function linkedSlice(at: number, total: number, available: number): number {
  return total <= 1 ? 0 : Math.round((at / (total - 1)) * (available - 1));
}

/** Columns of a grid of `count` tiles: three for the field's nine filters, more only where there are many more. */
export function gridColumns(count: number): number {
  if (count <= 3) return count;
  if (count === 4) return 2;
  if (count <= 9) return 3;
  return count <= 16 ? 4 : 6;
}

/** Columns for a layer's channels in `width` pixels: as many as stay readable, and where it can be, rows without a remainder. */
export function tileColumns(channels: number, width: number): number {
  const side = channels <= 4 ? 150 : channels <= 64 ? 64 : 44;
  const most = Math.max(1, Math.min(channels, Math.floor(width / Math.min(side, width / (channels <= 8 ? 4 : 8)))));
  for (let columns = most; columns > most / 2; columns--) if (channels % columns === 0) return columns;
  return most;
}
