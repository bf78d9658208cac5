import { InvalidInputError } from '../lib/errors.js';
import { asPictures, colorFlow } from '../lib/flow/color-flow.js';
import { FLOW_CODINGS, type FlowCoding } from '../lib/flow/flow-color.js';
import { type FlowField, flowSize, isKnown, magnitudeRange } from '../lib/flow/flow-field.js';
import { requireNumber, requireOneOf } from '../lib/shape.js';
import type { Frames } from '../lib/video/frames.js';
import { LIGHT } from './drawing/colors.js';
import { arrowPath } from './drawing/flow-arrows.js';
import { formatValue, plural } from './drawing/format.js';
import { element } from './drawing/markup.js';
import { text as svgText } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { packFlow } from './pack-flow.js';
import { type PosterTile, posterPng } from './poster.js';
import { remembered } from './remembered.js';
import { requireGiven } from './require-given.js';
import type { FlowFieldState } from './scene-states.js';
import { EMBEDDING_LIMIT, encodeFrames } from './sprite-sheets.js';
import { flag, initially, integer, number, oneOf, text } from './traits.js';

/** Options of `flowField`. */
export interface FlowFieldOptions {
  /** What the flow was computed from, to be shown beneath: one frame a field, or one more, or a single one. Default: nothing. */
  readonly frame?: Frames;
  /** How a movement becomes a colour at first. Default 'middlebury': white at rest, one scale for all fields. */
  readonly coding?: FlowCoding;
  /** The length in pixels that has the full colour at first. Default: the longest movement. */
  readonly range?: number;
  /** Whether arrows are drawn at first. Default true. */
  readonly arrows?: boolean;
  /** What is under the arrows at first, where frames are given: 'colours' (default), 'both', or the 'frame' alone. */
  readonly under?: FlowFieldState['under'];
  /** Fields a second. Default: the frames' rate, else 15. */
  readonly frameRate?: number;
  /** Default 'Optical flow'. */
  readonly title?: string;
}

const figure = ownFigure<FlowFieldState>({
  kind: 'flowField',
  traits: {
    title: text(),
    field: integer({ least: 0 }),
    fields: integer({ least: 1 }),
    height: integer({ least: 1 }),
    width: integer({ least: 1 }),
    frameRate: number({ least: 0.01 }),
    greatest: number({ least: 0 }),
    unknown: integer({ least: 0 }),
    range: number({ least: 1e-6 }),
    coding: oneOf('middlebury', 'hsv'),
    hasArrows: flag(),
    under: initially(oneOf('colours', 'both', 'frame'), 'colours'),
  },
  text: describe,
  check: ({ field, fields }) => requireNumber('field', field, 0, fields - 1),
  remake: flowField,
});

/**
 * Optical flow in colours, with arrows on a grid, a wheel that tells what a colour means, the movement under the pointer (or under
 * a cursor that the arrow keys move), and the range of the colours to be set. A sequence plays.
 *
 * Colours are Middlebury's or OpenCV's (hue by angle, brightness by length within each field); movement that is not known (no
 * number, or beyond 10⁹) is black.
 *
 * @throws {InvalidInputError} when the flow's shape is not `[height, width, 2]` or `[fields, height, width, 2]`, the number of
 * frames is not one of those above, or an option is not accepted.
 */
export function flowField(flow: FlowField, options: FlowFieldOptions = {}): Figure<FlowFieldState> {
  requireGiven('flowField', 'a flow', flow);
  const { frame, coding = 'middlebury', arrows = true, under = 'colours', title = 'Optical flow' } = options;
  const { fields, height, width } = flowSize(flow);
  requireOneOf('coding', coding, FLOW_CODINGS);
  const frames = frame && asPictures(frame);
  if (frames && ![1, fields, fields + 1].includes(frames.length)) {
    throw new InvalidInputError('frames must go with the fields of the flow', {
      received: plural(frames.length, 'frame'),
      accepted: `1, ${fields} or ${fields + 1}`,
    });
  }
  const greatest = magnitudeRange(flow.data)[1];
  const state: FlowFieldState = {
    title,
    field: 0,
    fields,
    height,
    width,
    frameRate: options.frameRate ?? frame?.frameRate ?? 15,
    greatest,
    unknown: countUnknown(flow.data),
    range: options.range ?? (greatest || 1),
    coding,
    hasArrows: arrows,
    under,
  };
  const packed = remembered(() => pack(flow, frames, state));
  return figure({
    state,
    inputs: () => [flow, options],
    page: async (now) => pageOf(now, await packed(), flow),
  });
}

