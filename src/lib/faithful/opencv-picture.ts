import { type ColorMode, channelsOf } from '../preprocessing.js';
import type { PicturePlan } from '../video/picture-plan.js';
import { isShrinking, type PictureSize, resizer } from '../video/resize.js';

/**
 * How OpenCV 4 makes a square picture of a stored frame, bit by bit: ffmpeg's plain conversion to red, green and blue in full size,
 * each rounded to a byte; `cvtColor` to gray, rounded; `resize` with `INTER_AREA`, rounded to the even.
 *
 * `video.frames()` skips the roundings, stays within one level of it, and is several times faster. Where an output stands
 * near a threshold, that level decides.
 */
export function openCvPicture(from: PictureSize, size: number, color: ColorMode): PicturePlan {
  const channels = channelsOf(color);
  const to = { width: size, height: size };
  const resize = isShrinking(from, to) ? areaMeans(from, to, channels) : resizer(from, to, 'area', channels);
  return {
    filters: [`scale=${from.width}:${from.height}:flags=bicubic`, 'format=rgb24'],
    pipedBytes: from.width * from.height * 3,
    shape: [size, size, channels],
    finish: (picture) => resize(color === 'gray' ? grayOf(picture) : picture),
  };
}

/** 0.299 R + 0.587 G + 0.114 B in 14 bits, as `cvtColor` has it. */
function grayOf(rgb: Uint8Array): Uint8Array {
  const gray = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < gray.length; i++, at += 3) {
    gray[i] = (4899 * rgb[at] + 9617 * rgb[at + 1] + 1868 * rgb[at + 2] + 8192) >> 14;
  }
  return gray;
}

/** Old pixels that a new one covers along one axis, `from` and on, with their weights. */
interface Cover {
  readonly from: number;
  readonly weights: Float32Array;
}

/** Means over what each new pixel covers: along rows first, then along columns, in single precision as in OpenCV. */
function areaMeans(from: PictureSize, to: PictureSize, channels: number): (picture: Uint8Array) => Uint8Array {
  const columns = covers(from.width, to.width);
  const rows = covers(from.height, to.height);
  const width = to.width * channels;
  const narrow = new Float32Array(from.height * width);
  const sums = new Float32Array(width);
  return (picture) => {
    for (let y = 0, at = 0; y < from.height; y++) {
      for (const column of columns) {
        for (let channel = 0; channel < channels; channel++) {
          narrow[at++] = weighted(picture, (y * from.width + column.from) * channels + channel, channels, column.weights);
        }
      }
    }
    const result = new Uint8Array(to.height * width);
    for (const [y, row] of rows.entries()) {
      sums.fill(0);
      for (const [k, weight] of row.weights.entries()) {
        const at = (row.from + k) * width;
        for (let i = 0; i < width; i++) sums[i] += Math.fround(narrow[at + i] * weight);
      }
      for (let i = 0; i < width; i++) result[y * width + i] = roundHalfToEven(sums[i]);
    }
    return result;
  };
}

function weighted(values: Uint8Array, first: number, step: number, weights: Float32Array): number {
  let sum = 0;
  for (let k = 0, at = first; k < weights.length; k++, at += step) {
    sum = Math.fround(sum + Math.fround(values[at] * weights[k]));
  }
  return sum;
}

/** OpenCV's `computeResizeAreaTab`: parts of a pixel below a thousandth are left out. */
function covers(length: number, size: number): Cover[] {
  const scale = length / size;
  return Array.from({ length: size }, (_, i) => {
    const begin = i * scale;
    const end = begin + scale;
    const extent = Math.min(scale, length - begin);
    const lastWhole = Math.min(Math.floor(end), length - 1);
    const firstWhole = Math.min(Math.ceil(begin), lastWhole);
    const hasHead = firstWhole - begin > 1e-3;
    const weights = hasHead ? [(firstWhole - begin) / extent] : [];
    for (let at = firstWhole; at < lastWhole; at++) weights.push(1 / extent);
    if (end - lastWhole > 1e-3) weights.push(Math.min(end - lastWhole, 1, extent) / extent);
    return { from: hasHead ? firstWhole - 1 : firstWhole, weights: Float32Array.from(weights) };
  });
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
