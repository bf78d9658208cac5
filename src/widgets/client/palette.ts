import type { ColorTable } from './color-map.js';

/** 256 colours, and the place among them of every colour by `rgb15`. */
export interface Palette {
  readonly table: ColorTable;
  readonly places: Uint8Array;
}

/** Five bits of each channel. */
export function rgb15(frame: Uint8ClampedArray, at: number): number {
  return ((frame[at] >> 3) << 10) | ((frame[at + 1] >> 3) << 5) | (frame[at + 2] >> 3);
}

/**
 * 256 colours for RGBA frames by median cut: the box with the most spread of its pixels is halved at its median until there are
 * 256. Source: Heckbert 1982, "Color image quantization for frame buffer display".
 */
export function paletteOf(frames: readonly Uint8ClampedArray[]): Palette {
  // Count, then sums of red, green and blue, a bin.
  const bins = new Float64Array(4 << 15);
  for (const frame of frames) {
    for (let i = 0; i < frame.length; i += 4) {
      const bin = 4 * rgb15(frame, i);
      bins[bin]++;
      for (let c = 0; c < 3; c++) bins[bin + 1 + c] += frame[i + c];
    }
  }
  const meanOf = (bin: number, channel: number): number => bins[bin + channel] / bins[bin];
  const sum = (box: readonly number[], of: (bin: number) => number): number => box.reduce((sum, bin) => sum + of(bin), 0);
  const total = (box: readonly number[], field: number): number => sum(box, (bin) => bins[bin + field]);
  const measured = (box: number[]) => {
    const spreads = [1, 2, 3].map((c) => sum(box, (bin) => bins[bin] * meanOf(bin, c) ** 2) - total(box, c) ** 2 / total(box, 0));
    const spread = Math.max(...spreads);
    return { box, axis: spreads.indexOf(spread) + 1, spread: box.length > 1 ? spread : -1 };
  };
  const used = Array.from({ length: 1 << 15 }, (_, bin) => 4 * bin).filter((bin) => bins[bin] > 0);
  const boxes = [measured(used)];
  while (boxes.length < 256) {
    boxes.sort((a, b) => b.spread - a.spread);
    const [{ box, axis, spread }] = boxes;
    if (spread < 0) break;
    box.sort((a, b) => meanOf(a, axis) - meanOf(b, axis));
    const half = total(box, 0) / 2;
    let cut = 1;
    for (let count = bins[box[0]] + bins[box[1]]; cut < box.length - 1 && count <= half; count += bins[box[cut]]) cut++;
    boxes.splice(0, 1, measured(box.slice(0, cut)), measured(box.slice(cut)));
  }
  const table = new Uint32Array(256);
  const places = new Uint8Array(1 << 15);
  boxes.forEach(({ box }, i) => {
    const [red, green, blue] = [1, 2, 3].map((c) => Math.round(total(box, c) / total(box, 0)));
    table[i] = (255 << 24) | (blue << 16) | (green << 8) | red;
    for (const bin of box) places[bin / 4] = i;
  });
  return { table, places };
}