function countUnknown(data: Float32Array): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 2) if (!isKnown(data[i], data[i + 1])) count++;
  return count;
}

function describe({ title, fields, width, height, greatest, unknown }: FlowFieldState): string {
  const lost = unknown > 0 ? `, ${plural(unknown, 'place')} not known` : '';
  return `${title}: ${plural(fields, 'field')} of ${width}×${height}, up to ${formatValue(greatest, 3)} pixels${lost}`;
}

/** What does not change while a figure is looked at, and what was left out of it, in words. */
async function pack(flow: FlowField, frames: Frames | undefined, { greatest, fields }: FlowFieldState) {
  const { factor, ...packed } = packFlow(flow, greatest);
  const kept = frames && (frames.length > 1 ? frames.slice(0, fields) : frames);
  const room = Math.max(1e6, EMBEDDING_LIMIT - (packed.vectors.byteLength * 4) / 3);
  const shown = kept && (await encodeFrames(kept, room));
  const fewer = [
    ...(factor > 1 ? [`means of ${factor}×${factor} pixels`] : []),
    ...(packed.stride > 1 ? [`one field in ${packed.stride}`] : []),
    ...(shown && shown.stride > 1 ? [`one frame in ${shown.stride}`] : []),
  ];
  const note = fewer.length > 0 ? ` To keep the page small, it holds ${fewer.join(', ')}.` : '';
  return { embedded: { ...packed, pictures: shown?.pictures }, note };
}

async function pageOf(
  state: FlowFieldState,
  { embedded, note }: Awaited<ReturnType<typeof pack>>,
  flow: FlowField,
): Promise<FigurePage> {
  return {
    embedded,
    poster: await poster(flow, state),
    alt: `${state.title}, direction as hue`,
    caption: `${describe(state)}.${note}`,
  };
}

const POSTER_WIDTH = 560;
const TALLEST = 840;
const WHEEL = 96;

/** The middle field in its colours with arrows, and the wheel. */
function poster(flow: FlowField, { fields, width, height, coding, range, hasArrows }: FlowFieldState): Promise<Buffer> {
  const middle = Math.floor(fields / 2);
  const size = width * height * 2;
  const data = flow.data.subarray(middle * size, (middle + 1) * size);
  const zoom = Math.min(POSTER_WIDTH / width, TALLEST / height);
  const [toWidth, drawnHeight] = [width, height].map((side) => Math.max(1, Math.round(side * zoom)));
  const toHeight = Math.max(WHEEL + 24, drawnHeight);
  const common = { channels: 3, top: 0 };
  const tiles: PosterTile[] = [
    {
      ...{ ...common, data: colorFlow({ data, shape: [height, width, 2] }, { coding, range }).data, width, height, left: 0 },
      ...{ toWidth, toHeight: drawnHeight },
    },
    { ...common, data: wheel(coding), width: WHEEL, height: WHEEL, left: POSTER_WIDTH + 12, toWidth: WHEEL, toHeight: WHEEL },
  ];
  const vectorAt = (x: number, y: number) => [data[2 * (y * width + x)], data[2 * (y * width + x) + 1]] as const;
  const d = hasArrows ? arrowPath(vectorAt, { width, height, zoom, range }) : '';
  const stroke = (color: string, width: number): string =>
    element('path', { d, fill: 'none', stroke: color, 'stroke-width': width, 'stroke-linecap': 'round' });
  const words = coding === 'hsv' ? 'slow to fast' : `up to ${formatValue(range, 3)} px`;
  const legend = svgText(POSTER_WIDTH + 12 + WHEEL / 2, WHEEL + 18, words, LIGHT.ink, 'middle');
  const overlay = stroke('#ffffff', 3) + stroke('#14181f', 1.2) + legend;
  return posterPng({ width: POSTER_WIDTH + 12 + WHEEL, height: toHeight, tiles, overlay });
}

/** All directions in a disc, the length growing to its edge; white around it. */
function wheel(coding: FlowCoding): Uint8Array {
  const reach = WHEEL / 2;
  const data = Float32Array.from({ length: WHEEL * WHEEL * 2 }, (_, i) => {
    const cell = i >> 1;
    return ((i % 2 === 0 ? cell % WHEEL : Math.floor(cell / WHEEL)) + 0.5 - reach) / reach;
  });
  const colors = colorFlow({ data, shape: [WHEEL, WHEEL, 2] }, { coding, range: 1 }).data;
  for (let cell = 0; cell < WHEEL * WHEEL; cell++)
    if (Math.hypot(data[2 * cell], data[2 * cell + 1]) > 1) colors.fill(255, 3 * cell, 3 * cell + 3);
  return colors;
}
