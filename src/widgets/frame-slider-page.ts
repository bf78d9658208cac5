import type { Frames } from '../lib/video/frames.js';
import { LIGHT } from './drawing/colors.js';
import { element } from './drawing/markup.js';
import { text as svgText } from './drawing/text.js';
import type { FigurePage } from './figure.js';
import { fitted, type PosterTile, posterPng } from './poster.js';
import type { FrameSliderState } from './slider-states.js';
import { EMBEDDING_LIMIT, type EncodedFrames, encodeFrames } from './sprite-sheets.js';

/** The pictures of a slider's videos, which share the bytes that a figure may take. */
export async function encodeVideos(videos: readonly Frames[]): Promise<EncodedFrames[]> {
  const encoded: EncodedFrames[] = [];
  for (const frames of videos) encoded.push(await encodeFrames(frames, EMBEDDING_LIMIT / videos.length));
  return encoded;
}

/** What a frame slider's page carries. */
export async function sliderPage(
  words: string,
  frames: readonly Frames[],
  state: FrameSliderState,
  encoded: readonly EncodedFrames[],
): Promise<FigurePage> {
  const { title, videos } = state;
  const embedded = encoded.map((pictures, i) => ({ ...pictures, channels: frames[i].channels }));
  const poster = videos.length > 0 ? await videosStrip(frames, state) : await contactStrip(frames[0], state);
  return {
    embedded: videos.length > 0 ? { videos: videos.map((video, i) => ({ ...video, ...embedded[i] })) } : embedded[0],
    poster,
    alt: videos.length > 0 ? `A frame each of ${title}` : `${Math.min(POSTER_FRAMES, frames[0].length)} frames of ${title}`,
    caption: `${words}.${thinningWords(frames, state, encoded)}`,
  };
}

function thinningWords(frames: readonly Frames[], { videos }: FrameSliderState, encoded: readonly EncodedFrames[]): string {
  const thinned = encoded.flatMap(({ stride }, i) => {
    if (stride === 1) return [];
    return [
      `${videos.length > 0 ? `of ${videos[i].name} ` : ''}every ${frames[i].length > stride ? ordinal(stride) : 'first'} frame`,
    ];
  });
  if (thinned.length === 0) return '';
  const [first, ...rest] = thinned;
  const which = [`${first[0].toUpperCase()}${first.slice(1)}`, ...rest].join(', ');
  return ` ${which} is in the page, to keep it small; the others come from the kernel while it runs.`;
}

function ordinal(n: number): string {
  return ['', '', 'second', 'third', 'fourth', 'fifth'][n] ?? `${n}th`;
}

const POSTER_FRAMES = 5;
const POSTER_WIDTH = 800;

/** Largest side of a picture on a poster. */
const POSTER_SIDE = 320;

/** A few frames side by side, and the events on a line under them. */
export async function contactStrip(frames: Frames, marks: Pick<FrameSliderState, 'events' | 'frameCount'>): Promise<Buffer> {
  const count = Math.min(POSTER_FRAMES, frames.length);
  const pictures = Array.from({ length: count }, (_, i) => ({
    frames,
    index: count === 1 ? 0 : Math.round((i * (frames.length - 1)) / (count - 1)),
  }));
  return strip(pictures, marks);
}

/** The middle frames of the first videos, with their names. */
function videosStrip(videos: readonly Frames[], state: FrameSliderState): Promise<Buffer> {
  const pictures = videos.slice(0, POSTER_FRAMES).map((frames, i) => ({
    ...{ frames, name: state.videos[i].name },
    index: Math.floor(frames.length / 2),
  }));
  return strip(pictures, state);
}

interface StripPicture {
  readonly frames: Frames;
  readonly index: number;
  readonly name?: string;
}

function strip(
  pictures: readonly StripPicture[],
  { events, frameCount }: Pick<FrameSliderState, 'events' | 'frameCount'>,
): Promise<Buffer> {
  const gap = 4;
  const count = pictures.length;
  const side = Math.floor(Math.min((POSTER_WIDTH - (count - 1) * gap) / count, POSTER_SIDE));
  const top = pictures.some(({ name }) => name !== undefined) ? 22 : 0;
  let left = 0;
  const names: string[] = [];
  const tiles = pictures.map(({ frames, index, name }): PosterTile => {
    const { width, height, channels } = frames;
    const tile = { data: frames.frame(index), width, height, channels, left, top, ...fitted(frames, side, POSTER_SIDE) };
    if (name !== undefined) names.push(svgText(left + 2, 15, name, LIGHT.ink, 'start'));
    left += tile.toWidth + gap;
    return tile;
  });
  const width = Math.max(left - gap, POSTER_SIDE / 2);
  const bottom = top + Math.max(...tiles.map(({ toHeight }) => toHeight));
  const marks = events.map((frame) =>
    element('rect', { x: ((frame + 0.5) / frameCount) * width - 1, y: bottom + 8, width: 2, height: 16, fill: '#3b5bdb' }),
  );
  if (marks.length > 0) marks.push(element('rect', { x: 0, y: bottom + 23, width, height: 1, fill: '#c5cad3' }));
  return posterPng({
    ...{ width, height: bottom + (marks.length > 0 ? 28 : 0), tiles },
    overlay: [...names, ...marks].join(''),
  });
}
