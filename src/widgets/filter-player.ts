import { InvalidInputError } from '../lib/errors.js';
import { requireNumber } from '../lib/shape.js';
import { Frames } from '../lib/video/frames.js';
import type { FilterVisualization } from '../lib/visualization/results.js';
import { inPlasma } from './activation-grid.js';
import { LIGHT } from './drawing/colors.js';
import { text } from './drawing/event-strip.js';
import { formatValue, plural } from './drawing/format.js';
import { gridColumns } from './drawing/frame-order.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { type PosterTile, posterPng } from './poster.js';
import { EMBEDDING_LIMIT, embeddedBytes, encodeEvery } from './sprite-sheets.js';
import type { FilterPlayerState, PlayedFilter, SpriteSheets } from './states.js';
import { data, flag, integer, number, text as words } from './traits.js';

/** Options of `filterPlayer`. */
export interface FilterPlayerOptions {
  /** Frames a second. Default 15. */
  readonly fps?: number;
  /** Forward, then backward, the two ends not doubled. Default true: a clip of four frames has no visible seam then. */
  readonly pingPong?: boolean;
  /** Default: the layer's name. */
  readonly title?: string;
}

const player = ownFigure<FilterPlayerState>({
  kind: 'filterPlayer',
  traits: {
    title: words(),
    frame: integer({ least: 0 }),
    frameCount: integer({ least: 1 }),
    fps: number({ least: 0 }),
    pingPong: flag(),
    filters: data<readonly PlayedFilter[]>('filters as visualizeFilters gives them'),
    isGray: flag(),
  },
  text: describe,
  check: ({ frame, frameCount }) => requireNumber('frame', frame, 0, frameCount - 1),
  remake: filterPlayer,
});

/**
 * What filters want to see, as a grid of playing clips: play, speed, a slider over frames, enlargement, GIFs to keep.
 *
 * Below each clip: the filter's number and how far gradient ascent raised its activation. Clips of one channel are shown in
 * plasma colours or gray.
 *
 * @throws {InvalidInputError} when there are no filters, their clips differ in shape, or `fps` is not above 0.
 */
export function filterPlayer(
  filters: readonly FilterVisualization[],
  options: FilterPlayerOptions = {},
): Figure<FilterPlayerState> {
  const { fps = 15, pingPong = true, title = titleOf(filters) } = options;
  if (filters.length === 0) throw new InvalidInputError('filterPlayer needs at least one filter', { received: [] });
  requireNumber('fps', fps);
  if (fps <= 0) throw new InvalidInputError('fps must be above 0', { received: fps });
  const [frameCount, , , channels] = filters[0].frames.shape;
  for (const { frames, layer, filter } of filters) {
    if (frames.shape.join() !== filters[0].frames.shape.join() || frames.length === 0) {
      throw new InvalidInputError(`the clip of ${layer} filter ${filter} has another shape than the first, or none`, {
        received: [...frames.shape],
        accepted: `[${filters[0].frames.shape.join(', ')}], at least one frame`,
      });
    }
  }
  if (channels !== 1 && channels !== 3) {
    throw new InvalidInputError('clips must be gray or rgb', { received: `${channels} channels` });
  }
  const state: FilterPlayerState = {
    title,
    frame: 0,
    frameCount,
    fps,
    pingPong,
    filters: filters.map(({ layer, filter, objective, isDead }) => ({
      layer,
      filter,
      objective: objective.map(shorten),
      isDead,
    })),
    isGray: channels === 1,
  };
  let page: Promise<FigurePage> | undefined;
  return player({
    state,
    inputs: () => [filters, options],
    page: () => {
      page ??= compose(filters, state);
      return page;
    },
  });
}

function titleOf(filters: readonly FilterVisualization[]): string {
  return `Filters of ${[...new Set(filters.map(({ layer }) => layer))].join(', ')}`;
}

function shorten(value: number): number {
  return Number(value.toPrecision(6));
}

function describe({ title, filters, frameCount, fps }: FilterPlayerState): string {
  const dead = filters.filter(({ isDead }) => isDead).length;
  const silent = dead > 0 ? `, ${dead} of them dead` : '';
  return `${title}: ${plural(filters.length, 'clip')}${silent}, ${plural(frameCount, 'frame')} each, ${fps} fps`;
}

async function compose(filters: readonly FilterVisualization[], state: FilterPlayerState): Promise<FigurePage> {
  const { pictures, stride } = await encodeFilters(filters);
  const thinned = stride > 1 ? ` Every ${stride}th frame is shown, to keep the page small.` : '';
  return {
    embedded: { pictures, stride },
    poster: await poster(filters, state),
    alt: `${state.title}: one frame of each of ${plural(filters.length, 'clip')}`,
    caption: `${describe(state)}.${thinned}`,
  };
}

/** All clips in one set of sheets; every n-th frame of each where all would be too much. */
async function encodeFilters(filters: readonly FilterVisualization[]): Promise<{ pictures: SpriteSheets; stride: number }> {
  const { shape, frameRate, name } = filters[0].frames;
  const [frameCount, height, width, channels] = shape;
  for (let stride = 1; ; stride++) {
    const kept = Math.ceil(frameCount / stride);
    const data = new Uint8Array(filters.length * kept * height * width * channels);
    filters.forEach(({ frames }, i) => {
      for (let k = 0; k < kept; k++) data.set(frames.frame(k * stride), (i * kept + k) * height * width * channels);
    });
    const all = new Frames({ data, shape: [filters.length * kept, height, width, channels], frameRate, name });
    const pictures = await encodeEvery(all, 1);
    if (embeddedBytes(pictures) <= EMBEDDING_LIMIT || stride >= frameCount) return { pictures, stride };
  }
}

/** A grid of the clips' middle frames. */
async function poster(filters: readonly FilterVisualization[], { isGray, frameCount }: FilterPlayerState): Promise<Buffer> {
  const columns = gridColumns(filters.length);
  const gap = 8;
  const side = Math.min(240, Math.floor((720 + gap) / columns) - gap);
  const { width, height } = filters[0].frames;
  const toHeight = Math.max(1, Math.round((side * height) / width));
  const line = 20;
  const places = filters.map((_, i) => ({
    left: (i % columns) * (side + gap),
    top: Math.floor(i / columns) * (toHeight + line + gap),
  }));
  const tiles = filters.map(({ frames }, i): PosterTile => {
    const frame = frames.frame(Math.floor(frameCount / 2));
    const size = { width, height, toWidth: side, toHeight };
    return { ...(isGray ? { data: inPlasma(frame), channels: 3 } : { data: frame, channels: 3 }), ...places[i], ...size };
  });
  const labels = filters.map(({ layer, filter, isDead, objective }, i) => {
    const gain = objective.length > 0 ? `  ${formatValue(objective[0])} → ${formatValue(objective.at(-1))}` : '';
    const words = `${side > 150 ? `${layer} ` : ''}${filter}${isDead ? ' (dead)' : side > 110 ? gain : ''}`;
    return text(places[i].left, places[i].top + toHeight + 15, words, LIGHT.ink, 'start');
  });
  const rows = Math.ceil(filters.length / columns);
  const total = { width: columns * (side + gap) - gap, height: rows * (toHeight + line + gap) - gap };
  return posterPng({ ...total, tiles, overlay: labels.join('') });
}
