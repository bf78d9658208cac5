import type { PictureSize } from './resize.js';

/** What happens to a picture whose shape is not that of the wanted one. */
export type Fit = 'stretch' | 'crop' | 'pad';

/** A picture as a file stores it. */
export interface StoredPicture extends PictureSize {
  /** Width by height of a pixel as shown. */
  readonly sampleAspectRatio: number;
}

/** A part of a picture, in pixels from its upper left corner. */
export interface Rectangle extends PictureSize {
  readonly left: number;
  readonly top: number;
}

/** Which part of the stored picture comes to lie where in the wanted one; everything else there is black. */
export interface Placement {
  readonly from: Rectangle;
  readonly to: Rectangle;
}

/**
 * Fits a stored picture into the wanted size, centred.
 *
 * `'stretch'` takes all of it and fills all of the wanted, whatever becomes of its aspect. `'crop'` keeps the aspect and cuts off
 * what is too wide or too high. `'pad'` keeps the aspect and all of the picture, and leaves bars. The aspect is that of the picture
 * as shown: pixels that are wider than high count as such.
 *
 * Source: the lengths and offsets of `pad` are those of TensorFlow's `tf.image.resize_with_pad`.
 */
export function fitInto(stored: StoredPicture, wanted: PictureSize, fit: Fit): Placement {
  if (fit === 'crop') return { from: largestPart(stored, wanted), to: { ...wanted, left: 0, top: 0 } };
  return { from: whole(stored), to: fit === 'pad' ? letterbox(stored, wanted) : whole(wanted) };
}

function whole({ width, height }: PictureSize): Rectangle {
  return { width, height, left: 0, top: 0 };
}

/** The largest centred part that has the wanted aspect when shown. */
function largestPart({ width, height, sampleAspectRatio }: StoredPicture, wanted: PictureSize): Rectangle {
  const aspect = wanted.width / wanted.height / sampleAspectRatio;
  const part = {
    width: Math.max(1, Math.min(width, Math.round(height * aspect))),
    height: Math.max(1, Math.min(height, Math.round(width / aspect))),
  };
  return { ...part, left: Math.floor((width - part.width) / 2), top: Math.floor((height - part.height) / 2) };
}

/** The largest centred place that has the picture's aspect. */
function letterbox({ width, height, sampleAspectRatio }: StoredPicture, wanted: PictureSize): Rectangle {
  const shown = width * sampleAspectRatio;
  const ratio = Math.max(shown / wanted.width, height / wanted.height);
  const [exactWidth, exactHeight] = [shown / ratio, height / ratio];
  return {
    width: Math.max(1, Math.floor(exactWidth + EPSILON)),
    height: Math.max(1, Math.floor(exactHeight + EPSILON)),
    left: Math.floor((wanted.width - exactWidth) / 2 + EPSILON),
    top: Math.floor((wanted.height - exactHeight) / 2 + EPSILON),
  };
}

/** What divisions may lack of a whole number. */
const EPSILON = 1e-9;
