import { InvalidInputError } from '../lib/errors.js';
import { requireNumber, requireOneOf, sizeOf } from '../lib/shape.js';
import type { Frames } from '../lib/video/frames.js';
import type { ReceptiveField } from '../lib/visualization/receptive-field.js';
import type { Activations, LayerActivation } from '../lib/visualization/results.js';
import { LIGHT } from './drawing/colors.js';
import { plural } from './drawing/format.js';
import { plasma } from './drawing/plasma.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { type PosterTile, posterPng } from './poster.js';
import { quantise } from './quantise.js';
import { EMBEDDING_LIMIT, encodeFrames } from './sprite-sheets.js';
import type { ActivationGridState, ActivationLayerState, EmbeddedLayer } from './states.js';
import { data, flag, integer, text as words } from './traits.js';

/** Options of `activationGrid`. */
export interface ActivationGridOptions {
  /** Default 'Activations for' and the clip's name. */
  readonly title?: string;
  /** The colour scale at first: each channel's 'own' (default), or one 'shared' by a layer's channels. A button changes it. */
  readonly scale?: 'own' | 'shared';
  /** Whether channels glow over the input at first. Default false. A button changes it. */
  readonly overlay?: boolean;
}

const grid = ownFigure<ActivationGridState>({
  kind: 'activationGrid',
  traits: {
    title: words(),
    slice: integer({ least: 0 }),
    sliceCount: integer({ least: 1 }),
    isShared: flag(),
    isOverlaid: flag(),
    layers: data<readonly ActivationLayerState[]>('layers as activations gives them'),
  },
  text: describe,
  check: ({ slice, sliceCount }) => requireNumber('slice', slice, 0, sliceCount - 1),
  remake: activationGrid,
});

/**
 * What every channel of every layer answered to a clip: tiles in plasma colours, over all time slices, the clip beside them.
 *
 * Each channel on its own scale, or a layer's channels on one; by itself, or as a glow over the part of the input that its
 * cells look at; channels that are zero everywhere are marked as dead; a click
 * enlarges one. Values travel as bytes between each channel's least and greatest value.
 *
 * @throws {InvalidInputError} when there are no layers, or a layer's values do not fit its shape.
 */
export function activationGrid(activations: Activations, options: ActivationGridOptions = {}): Figure<ActivationGridState> {
  const { input, layers } = activations;
  const { scale = 'own', overlay = false } = options;
  requireOneOf('scale', scale, ['own', 'shared']);
  if (layers.length === 0) throw new InvalidInputError('activationGrid needs at least one layer', { received: [] });
  if (input.length === 0) throw new InvalidInputError('activationGrid needs an input clip', { received: input.toString() });
  for (const { layer, shape, data, channels } of layers) {
    if (data.length !== sizeOf(shape) || data.length === 0) {
      throw new InvalidInputError(`activations of ${layer}, shape [${shape.join(', ')}], need ${sizeOf(shape)} values`, {
        received: data.length,
      });
    }
    if (channels.length !== shape[3]) {
      throw new InvalidInputError(`activations of ${layer} need a summary of each of ${shape[3]} channels`, {
        received: channels.length,
      });
    }
  }
  const state: ActivationGridState = {
    title: options.title ?? `Activations for ${input.name}`,
    slice: 0,
    sliceCount: Math.max(input.length, ...layers.map(({ shape }) => shape[0])),
    isShared: scale === 'shared',
    isOverlaid: overlay,
    layers: layers.map(({ layer, shape, channels, field }) => ({
      name: layer,
      shape,
      minima: channels.map(({ minimum }) => minimum),
      maxima: channels.map(({ maximum }) => maximum),
      dead: channels.filter(({ isDead }) => isDead).map(({ channel }) => channel),
      place: placeOf(shape, field, input),
    })),
  };
  let page: Promise<FigurePage> | undefined;
  return grid({
    state,
    inputs: () => [activations, options],
    page: () => {
      page ??= compose(activations, state);
      return page;
    },
  });
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
  const parts = layers.map(({ name, shape: [frames, height, width, channels], dead }) => {
    const silent = dead.length > 0 ? `, ${dead.length} dead` : '';
    return `${name} (${plural(channels, 'channel')} of ${frames} × ${height} × ${width}${silent})`;
  });
  return `${title}: ${parts.join('; ')}`;
}

