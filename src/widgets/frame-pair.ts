import { Frames } from '../lib/video/frames.js';
import type { FramePairState } from './chart-states.js';
import { LIGHT } from './drawing/colors.js';
import { plural } from './drawing/format.js';
import { text } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { fitted, type PosterTile, posterPng } from './poster.js';
import { remembered } from './remembered.js';
import { requireShowable } from './showable-frames.js';
import { encodeEvery } from './sprite-sheets.js';
import type { SpriteSheets } from './states.js';
import { integer, text as words } from './traits.js';

/** Options of `framePair`. */
export interface FramePairOptions {
  /** Default: the frames' name. */
  readonly title?: string;
}

const figure = ownFigure<FramePairState>({
  kind: 'framePair',
  traits: { title: words(), frameCount: integer({ least: 1 }), width: integer({ least: 1 }), height: integer({ least: 1 }) },
  text: ({ title, frameCount, width, height }) =>
    `${title}: ${plural(frameCount, 'frame')} of ${width}×${height}, the first and the last`,
  remake: framePair,
});

/**
 * First and last frame side by side, titled with their numbers as people count them, from 1: a light substitute for a player.
 * Of a single frame there is one picture. A click or Enter enlarges a picture.
 *
 * @throws {InvalidInputError} when there are no frames, they are neither gray nor rgb, or their times are wrong.
 */
export function framePair(frames: Frames, { title = frames?.name }: FramePairOptions = {}): Figure<FramePairState> {
  requireShowable('framePair', frames);
  const ends = endsOf(frames);
  const { width, height } = frames;
  const pictures = remembered(() => encodeEvery(ends, 1));
  return figure({
    state: { title, frameCount: frames.length, width, height },
    inputs: () => [frames, { title }],
    page: async (state) => compose(state, ends, await pictures()),
  });
}

/** The first and the last frame; one where there is one. */
function endsOf(frames: Frames): Frames {
  const { length, width, height, channels, frameRate, name } = frames;
  const ends = length > 1 ? [frames.frame(0), frames.frame(length - 1)] : [frames.frame(0)];
  const data = new Uint8Array(ends.length * width * height * channels);
  for (const [i, end] of ends.entries()) data.set(end, i * end.length);
  return new Frames({ data, shape: [ends.length, height, width, channels], frameRate, name });
}

/** The largest a picture is on the poster. */
const [WIDTH, HEIGHT] = [320, 480];

async function compose({ title, frameCount }: FramePairState, ends: Frames, pictures: SpriteSheets): Promise<FigurePage> {
  const { toWidth, toHeight } = fitted(ends, WIDTH, HEIGHT);
  const numbers = ends.length > 1 ? [1, frameCount] : [1];
  const tiles = numbers.map((_, i): PosterTile => {
    const { width, height, channels } = ends;
    return {
      data: ends.frame(i),
      width,
      height,
      channels,
      left: i * (WIDTH + 12) + Math.floor((WIDTH - toWidth) / 2),
      top: 28,
      toWidth,
      toHeight,
    };
  });
  const titles = numbers.map((number, i) => text(i * (WIDTH + 12) + WIDTH / 2, 18, `frame: ${number}`, LIGHT.ink, 'middle'));
  const width = numbers.length * (WIDTH + 12) - 12;
  return {
    embedded: { pictures },
    poster: await posterPng({ width, height: 28 + toHeight, tiles, overlay: titles.join('') }),
    alt: `${title}: frame ${numbers.join(' and frame ')}`,
    caption: `${title}: ${plural(frameCount, 'frame')}, the first and the last.`,
  };
}
