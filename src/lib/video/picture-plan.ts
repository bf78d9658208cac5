import { InvalidInputError } from '../errors.js';
import { type ColorMode, channelsOf } from '../preprocessing.js';
import { requireCount, requireOneOf } from '../shape.js';
import { type Fit, fitInto, type Placement, type StoredPicture } from './fit.js';
import { type Interpolation, isShrinking, type PictureSize, type Resize, resizer } from './resize.js';

/** Into what each frame is made. */
export interface PictureOptions {
  /** Side of a square, or width and height, in pixels; `'original'` keeps every stored pixel. Default 128. */
  readonly size?: number | PictureSize | 'original';
  /**
   * What happens to an aspect that is not the wanted one: the picture is squashed (`'stretch'`), its sides are cut off
   * (`'crop'`), or it gets black bars (`'pad'`). Default 'stretch': nothing is lost, and all videos give the same shape.
   */
  readonly fit?: Fit;
  /** `'area'` averages what a pixel covers; `'bilinear'` takes four neighbours. Both as OpenCV does. Default 'area'. */
  readonly interpolation?: Interpolation;
  /** One luminance channel, or red, green, blue. Default 'gray'. */
  readonly color?: ColorMode;
}

/** What pictures are made from. */
export interface PictureSource extends StoredPicture {
  /** FFmpeg's name of the colour matrix the file is tagged with. */
  readonly colorSpace: string;
}

/** How a frame becomes the wanted picture: ffmpeg's part, then ours. */
export interface PicturePlan {
  /** Filters for ffmpeg. */
  readonly filters: readonly string[];
  /** Bytes of a frame as ffmpeg gives it. */
  readonly pipedBytes: number;
  /** `[height, width, channels]` of the wanted picture. */
  readonly shape: readonly [number, number, number];
  /** Makes the wanted picture of what ffmpeg gives. */
  readonly finish: Resize;
}

/**
 * Plans the way from a stored frame to the wanted picture. Area interpolation where the picture shrinks is ffmpeg's, which agrees
 * with OpenCV's there and is fast; ffmpeg's bilinear smooths where OpenCV's does not, so that and all growing is done here.
 *
 * @throws {InvalidInputError} when an option is not one of the accepted ones.
 */
export function planPicture(source: PictureSource, options: PictureOptions = {}): PicturePlan {
  const { fit = 'stretch', interpolation = 'area', color = 'gray' } = options;
  requireOneOf('fit', fit, ['stretch', 'crop', 'pad']);
  requireOneOf('interpolation', interpolation, ['area', 'bilinear']);
  requireOneOf('color', color, ['gray', 'rgb']);
  const wanted = wantedSize(source, options.size);
  const channels = channelsOf(color);
  const placement = fitInto(source, wanted, options.size === 'original' ? 'stretch' : fit);
  const { from, to } = placement;
  const isPiped = isSame(from, to) || (interpolation === 'area' && isShrinking(from, to));
  const piped = isPiped ? to : from;
  const resize = isPiped ? undefined : resizer(from, to, interpolation, channels);
  return {
    filters: filtersOf(source, placement, piped, color),
    pipedBytes: piped.width * piped.height * channels,
    shape: [wanted.height, wanted.width, channels],
    finish: (picture) => inBars(resize ? resize(picture) : picture, placement, wanted, channels),
  };
}

function wantedSize(source: PictureSize, size: PictureOptions['size'] = 128): PictureSize {
  if (size === 'original') return { width: source.width, height: source.height };
  if (typeof size === 'number') {
    requireCount('size', size);
    return { width: size, height: size };
  }
  if (typeof size !== 'object' || size === null) {
    throw new InvalidInputError('size is not known', { received: size, accepted: "a number, { width, height } or 'original'" });
  }
  requireCount('size.width', size.width);
  requireCount('size.height', size.height);
  return size;
}

/** Colour planes are interpolated in full, so that area interpolation sees what OpenCV's does. */
const SCALE_FLAGS = 'flags=area+accurate_rnd+full_chroma_int+full_chroma_inp';

/** The luma itself, expanded to 0–255: exact, and nothing but one plane is scaled. */
const LUMA = [`scale=SIZE:${SCALE_FLAGS}`, 'format=gray'];

/** Through red, green and blue with the BT.601 matrix although the file is tagged BT.709, as PyAV makes gray of it. */
const GRAY_OF_709 = [
  `scale=SIZE:${SCALE_FLAGS}:in_color_matrix=bt601`,
  'format=gbrp',
  `scale=${SCALE_FLAGS}:out_color_matrix=bt601`, // builds of 2018 would take the tag's
  'format=gray',
];

/** True colours: the file's own matrix. */
const COLOR = [`scale=SIZE:${SCALE_FLAGS}`, 'format=rgb24'];

/** Colours are converted before anything is cut off, since a file stores one colour for several pixels. */
function filtersOf(
  { width, height, colorSpace }: PictureSource,
  { from }: Placement,
  piped: PictureSize,
  color: ColorMode,
): string[] {
  const isCut = from.width < width || from.height < height;
  const convert = color === 'rgb' ? COLOR : colorSpace === 'bt709' ? GRAY_OF_709 : LUMA;
  const first = isCut ? { width, height } : piped;
  const filters = convert.map((filter) => filter.replace('SIZE', `${first.width}:${first.height}`));
  if (!isCut) return filters;
  filters.push(`crop=${from.width}:${from.height}:${from.left}:${from.top}`);
  return isSame(from, piped) ? filters : [...filters, `scale=${piped.width}:${piped.height}:${SCALE_FLAGS}`];
}

/** The picture in its place on black. */
function inBars(picture: Uint8Array, { to }: Placement, wanted: PictureSize, channels: number): Uint8Array {
  if (isSame(to, wanted)) return picture;
  const result = new Uint8Array(wanted.width * wanted.height * channels);
  const row = to.width * channels;
  for (let y = 0; y < to.height; y++) {
    result.set(picture.subarray(y * row, (y + 1) * row), ((to.top + y) * wanted.width + to.left) * channels);
  }
  return result;
}

function isSame(a: PictureSize, b: PictureSize): boolean {
  return a.width === b.width && a.height === b.height;
}
