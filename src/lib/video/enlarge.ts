/** A stack of pictures. */
export interface PictureStack {
  /** Values, C order, `[count, height, width, channels]`. */
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Resizes pictures to `size × size` where a side is shorter than that, as OpenCV's INTER_AREA does: bilinear, with weights from
 * the part of each new pixel that reaches into the next old one. Shrinking both sides is ffmpeg's, which agrees with OpenCV there.
 *
 * Source: `resize` in OpenCV's imgproc module, the branch for areas that grow.
 */
export function enlarge({ data, height, width, channels }: PictureStack, size: number): Uint8Array {
  const rows = taps(height, size);
  const columns = taps(width, size);
  const picture = height * width * channels;
  const count = data.length / picture;
  const result = new Uint8Array(count * size * size * channels);
  let at = 0;
  for (let first = 0; first < data.length; first += picture) {
    for (const row of rows) {
      const upper = first + row.from * width * channels;
      const lower = first + row.to * width * channels;
      for (const column of columns) {
        const left = column.from * channels;
        const right = column.to * channels;
        for (let channel = 0; channel < channels; channel++) {
          const top = mix(data[upper + left + channel], data[upper + right + channel], column.weight);
          const bottom = mix(data[lower + left + channel], data[lower + right + channel], column.weight);
          result[at++] = Math.round(mix(top, bottom, row.weight));
        }
      }
    }
  }
  return result;
}

/** What a new pixel is made of: old pixel `from`, and `to` with `weight` in [0, 1). */
interface Tap {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

function taps(length: number, size: number): Tap[] {
  return Array.from({ length: size }, (_, i) => {
    const from = Math.min(Math.floor((i * length) / size), length - 1);
    const reach = i + 1 - ((from + 1) * size) / length;
    const weight = reach <= 0 || from === length - 1 ? 0 : reach - Math.floor(reach);
    return { from, to: Math.min(from + 1, length - 1), weight };
  });
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}
