import { InvalidInputError } from '../lib/errors.js';
import { asPictures } from '../lib/flow/color-flow.js';
import { requireCount, requireNumber } from '../lib/shape.js';
import { Frames } from '../lib/video/frames.js';
import type { FilterVisualization, LayerActivation } from '../lib/visualization/results.js';
import { colorMap } from './color-range.js';
import { type ColorMap, colorTable, FULL, NOT_FINITE, notFiniteByte, shownRange } from './drawing/color-maps.js';
import { LIGHT } from './drawing/colors.js';
import { formatValue, plural } from './drawing/format.js';
import { element } from './drawing/markup.js';
import { text as svgText } from './drawing/text.js';
import { boxOf, opacities, sliceStack, type VolumeShape } from './drawing/volume-view.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import { requireGiven } from './require-given.js';
import type { VolumeEmphasis, VolumeState } from './scene-states.js';
import { data, initially, integer, number, oneOf, text } from './traits.js';

/** Options of `volume`. */
export interface VolumeOptions {
  /** Of a layer's activation, the channel. Default 0. */
  readonly channel?: number;
  /**
   * What is opaque at first: 'high' values (default of activations), those far from the middle ('contrast', default of filters and of
   * single frames), or places that change in time ('motion', default of clips, whose background would hide the rest).
   */
  readonly emphasis?: VolumeEmphasis;
  /** Share of the greatest emphasis below which a cell is clear at first, 0–1. Default 0.25. */
  readonly threshold?: number;
  /** Opacity of the strongest cells at first, 0–1. Default 0.5. */
  readonly opacity?: number;
  /** One slice across this axis at first, in place of all cells. Default 'all'. */
  readonly across?: VolumeState['across'];
  /** Which slice, from 0. Default 0. */
  readonly slice?: number;
  /** At first. Default 'plasma'; 'diverging' has white at 0, for values with a sign. */
  readonly colorMap?: ColorMap;
  /** Default: the name of what is shown. */
  readonly title?: string;
}

/** What can be shown as a volume: a clip, a filter's clip, or a layer's activation. */
export type VolumeSource = Frames | FilterVisualization | LayerActivation;

/** Frames and longest side in a page: 48 × 64 × 64 bytes are 260 kB in base64. */
const LARGEST = { frames: 48, side: 64 };

const figure = ownFigure<VolumeState>({
  kind: 'volume',
  traits: {
    title: text(),
    shape: data<VolumeShape>('[frames, height, width]'),
    minimum: number(),
    maximum: number(),
    turn: number(),
    tilt: number({ least: -90, greatest: 90 }),
    threshold: number({ least: 0, greatest: 1 }),
    opacity: number({ least: 0, greatest: 1 }),
    emphasis: oneOf('high', 'contrast', 'motion'),
    notFinite: data<VolumeState['notFinite']>('[NaN, ∞, −∞]'),
    across: initially(oneOf('all', 't', 'y', 'x'), 'all'),
    slice: initially(integer({ least: 0 }), 0),
    colorMap: colorMap(),
  },
  text: describe,
  check: ({ slice, shape }) => requireNumber('slice', slice, 0, Math.max(...shape) - 1),
  remake: volume,
});

/**
 * A clip, a filter's clip or a channel's activation in space and time: x, y and t as a cloud of cells that turns by drag and by
 * arrow keys, with a colour scale, a threshold and an opacity; or one slice of it, across any axis. Colour clips are shown by their
 * lightness. Values that are NaN or infinite are opaque cells in colours of their own, and counted.
 *
 * Cells are averaged to at most 48 × 64 × 64.
 *
 * @throws {InvalidInputError} when there is no frame, the channel is not there, or an option is not accepted.
 */
