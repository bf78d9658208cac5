import { InvalidInputError } from '../lib/errors.js';
import type { Frames } from '../lib/video/frames.js';
import { formatTime, plural } from './drawing/format.js';
import { element } from './drawing/markup.js';
import { type Events, eventFrames } from './event-frames.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { type PosterTile, posterPng } from './poster.js';
import { type EncodedFrames, encodeFrames } from './sprite-sheets.js';
import type { FrameSliderState } from './states.js';
import { integer, list, number, text } from './traits.js';

/** Options of `frameSlider`. */
export interface FrameSliderOptions {
  /** Frames at which something happens: marks on the strip below, a click jumps there. Default: none. */
  readonly events?: Events;
  /** Default: the frames' name. */
  readonly title?: string;
}

const slider = ownFigure<FrameSliderState>({
  kind: 'frameSlider',
  traits: {
    title: text(),
    frame: integer({ least: 0 }),
    frameCount: integer({ least: 1 }),
    frameRate: number({ least: 0 }),
    timestamps: list(number()),
    events: list(integer({ least: 0 })),
    width: integer({ least: 1 }),
    height: integer({ least: 1 }),
  },
  text: describe,
  check: ({ frame, events, frameCount }) => void eventFrames('frame and events', [frame, ...events], frameCount),
  remake: frameSlider,
});

/**
 * Frames to drag through and to play in their true timing, with events marked on a strip below.
 *
 * Arrow keys step by one frame, Page Up and Page Down go from event to event, Home and End to the ends, Space plays.
 * Gray and rgb; pictures travel as WebP. If they take more than 5 MB, every n-th frame is shown, and the caption says so.
 *
 * @throws {InvalidInputError} when there are no frames, or an event lies beyond the last one.
 */
export function frameSlider(
  frames: Frames,
  { events = [], title = frames.name }: FrameSliderOptions = {},
): Figure<FrameSliderState> {
  if (frames.length === 0) throw new InvalidInputError('frameSlider needs at least one frame', { received: frames.toString() });
  if (frames.channels !== 1 && frames.channels !== 3) {
    throw new InvalidInputError('frames must be gray or rgb', {
      received: `${frames.channels} channels`,
      hint: 'Colour-code optical flow before showing it',
    });
  }
  const state: FrameSliderState = {
    title,
    frame: 0,
    frameCount: frames.length,
    frameRate: frames.frameRate,
    timestamps: Array.from(frames.timestamps, (seconds) => Math.round(seconds * 1e6) / 1e6),
    events: eventFrames('events', events, frames.length),
    width: frames.width,
    height: frames.height,
  };
  let pictures: Promise<EncodedFrames> | undefined;
  return slider({
    state,
    inputs: () => [frames, { events: state.events, title }],
    page: async (shown) => {
      pictures ??= encodeFrames(frames);
      return pageOf(frames, shown, await pictures);
    },
  });
}

function describe({ title, frameCount, frameRate, timestamps, events }: FrameSliderState): string {
  const seconds = timestamps[frameCount - 1] - timestamps[0] + 1 / frameRate;
  const marked = events.length > 0 ? `, ${plural(events.length, 'event')}` : '';
  return `${title}: ${plural(frameCount, 'frame')}, ${Number(frameRate.toFixed(2))} fps, ${formatTime(seconds)}${marked}`;
}

async function pageOf(frames: Frames, state: FrameSliderState, { pictures, stride }: EncodedFrames): Promise<FigurePage> {
  const thinned = stride > 1 ? ` Every ${ordinal(stride)} frame is shown, to keep the page small.` : '';
  return {
    embedded: { pictures, stride },
    poster: await contactStrip(frames, state),
    alt: `${Math.min(POSTER_FRAMES, frames.length)} frames of ${state.title}`,
    caption: `${describe(state)}.${thinned}`,
  };
}

const POSTER_FRAMES = 5;
const POSTER_WIDTH = 800;

/** A few frames side by side, and the events on a line under them. */
export async function contactStrip(
  frames: Frames,
  { events, frameCount }: Pick<FrameSliderState, 'events' | 'frameCount'>,
): Promise<Buffer> {
  const count = Math.min(POSTER_FRAMES, frames.length);
  const gap = 4;
  const toWidth = Math.floor(Math.min((POSTER_WIDTH - (count - 1) * gap) / count, 320));
  const toHeight = Math.max(1, Math.round((toWidth * frames.height) / frames.width));
  const tiles = Array.from({ length: count }, (_, i): PosterTile => {
    const data = frames.frame(count === 1 ? 0 : Math.round((i * (frames.length - 1)) / (count - 1)));
    const { width, height, channels } = frames;
    return { data, width, height, channels, left: i * (toWidth + gap), top: 0, toWidth, toHeight };
  });
  const width = count * (toWidth + gap) - gap;
  const strip = events.length > 0 ? 28 : 0;
  const marks = events.map((frame) =>
    element('rect', { x: ((frame + 0.5) / frameCount) * width - 1, y: toHeight + 8, width: 2, height: 16, fill: '#3b5bdb' }),
  );
  const line = element('rect', { x: 0, y: toHeight + 23, width, height: 1, fill: '#c5cad3' });
  return posterPng({ width, height: toHeight + strip, tiles, overlay: strip > 0 ? line + marks.join('') : '' });
}

function ordinal(n: number): string {
  return ['', '', 'second', 'third', 'fourth', 'fifth'][n] ?? `${n}th`;
}
