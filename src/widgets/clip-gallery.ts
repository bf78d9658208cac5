import { InvalidInputError } from '../lib/errors.js';
import { asPictures } from '../lib/flow/color-flow.js';
import { requireNumber } from '../lib/shape.js';
import { Frames } from '../lib/video/frames.js';
import { LIGHT } from './drawing/colors.js';
import { plural } from './drawing/format.js';
import { gridColumns } from './drawing/frame-order.js';
import { text as svgText } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { fitted, type PosterTile, posterPng } from './poster.js';
import { remembered } from './remembered.js';
import { requireGiven } from './require-given.js';
import type { ClipGalleryState, GalleryClip } from './scene-states.js';
import { EMBEDDING_LIMIT, embeddedBytes, encodeEvery, scaledPicture } from './sprite-sheets.js';
import type { SpriteSheets } from './states.js';
import { data, integer, text } from './traits.js';

/** Options of `clipGallery`. */
export interface ClipGalleryOptions {
  /** One a clip. Default: the clips' names. */
  readonly labels?: readonly string[];
  /** Default: the number of clips. */
  readonly title?: string;
}

/** A clip, or what holds one. */
export type GallerySource = Frames | { readonly frames: Frames };

/** Longest side of a clip in a page: tiles are that large, and thirty clips of sixty frames fit. */
const LONGEST_SIDE = 192;

/** Clips on a poster. */
const POSTER_CLIPS = 24;

const gallery = ownFigure<ClipGalleryState>({
  kind: 'clipGallery',
  traits: { title: text(), clip: integer({ least: -1 }), clips: data<readonly GalleryClip[]>('clips with labels') },
  text: describe,
  check: ({ clip, clips }) => requireNumber('clip', clip, -1, clips.length - 1),
  remake: clipGallery,
});

/**
 * A grid of small clips with titles: a clip plays while the pointer or the focus is on it, all of them on request, and a click or
 * Enter enlarges one. Clips are decoded in the page when they come into view. Gray, rgb or flow, of any sizes and lengths.
 *
 * `figure.observe('clip', …)` tells which one a reader has chosen.
 *
 * @throws {InvalidInputError} when there is no clip, one has no frame, or there are not as many labels.
 */
export function clipGallery(clips: readonly GallerySource[], options: ClipGalleryOptions = {}): Figure<ClipGalleryState> {
  requireGiven('clipGallery', 'clips', clips);
  if (clips.length === 0) throw new InvalidInputError('clipGallery needs at least one clip', { received: [] });
  const pictures = clips.map((clip) => asPictures(clip instanceof Frames ? clip : clip.frames));
  const { labels = pictures.map(({ name }) => name), title = plural(clips.length, 'clip') } = options;
  if (labels.length !== clips.length) {
    throw new InvalidInputError('each clip needs a label', {
      received: `${labels.length} labels for ${clips.length} clips`,
    });
  }
  const empty = pictures.findIndex(({ length }) => length === 0);
  if (empty >= 0) throw new InvalidInputError(`clip ${empty} (${labels[empty]}) has no frame`, { received: 0 });
  const state: ClipGalleryState = {
    title,
    clip: -1,
    clips: pictures.map(({ length, frameRate }, i) => ({ label: labels[i], frameCount: length, frameRate })),
  };
  return gallery({
    state,
    inputs: () => [clips, options],
    page: remembered(() => compose(pictures, state)),
  });
}

function describe({ title, clips }: ClipGalleryState): string {
  const counts = clips.map(({ frameCount }) => frameCount);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const lengths = least === most ? plural(most, 'frame') : `${least} to ${plural(most, 'frame')}`;
  const first = clips.slice(0, 6).map(({ label }) => label);
  return `${title}: ${[...first, ...(clips.length > 6 ? ['…'] : [])].join(', ')}; ${lengths} each`;
}

async function compose(clips: readonly Frames[], state: ClipGalleryState): Promise<FigurePage> {
  const small = await Promise.all(clips.map(shrunk));
  const { pictures, stride } = await encodeClips(small);
  const thinned = stride > 1 ? ` One frame in ${stride} is in, to keep the page below 5 MB.` : '';
  return {
    embedded: { pictures, stride },
    poster: await poster(small, state),
    alt: `One frame of each of ${plural(Math.min(POSTER_CLIPS, clips.length), 'clip')}`,
    caption: `${describe(state)}.${thinned}`,
  };
}

/** Frames no larger than a tile. */
async function shrunk(frames: Frames): Promise<Frames> {
  const scale = LONGEST_SIDE / Math.max(frames.width, frames.height);
  if (scale >= 1) return frames;
  const [width, height] = [frames.width, frames.height].map((side) => Math.max(1, Math.round(side * scale)));
  const size = width * height * frames.channels;
  const bytes = new Uint8Array(frames.length * size);
  for (let i = 0; i < frames.length; i++) bytes.set(await scaledPicture(frames.frame(i), frames, width, height), i * size);
  const { timestamps, frameRate, name } = frames;
  return new Frames({ data: bytes, shape: [frames.length, height, width, frames.channels], timestamps, frameRate, name });
}

/** All clips as sheets, with the same share of frames left out where they would be too much. */
async function encodeClips(clips: readonly Frames[]): Promise<{ pictures: SpriteSheets[]; stride: number }> {
  const longest = Math.max(...clips.map(({ length }) => length));
  for (let stride = 1; ; ) {
    const pictures = await Promise.all(clips.map((clip) => encodeEvery(clip, stride)));
    const bytes = pictures.reduce((sum, sheets) => sum + embeddedBytes(sheets), 0);
    if (bytes <= EMBEDDING_LIMIT || stride >= longest) return { pictures, stride };
    stride = Math.min(longest, Math.max(stride + 1, Math.ceil((stride * bytes) / EMBEDDING_LIMIT)));
  }
}

/** The clips' middle frames under their labels. */
function poster(clips: readonly Frames[], { clips: facts }: ClipGalleryState): Promise<Buffer> {
  const shown = clips.slice(0, POSTER_CLIPS);
  const columns = gridColumns(shown.length);
  const [side, line, gap] = [Math.min(192, Math.floor(760 / columns) - 8), 20, 8];
  const places = shown.map((_, i) => ({
    left: (i % columns) * (side + gap),
    top: Math.floor(i / columns) * (side + line + gap),
  }));
  const tiles = shown.map((frames, i): PosterTile => {
    const { width, height, channels } = frames;
    const data = frames.frame(Math.floor(frames.length / 2));
    return { data, width, height, channels, ...fitted(frames, side, side), ...places[i] };
  });
  const labels = shown.map((_, i) => svgText(places[i].left, places[i].top + side + 15, facts[i].label, LIGHT.ink, 'start'));
  const rows = Math.ceil(shown.length / columns);
  const total = { width: columns * (side + gap) - gap, height: rows * (side + line + gap) - gap };
  return posterPng({ ...total, tiles, overlay: labels.join('') });
}