export function volume(source: VolumeSource, options: VolumeOptions = {}): Figure<VolumeState> {
  requireGiven('volume', 'a clip', source);
  const found = cellsOf(source, options.channel);
  const { title = found.title, emphasis = found.emphasis, threshold = 0.25, opacity = 0.5 } = options;
  requireNumber('threshold', threshold, 0, 1);
  requireNumber('opacity', opacity, 0, 1);
  const { values, shape } = found;
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const notFinite: [number, number, number] = [0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) notFinite[notFiniteByte(value) - FULL - 1]++;
    else if (value < minimum) minimum = value;
    if (value > maximum && value < Infinity) maximum = value;
  }
  if (minimum > maximum) [minimum, maximum] = [0, 0];
  const { across = 'all', slice = 0, colorMap = 'plasma' } = options;
  const view = { turn: 35, tilt: 25, threshold, opacity, emphasis, across, slice, colorMap };
  const state: VolumeState = { title, shape, minimum, maximum, notFinite, ...view };
  let packed: ReturnType<typeof pack> | undefined;
  return figure({
    state,
    inputs: () => [source, options],
    page: async (shown) => {
      packed ??= pack(values, shape, minimum, maximum);
      return pageOf(shown, packed.voxels, packed.embedded);
    },
  });
}

interface Cells {
  readonly title: string;
  /** `[frames, height, width]`. */
  readonly values: ArrayLike<number> & Iterable<number>;
  readonly shape: VolumeShape;
  readonly emphasis: VolumeEmphasis;
}

function cellsOf(source: VolumeSource, channel: number = 0): Cells {
  if (source instanceof Frames) {
    return { ...grayCells(source), title: source.name, emphasis: source.length > 1 ? 'motion' : 'contrast' };
  }
  if ('frames' in source) {
    const title = `${source.layer}, filter ${source.filter}`;
    return { ...grayCells(source.frames), title, emphasis: 'contrast' };
  }
  const [frames, height, width, channels] = source.shape;
  requireCount('channel', channel, 0);
  if (frames * height * width === 0) throw new InvalidInputError(`${source.layer} has no cells`, { received: source.shape });
  if (channel >= channels) throw new InvalidInputError(`${source.layer} has ${channels} channels`, { received: channel });
  const values = new Float32Array(frames * height * width);
  for (let i = 0; i < values.length; i++) values[i] = source.data[i * channels + channel];
  return { values, shape: [frames, height, width], title: `${source.layer}, channel ${channel}`, emphasis: 'high' };
}

function grayCells(given: Frames): Pick<Cells, 'values' | 'shape'> {
  const { data, shape, length, name } = asPictures(given);
  if (length === 0) throw new InvalidInputError(`${name} holds no frame`, { received: 0 });
  const [frames, height, width, channels] = shape;
  if (channels === 1) return { values: data, shape: [frames, height, width] };
  const values = new Float32Array(frames * height * width);
  for (let i = 0; i < values.length; i++) values[i] = 0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2];
  return { values, shape: [frames, height, width] };
}

function describe({ title, shape: [frames, height, width], minimum, maximum, notFinite }: VolumeState): string {
  const lost = NOT_FINITE.map(([label], i) => (notFinite[i] > 0 ? `, ${plural(notFinite[i], 'value')} ${label}` : ''));
  return `${title}: ${frames} × ${height} × ${width} (t, y, x), ${formatValue(minimum)} to ${formatValue(maximum)}${lost.join('')}`;
}

/** Cells as bytes, averaged where they are more than a page holds; a cell with a value that is not finite is as its last such. */
function pack(values: ArrayLike<number>, shape: VolumeShape, minimum: number, maximum: number) {
  const scale = Math.min(1, LARGEST.side / Math.max(shape[1], shape[2]));
  const [height, width] = [shape[1], shape[2]].map((side) => Math.max(1, Math.round(side * scale)));
  const frames = Math.min(shape[0], LARGEST.frames);
  const sums = new Float64Array(frames * height * width);
  const counts = new Uint32Array(sums.length);
  const lost = new Uint8Array(sums.length);
  for (let i = 0; i < values.length; i++) {
    const x = Math.floor(((i % shape[2]) * width) / shape[2]);
    const y = Math.floor(((Math.floor(i / shape[2]) % shape[1]) * height) / shape[1]);
    const t = Math.floor((Math.floor(i / shape[2] / shape[1]) * frames) / shape[0]);
    const cell = (t * height + y) * width + x;
    sums[cell] += values[i];
    counts[cell]++;
    if (!Number.isFinite(values[i])) lost[cell] = notFiniteByte(values[i]);
  }
  const levelOf = (value: number): number => (maximum > minimum ? (value - minimum) / (maximum - minimum) : 0.5);
  const voxels = lost.map((byte, cell) => byte || Math.round(FULL * levelOf(sums[cell] / counts[cell])));
  return { voxels, embedded: [frames, height, width] as const };
}

