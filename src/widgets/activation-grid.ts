import { InvalidInputError } from '../lib/errors.js';
import { asPictures } from '../lib/flow/color-flow.js';
import { requireNumber, requireOneOf, sizeOf } from '../lib/shape.js';
import type { Frames } from '../lib/video/frames.js';
import type { ReceptiveField } from '../lib/visualization/receptive-field.js';
import type { Activations, LayerActivation } from '../lib/visualization/results.js';
import { activationPoster } from './activation-poster.js';
import { colorMap, requireRange } from './color-range.js';
import { layerRange } from './drawing/channel-range.js';
import { type ColorMap, type ColorRange, NOT_FINITE } from './drawing/color-maps.js';
import { plural } from './drawing/format.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { type PackedActivations, packActivations } from './pack-activations.js';
import { channelRanges } from './quantise.js';
import { remembered } from './remembered.js';
import { requireGiven } from './require-given.js';
import type { ActivationGridState, ActivationLayerState, ActivationScale } from './states.js';
import { data, flag, integer, list, number, oneOf, text as words } from './traits.js';

/** Options of `activationGrid`. All can be changed in the figure, and by `figure.set`. */
export interface ActivationGridOptions {
  /** Default 'Activations for' and the clip's name. */
  readonly title?: string;
  /** Default 'plasma'. 'diverging' has white at 0, and reaches equally far on both sides: for values with a sign. */
  readonly colorMap?: ColorMap;
  /**
   * What the ends of the colour map stand for: each channel's 'own' least and greatest value (default, where no range is given), one
   * 'shared' by a layer's channels, or `range` for all.
   */
  readonly scale?: ActivationScale;
  /** Values at the ends of the colour map, the lower first; what lies beyond has the ends' colours. Default: least and greatest of all. */
  readonly range?: ColorRange;
  /** Whether channels glow over the input. Default false. */
  readonly overlay?: boolean;
}

const SCALES = ['own', 'shared', 'range'] as const;

const grid = ownFigure<ActivationGridState>({
  kind: 'activationGrid',
  traits: {
    title: words(),
    slice: integer({ least: 0 }),
    sliceCount: integer({ least: 1 }),
    scale: oneOf(...SCALES),
    range: list(number()),
    colorMap: colorMap(),
    isOverlaid: flag(),
    layers: data<readonly ActivationLayerState[]>('layers as activations gives them'),
  },
  text: describe,
  check: ({ slice, sliceCount, range }) => {
    requireNumber('slice', slice, 0, sliceCount - 1);
    requireRange(range);
  },
  remake: activationGrid,
});

/**
 * What every channel of every layer answered to a clip: a tile each, over all time slices, the clip beside them.
 *
 * Each channel on its own scale, a layer's channels on one, or all on a range; by itself, or as a glow over the part of the input that
 * its cells look at. Channels that are zero everywhere are marked as dead; NaN and ±∞ have colours of their own and are counted. A
 * click enlarges a channel, and tells the value under the pointer or under a cursor that arrow keys move. Values travel as 253 levels
 * between each channel's least and greatest finite value; layers above 5 MB are shown smaller, and the caption says so.
 *
 * `slice` goes with the clip's frame: `link(grid, 'slice', frameSlider(clip), 'frame')`.
 *
 * @throws {InvalidInputError} when there are no layers, a layer has no channels, its values do not fit its shape, or an option is not
 * accepted.
 */
