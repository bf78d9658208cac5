import { InvalidInputError } from '../lib/errors.js';
import { asPictures } from '../lib/flow/color-flow.js';
import { requireNumber } from '../lib/shape.js';
import { Frames } from '../lib/video/frames.js';
import type { FilterVisualization } from '../lib/visualization/results.js';
import { inColors } from './activation-poster.js';
import { colorMap } from './color-range.js';
import { COLORS, type ColorMap } from './drawing/color-maps.js';
import { LIGHT } from './drawing/colors.js';
import { formatValue, plural } from './drawing/format.js';
import { gridColumns } from './drawing/frame-order.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { type PosterTile, posterPng } from './poster.js';
import { remembered } from './remembered.js';
import { requireGiven } from './require-given.js';
import { EMBEDDING_LIMIT, embeddedBytes, encodeEvery } from './sprite-sheets.js';
import type { FilterPlayerState, PlayedFilter, SpriteSheets } from './states.js';
import { data, flag, initially, integer, list, number, text as words } from './traits.js';

/** Options of `filterPlayer`. */
export interface FilterPlayerOptions {
  /** Frames a second. Default 15. */
  readonly fps?: number;
  /** Forward, then backward, the two ends not doubled. Default true: a clip of four frames has no visible seam then. */
  readonly pingPong?: boolean;
  /** Colours of clips of one channel, at first. Default 'plasma'; 'diverging' has white at the middle gray. */
  readonly colorMap?: ColorMap;
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
    steps: initially(list(integer({ least: 0 })), []),
    step: initially(integer({ least: 0 }), 0),
    filters: data<readonly PlayedFilter[]>('filters as visualizeFilters gives them'),
    isGray: flag(),
    isFlow: flag(),
    colorMap: colorMap(),
  },
  text: describe,
  check: ({ frame, frameCount, step, steps }) => {
    requireNumber('frame', frame, 0, frameCount - 1);
    requireNumber('step', step, 0, Math.max(0, steps.length - 1));
  },
  remake: filterPlayer,
});

/**
 * What filters want to see, as a grid of playing clips: play, speed, forward and backward, a slider over frames, enlargement, and
 * each clip to keep as GIF, PNG or video. Where `visualizeFilters` kept clips on the way (`every`), a slider goes over the steps of
 * ascent, for all filters together and for each alone.
 *
 * Below each clip: the filter's number and how far gradient ascent raised its activation, or that it is dead, or that its clip holds
 * values that are not finite. Clips of one channel are shown in the colours of a map, those of two in the colours of flow: direction
 * as hue, speed as brightness. A GIF's frames last 60 or 70 ms each, so that it runs at 15 frames a second.
 *
 * @throws {InvalidInputError} when there are no filters, their clips or their steps differ, `fps` is not above 0, or the colour map is not known.
 */
export function filterPlayer(
  filters: readonly FilterVisualization[],
  options: FilterPlayerOptions = {},
): Figure<FilterPlayerState> {
  requireGiven('filterPlayer', 'filters', filters);
  const { fps = 15, pingPong = true, colorMap = 'plasma', title = titleOf(filters) } = options;
  if (filters.length === 0) throw new InvalidInputError('filterPlayer needs at least one filter', { received: [] });
  requireNumber('fps', fps);
  if (fps <= 0) throw new InvalidInputError('fps must be above 0', { received: fps });
  const [frameCount, , , channels] = filters[0].frames.shape;
  const steps = filters[0].steps?.map(({ step }) => step) ?? [];
  for (const { frames, layer, filter } of filters) {
    if (frames.shape.join() !== filters[0].frames.shape.join() || frames.length === 0) {
      throw new InvalidInputError(`the clip of ${layer} filter ${filter} has another shape than the first, or none`, {
        received: [...frames.shape],
        accepted: `[${filters[0].frames.shape.join(', ')}], at least one frame`,
      });
    }
  }
  const other = filters.find((filter) => (filter.steps ?? []).map(({ step }) => step).join() !== steps.join());
  if (other) {
    throw new InvalidInputError(`${other.layer} filter ${other.filter} was kept after other steps than the first`, {
      received: other.steps?.map(({ step }) => step) ?? [],
      accepted: `[${steps.join(', ')}]`,
    });
  }
  if (channels < 1 || channels > 3) {
    throw new InvalidInputError('clips must be gray, flow or rgb', { received: `${channels} channels` });
  }
  const state: FilterPlayerState = {
    title,
    frame: 0,
    frameCount,
    fps,
    pingPong,
    steps,
    step: Math.max(0, steps.length - 1),
    filters: filters.map(({ layer, filter, objective, isDead, values }) => ({
      ...{ layer, filter, isDead },
      objective: objective.map(shorten),
      notFinite: values.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0),
    })),
    isGray: channels === 1,
    isFlow: channels === 2,
    colorMap,
  };
  const encoded = remembered(() => encodeFilters(filters, state.steps.length));
  return player({
    state,
    inputs: () => [filters, options],
    page: async (now) => pageOf(filters, now, await encoded()),
  });
}