async function pageOf(state: VolumeState, voxels: Uint8Array, embedded: VolumeShape): Promise<FigurePage> {
  const isLess = embedded.join() !== state.shape.join();
  return {
    embedded: { voxels, embedded },
    poster: await poster(state, voxels, embedded),
    alt: `${state.title} as a cloud of cells in x, y and time`,
    caption: `${describe(state)}.${isLess ? ` Shown as ${embedded.join(' × ')} means.` : ''}`,
  };
}

const WIDTH = 480;
const HEIGHT = 400;
const SCALE = 250;

/** The cloud drawn slice by slice, the farthest first, as the page draws it. */
function poster(state: VolumeState, voxels: Uint8Array, shape: VolumeShape): Promise<Buffer> {
  const { minimum, maximum } = state;
  const alphas = opacities(voxels, shape, state);
  const range = shownRange(state.colorMap, [minimum, maximum]);
  const colors = colorTable(state.colorMap, range, [minimum, maximum]);
  const rgb = new Float32Array(WIDTH * HEIGHT * 3).fill(255);
  const stack = sliceStack(shape, state, { middleX: WIDTH / 2, middleY: HEIGHT / 2, scale: SCALE });
  const strides = [shape[1] * shape[2], shape[2], 1];
  const [columns, rows] = stack.across.map((axis) => shape[axis]);
  for (const slice of stack.order) {
    const [a, b, c, d, e, f] = stack.transform(slice);
    const determinant = a * d - b * c;
    const xs = [e, e + a * columns, e + c * rows, e + a * columns + c * rows];
    const ys = [f, f + b * columns, f + d * rows, f + b * columns + d * rows];
    for (let y = Math.max(0, Math.floor(Math.min(...ys))); y < Math.min(HEIGHT, Math.max(...ys)); y++) {
      for (let x = Math.max(0, Math.floor(Math.min(...xs))); x < Math.min(WIDTH, Math.max(...xs)); x++) {
        const column = Math.floor((d * (x + 0.5 - e) - c * (y + 0.5 - f)) / determinant);
        const row = Math.floor((a * (y + 0.5 - f) - b * (x + 0.5 - e)) / determinant);
        if (column < 0 || column >= columns || row < 0 || row >= rows) continue;
        const cell = slice * strides[stack.axis] + column * strides[stack.across[0]] + row * strides[stack.across[1]];
        const alpha = alphas[cell] / 255;
        if (alpha === 0) continue;
        const at = 3 * (y * WIDTH + x);
        for (let i = 0; i < 3; i++) rgb[at + i] += (colors[3 * voxels[cell] + i] - rgb[at + i]) * alpha;
      }
    }
  }
  const { edges, labels } = boxOf(shape, state);
  const [middleX, middleY] = [WIDTH / 2, HEIGHT / 2];
  const lines = edges.map(([[x1, y1], [x2, y2]]) =>
    element('line', {
      ...{ x1: middleX + x1 * SCALE, y1: middleY + y1 * SCALE, x2: middleX + x2 * SCALE, y2: middleY + y2 * SCALE },
      ...{ stroke: LIGHT.muted, 'stroke-opacity': 0.5 },
    }),
  );
  const words = labels.map(([label, [x, y]]) =>
    svgText(middleX + x * SCALE, middleY + y * SCALE + 5, label, LIGHT.ink, 'middle'),
  );
  const scale = svgText(WIDTH - 6, HEIGHT - 8, range.map((value) => formatValue(value)).join(' to '), LIGHT.muted, 'end');
  const tile = { data: Uint8Array.from(rgb), width: WIDTH, height: HEIGHT, channels: 3, left: 0, top: 0 };
  const overlay = [...lines, ...words, scale].join('');
  return posterPng({ width: WIDTH, height: HEIGHT, tiles: [{ ...tile, toWidth: WIDTH, toHeight: HEIGHT }], overlay });
}