async function compose(activations: Activations, state: ActivationGridState): Promise<FigurePage> {
  const { stride, factors } = reduction(state);
  const layers = activations.layers.map((activation, i): EmbeddedLayer => {
    const layer = state.layers[i];
    return { ...layer, ...quantise(activation, { stride, factor: factors[i] }) };
  });
  const { pictures } = await encodeFrames(activations.input);
  const notes = [
    stride > 1 ? ` Every ${stride}th time slice is shown, to keep the page small.` : '',
    factors.some((factor) => factor > 1) ? ' Large layers are shown at a lower resolution, to keep the page small.' : '',
  ];
  return {
    embedded: { layers, input: pictures },
    poster: await poster(activations, layers),
    alt: `Activations of ${state.layers.map(({ name }) => name).join(', ')} as tiles, a channel each`,
    caption: `${describe(state)}.${notes.join('')}`,
  };
}

/** How much must be left out to stay below the limit: resolution first, down to about 56 pixels, then time slices. */
function reduction({ layers }: ActivationGridState): { stride: number; factors: number[] } {
  const factors = layers.map(() => 1);
  const bytes = (i: number, stride: number): number => {
    const [frames, height, width, channels] = layers[i].shape;
    return (Math.ceil(frames / stride) * Math.ceil(height / factors[i]) * Math.ceil(width / factors[i]) * channels * 4) / 3;
  };
  const total = (stride: number): number => layers.reduce((sum, _, i) => sum + bytes(i, stride), 0);
  const side = (i: number): number => Math.max(layers[i].shape[1], layers[i].shape[2]) / factors[i];
  while (total(1) > EMBEDDING_LIMIT) {
    const largest = layers
      .map((_, i) => i)
      .filter((i) => side(i) > 56)
      .sort((a, b) => bytes(b, 1) - bytes(a, 1))[0];
    if (largest === undefined) break;
    factors[largest]++;
  }
  let stride = 1;
  const longest = Math.max(...layers.map(({ shape }) => shape[0]));
  while (total(stride) > EMBEDDING_LIMIT && stride < longest) stride++;
  return { stride, factors };
}

const POSTER_WIDTH = 800;

/** The middle slice of up to sixteen channels a layer, and of the input. */
async function poster({ input }: Activations, layers: readonly EmbeddedLayer[]): Promise<Buffer> {
  const side = 92;
  const gap = 4;
  const { width, height, channels } = input;
  const inputTile: PosterTile = {
    ...{ data: input.frame(Math.floor(input.length / 2)), width, height, channels, left: 0, top: 20 },
    ...{ toWidth: 196, toHeight: Math.max(1, Math.round((196 * height) / width)) },
  };
  const tiles = [inputTile];
  const labels = [text(0, 14, 'input', LIGHT.muted, 'start')];
  let top = 0;
  for (const layer of layers) {
    const [frames, layerHeight, layerWidth, layerChannels] = layer.embedded;
    const shown = Math.min(12, layerChannels);
    labels.push(text(212, top + 14, layer.name, LIGHT.muted, 'start'));
    const area = layerHeight * layerWidth;
    const toHeight = Math.max(1, Math.round((side * layerHeight) / layerWidth));
    for (let channel = 0; channel < shown; channel++) {
      const start = (channel * frames + Math.floor(frames / 2)) * area;
      const bytes = new Uint8Array(layer.values.buffer, layer.values.byteOffset + start, area);
      const left = 212 + (channel % 6) * (side + gap);
      const tileTop = top + 20 + Math.floor(channel / 6) * (toHeight + gap);
      const size = { width: layerWidth, height: layerHeight, channels: 3, toWidth: side, toHeight };
      tiles.push({ data: inPlasma(bytes), left, top: tileTop, ...size });
    }
    top += 20 + Math.ceil(shown / 6) * (toHeight + gap) + 6;
  }
  return posterPng({ width: POSTER_WIDTH, height: Math.max(top, 20 + inputTile.toHeight), tiles, overlay: labels.join('') });
}

/** Bytes as plasma colours, rgb. */
export function inPlasma(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: bytes.length * 3 }, (_, i) => plasma[3 * bytes[Math.floor(i / 3)] + (i % 3)]);
}