export function activationGrid(activations: Activations, options: ActivationGridOptions = {}): Figure<ActivationGridState> {
  requireGiven('activationGrid', 'activations', activations);
  const { input, layers } = activations;
  const { scale = options.range ? 'range' : 'own', overlay = false } = options;
  requireOneOf('scale', scale, SCALES);
  if (options.range) requireRange(options.range);
  if (layers.length === 0) throw new InvalidInputError('activationGrid needs at least one layer', { received: [] });
  if (input.length === 0) throw new InvalidInputError('activationGrid needs an input clip', { received: input.toString() });
  for (const layer of layers) requireLayer(layer);
  const shown = layers.map((activation) => layerState(activation, input));
  const state: ActivationGridState = {
    title: options.title ?? `Activations for ${input.name}`,
    slice: 0,
    sliceCount: Math.max(input.length, ...layers.map(({ shape }) => shape[0])),
    scale,
    range: options.range ?? rangeOf(shown),
    colorMap: options.colorMap ?? 'plasma',
    isOverlaid: overlay,
    layers: shown,
  };
  const packed = remembered(() => packActivations(activations, state.layers));
  return grid({
    state,
    inputs: () => [activations, options],
    page: async (now) => pageOf(now, await packed(), asPictures(input)),
  });
}

function requireLayer({ layer, shape, data, channels }: LayerActivation): void {
  if (shape[3] < 1) throw new InvalidInputError(`${layer} has no channels`, { received: `shape [${shape.join(', ')}]` });
  if (data.length !== sizeOf(shape) || data.length === 0) {
    throw new InvalidInputError(`activations of ${layer}, shape [${shape.join(', ')}], need ${sizeOf(shape) || 'some'} values`, {
      received: data.length,
    });
  }
  if (channels.length !== shape[3]) {
    throw new InvalidInputError(`activations of ${layer} need a summary of each of ${shape[3]} channels`, {
      received: channels.length,
    });
  }
}

function layerState({ layer, shape, data, channels, field }: LayerActivation, input: Frames): ActivationLayerState {
  const { minima, maxima, notFinite } = channelRanges(data, shape[3]);
  const isWhole = (channel: number): boolean => !notFinite.some((lost) => lost.channel === channel);
  const dead = channels.filter(({ isDead, channel }) => isDead && isWhole(channel)).map(({ channel }) => channel);
  return { name: layer, shape, minima, maxima, dead, notFinite, place: placeOf(shape, field, input) };
}

/** Least and greatest value of all layers, apart by at least something. */
function rangeOf(layers: readonly ActivationLayerState[]): ColorRange {
  const ranges = layers.map(layerRange);
  const [low, high] = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
  return [low, high > low ? high : low + 1];
}

/** Where a layer's cells lie over the input: each cell around the middle of what it sees; all over it where that is unknown. */
function placeOf(
  [, rows, columns]: LayerActivation['shape'],
  field: ReceptiveField | undefined,
  { width, height }: Frames,
): [number, number, number, number] {
  if (!field) return [0, 0, 1, 1];
  const [[, offsetY, offsetX], [, stepY, stepX]] = [field.offset, field.step];
  const left = (offsetX + 0.5 - stepX / 2) / width;
  const top = (offsetY + 0.5 - stepY / 2) / height;
  return [left, top, (columns * stepX) / width, (rows * stepY) / height];
}

function describe({ title, layers }: ActivationGridState): string {
  const parts = layers.map(({ name, shape: [frames, height, width, channels], dead, notFinite }) => {
    const silent = dead.length > 0 ? [`${dead.length} dead`] : [];
    const lost = NOT_FINITE.map(([label], i) => [notFinite.reduce((sum, { counts }) => sum + counts[i], 0), label] as const)
      .filter(([count]) => count > 0)
      .map(([count, label]) => `${plural(count, 'value')} ${label}`);
    return `${name} (${[`${plural(channels, 'channel')} of ${frames} × ${height} × ${width}`, ...silent, ...lost].join(', ')})`;
  });
  return `${title}: ${parts.join('; ')}`;
}

async function pageOf(
  state: ActivationGridState,
  { layers, input, notes }: PackedActivations,
  clip: Frames,
): Promise<FigurePage> {
  return {
    embedded: { layers, input },
    poster: await activationPoster(clip, layers, state),
    alt: `Activations of ${state.layers.map(({ name }) => name).join(', ')} as tiles, a channel each`,
    caption: `${describe(state)}.${notes}`,
  };
}
