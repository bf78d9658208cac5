/** How pixels between pixels are made. */
export type Interpolation = 'area' | 'bilinear';

/** Height and width of a picture, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Resizes one picture of bytes, C order, `[height, width, channels]`. */
export type Resize = (picture: Uint8Array) => Uint8Array;

/**
 * Prepares resizing from one size to another as OpenCV's `resize` does it, within one level of 255, where it takes neighbours.
 *
 * `'bilinear'` is `INTER_LINEAR`: half-pixel centres, four neighbours, nothing smoothed beforehand, also where the picture shrinks.
 * `'area'` is `INTER_AREA` where a side grows: four neighbours, with weights from the part of each new pixel that reaches into the
 * next old one. (Where no side grows it takes means; ffmpeg's area scaling agrees with that.)
 *
 * Source: `resize` in OpenCV's imgproc module.
 */
export function resizer(from: PictureSize, to: PictureSize, interpolation: Interpolation, channels: number): Resize {
  const tapsOf = interpolation === 'bilinear' ? centredTaps : reachingTaps;
  const rows = tapsOf(from.height, to.height);
  const columns = tapsOf(from.width, to.width);
  return (picture) => {
    const result = new Uint8ClampedArray(to.width * to.height * channels); // rounds to the nearest
    let at = 0;
    for (const row of rows) {
      const upper = row.from * from.width * channels;
      const lower = row.to * from.width * channels;
      for (const column of columns) {
        const left = column.from * channels;
        const right = column.to * channels;
        for (let channel = 0; channel < channels; channel++) {
          const top = mix(picture[upper + left + channel], picture[upper + right + channel], column.weight);
          const bottom = mix(picture[lower + left + channel], picture[lower + right + channel], column.weight);
          result[at++] = mix(top, bottom, row.weight);
        }
      }
    }
    return new Uint8Array(result.buffer);
  };
}

/** Whether area interpolation takes means: no side grows. */
export function isShrinking(from: PictureSize, to: PictureSize): boolean {
  return to.width <= from.width && to.height <= from.height;
}

/** What a new pixel along one axis is made of: old pixel `from`, and `to` with `weight` in [0, 1). */
interface Tap {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** The two old pixels around each new one's centre. */
function centredTaps(length: number, size: number): Tap[] {
  return Array.from({ length: size }, (_, i) => {
    const centre = Math.max(0, ((i + 0.5) * length) / size - 0.5);
    return tap(length, Math.floor(centre), centre - Math.floor(centre));
  });
}

/** OpenCV's area interpolation where a picture grows. */
function reachingTaps(length: number, size: number): Tap[] {
  return Array.from({ length: size }, (_, i) => {
    const from = Math.floor((i * length) / size);
    const reach = i + 1 - ((from + 1) * size) / length;
    return tap(length, from, reach <= 0 ? 0 : reach - Math.floor(reach));
  });
}

/** At the end of the picture the last pixel stands alone. */
function tap(length: number, from: number, weight: number): Tap {
  const last = length - 1;
  return from >= last ? { from: last, to: last, weight: 0 } : { from, to: from + 1, weight };
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}
