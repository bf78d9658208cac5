import type { ColorTable } from './color-map.js';

/** A box of colours: their bins, five bits a channel. */
type Box = number[];

/** Five bits of each channel. */
export function rgb15(red: number, green: number, blue: number): number {
  return ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
}

/**
 * 256 colours for RGBA frames by median cut: the box with the most spread of its pixels is halved at its median until there are
 * 256. Source: Heckbert 1982, "Color image quantization for frame buffer display".
 */
export function paletteOf(frames: readonly Uint8ClampedArray[]): ColorTable {
  // Count, then sums of red, green and blue, a bin.
  const bins = new Float64Array(4 << 15);
  for (const frame of frames) {
    for (let i = 0; i < frame.length; i += 4) {
      const at = 4 * rgb15(frame[i], frame[i + 1], frame[i + 2]);
      bins[at]++;
      for (let c = 0; c < 3; c++) bins[at + 1 + c] += frame[i + c];
    }
  }
  const meanOf = (bin: number, channel: number): number => bins[4 * bin + 1 + channel] / bins[4 * bin];
  const measured = (box: Box): { box: Box; axis: number; spread: number } => {
    const spreads = [0, 1, 2].map((channel) => {
      let [count, sum, squares] = [0, 0, 0];
      for (const bin of box) {
        count += bins[4 * bin];
        sum += bins[4 * bin + 1 + channel];
        squares += bins[4 * bin] * meanOf(bin, channel) ** 2;
      }
      return squares - sum ** 2 / count;
    });
    const axis = spreads.indexOf(Math.max(...spreads));
    return { box, axis, spread: box.length > 1 ? spreads[axis] : -1 };
  };
  const boxes = [measured(Array.from({ length: 1 << 15 }, (_, bin) => bin).filter((bin) => bins[4 * bin] > 0))];
  while (boxes.length < 256) {
    boxes.sort((a, b) => b.spread - a.spread);
    if (boxes[0].spread < 0) break;
    const [{ box, axis }] = boxes.splice(0, 1);
    box.sort((a, b) => meanOf(a, axis) - meanOf(b, axis));
    const half = box.reduce((sum, bin) => sum + bins[4 * bin], 0) / 2;
    let cut = 1;
    for (let count = bins[4 * box[0]]; cut < box.length - 1 && count + bins[4 * box[cut]] <= half; cut++)
      count += bins[4 * box[cut]];
    boxes.push(measured(box.slice(0, cut)), measured(box.slice(cut)));
  }
  const table = new Uint32Array(256);
  boxes.forEach(({ box }, i) => {
    const count = box.reduce((sum, bin) => sum + bins[4 * bin], 0);
    const [red, green, blue] = [1, 2, 3].map((c) => Math.round(box.reduce((sum, bin) => sum + bins[4 * bin + c], 0) / count));
    table[i] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  });
  return table;
}