function titleOf(filters: readonly FilterVisualization[]): string {
  return `Filters of ${[...new Set(filters.map(({ layer }) => layer))].join(', ')}`;
}

function shorten(value: number): number {
  return Number(value.toPrecision(6));
}

function describe({ title, filters, frameCount, fps, steps, isFlow }: FilterPlayerState): string {
  const dead = filters.filter(({ isDead }) => isDead).length;
  const lost = filters.filter(({ notFinite }) => notFinite > 0).length;
  const silent = (dead > 0 ? `, ${dead} of them dead` : '') + (lost > 0 ? `, ${lost} with values that are not finite` : '');
  const kept = steps.length > 1 ? `, after ${steps.length} steps of ascent from ${steps[0]} to ${steps.at(-1)}` : '';
  const colors = isFlow ? ', flow: direction as hue, speed as brightness' : '';
  return `${title}: ${plural(filters.length, 'clip')}${silent}, ${plural(frameCount, 'frame')} each, ${fps} fps${kept}${colors}`;
}

async function pageOf(
  filters: readonly FilterVisualization[],
  state: FilterPlayerState,
  { pictures, stride, shownSteps }: EncodedFilters,
): Promise<FigurePage> {
  const fewer = [
    ...(shownSteps.length < state.steps.length ? [`${shownSteps.length} of ${state.steps.length} steps`] : []),
    ...(stride > 1 ? [`one frame in ${stride}`] : []),
  ];
  const thinned = fewer.length > 0 ? ` To keep the page small, it holds ${fewer.join(' and ')}.` : '';
  return {
    embedded: { pictures, stride, shownSteps },
    poster: await poster(filters, state),
    alt: `${state.title}: one frame of each of ${plural(filters.length, 'clip')}`,
    caption: `${describe(state)}.${thinned}`,
  };
}

/** What of the clips a page carries. */
interface EncodedFilters {
  readonly pictures: SpriteSheets;
  readonly stride: number;
  readonly shownSteps: readonly number[];
}

/** All clips in one set of sheets. Where that would be too much, half the steps at a time are left out, then frames. */
async function encodeFilters(filters: readonly FilterVisualization[], stepCount: number): Promise<EncodedFilters> {
  let shownSteps = Array.from({ length: Math.max(1, stepCount) }, (_, i) => i);
  for (let stride = 1; ; ) {
    const clips = filters.flatMap(({ frames, steps }) => shownSteps.map((step) => asPictures(steps?.[step]?.frames ?? frames)));
    const pictures = await encodeEvery(joined(clips, stride), 1);
    if (embeddedBytes(pictures) <= EMBEDDING_LIMIT || stride >= clips[0].length) return { pictures, stride, shownSteps };
    const last = shownSteps.length - 1;
    if (last > 1) shownSteps = shownSteps.filter((_, i) => (last - i) % 2 === 0 || i === 0);
    else stride++;
  }
}

/** Every `stride`-th frame of each clip, clip after clip. */
function joined(clips: readonly Frames[], stride: number): Frames {
  const [{ shape, frameRate, name }] = clips;
  const [frameCount, height, width, channels] = shape;
  const kept = Math.ceil(frameCount / stride);
  const size = height * width * channels;
  const data = new Uint8Array(clips.length * kept * size);
  clips.forEach((frames, i) => {
    for (let k = 0; k < kept; k++) data.set(frames.frame(k * stride), (i * kept + k) * size);
  });
  return new Frames({ data, shape: [clips.length * kept, height, width, channels], frameRate, name });
}

/** A grid of the clips' middle frames. */
async function poster(
  filters: readonly FilterVisualization[],
  { isGray, colorMap, frameCount, filters: facts }: FilterPlayerState,
): Promise<Buffer> {
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
    const frame = asPictures(frames).frame(Math.floor(frameCount / 2));
    const size = { width, height, toWidth: side, toHeight };
    return {
      ...(isGray ? { data: inColors(frame, COLORS[colorMap]), channels: 3 } : { data: frame, channels: 3 }),
      ...places[i],
      ...size,
    };
  });
  const labels = filters.map(({ layer, filter, isDead, objective }, i) => {
    const gain = objective.length > 0 ? `  ${formatValue(objective[0])} → ${formatValue(objective.at(-1))}` : '';
    const fate = isDead ? ' (dead)' : facts[i].notFinite > 0 ? ' (not finite)' : side > 110 ? gain : '';
    const words = `${side > 150 ? `${layer} ` : ''}${filter}${fate}`;
    return text(places[i].left, places[i].top + toHeight + 15, words, LIGHT.ink, 'start');
  });
  const rows = Math.ceil(filters.length / columns);
  const total = { width: columns * (side + gap) - gap, height: rows * (toHeight + line + gap) - gap };
  return posterPng({ ...total, tiles, overlay: labels.join('') });
}
