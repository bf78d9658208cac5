import { readFile, stat } from 'node:fs/promises';
import { InvalidInputError } from '../lib/errors.js';
import type { Video } from '../lib/video/video.js';
import { formatTime, readableBytes } from './drawing/format.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { posterPng } from './poster.js';
import type { VideoPlayerState } from './states.js';
import { integer, number, text } from './traits.js';

/** Options of `videoPlayer`. */
export interface VideoPlayerOptions {
  /** Largest width in pixels; the height follows the video's aspect. Default 640. */
  readonly width?: number;
  /** Largest file that is embedded, in bytes. Default 8 MB: what a page can carry before it opens slowly. */
  readonly limit?: number;
  /** Default: the video's name. */
  readonly title?: string;
}

/** What every current browser plays, by ffmpeg's names, and the type by which it is told. */
const PLAYABLE: readonly { readonly container: string; readonly codecs: readonly string[]; readonly mime: string }[] = [
  { container: 'mp4', codecs: ['h264', 'av1', 'vp9'], mime: 'video/mp4' },
  { container: 'webm', codecs: ['vp8', 'vp9', 'av1'], mime: 'video/webm' },
];

const player = ownFigure<VideoPlayerState>({
  kind: 'videoPlayer',
  traits: {
    title: text(),
    facts: text(),
    mime: text(),
    width: integer({ least: 1 }),
    height: integer({ least: 1 }),
    duration: number({ least: 0 }),
  },
  text: describe,
  remake: videoPlayer,
});

/**
 * The video itself, sound included, with the browser's own controls. The file is embedded as it is, so the saved notebook and the
 * published page play it without a network; the caption states its size.
 *
 * @throws {InvalidInputError} when browsers do not play the codec, and, when shown, if the file is larger than the limit.
 */
export function videoPlayer(
  video: Video,
  { width = 640, limit = 8e6, title = video.name }: VideoPlayerOptions = {},
): Figure<VideoPlayerState> {
  const shownWidth = video.width * video.sampleAspectRatio;
  const scale = Math.min(1, width / shownWidth);
  const { mime } = playable(video);
  const state: VideoPlayerState = {
    title,
    facts: factsOf(video),
    mime,
    width: Math.round(shownWidth * scale),
    height: Math.round(video.height * scale),
    duration: video.duration,
  };
  let page: Promise<FigurePage> | undefined;
  return player({
    state,
    inputs: () => [video, { width, limit, title }],
    page: () => {
      page ??= compose(video, state, limit);
      return page;
    },
  });
}

function playable({ name, container, codec }: Video): { readonly mime: string } {
  const found = PLAYABLE.find((row) => container.split(',').includes(row.container) && row.codecs.includes(codec));
  if (found) return found;
  throw new InvalidInputError(`browsers do not play ${name}`, {
    received: `${codec} in ${container}`,
    accepted: 'H.264, AV1 or VP9 in MP4; VP8, VP9 or AV1 in WebM',
    hint: 'frameSlider plays its frames without sound',
  });
}

function factsOf({ width, height, duration, codec, hasAudio }: Video): string {
  return `${width}×${height}, ${formatTime(duration)}, ${codec}${hasAudio ? ', with sound' : ''}`;
}

function describe({ title, facts }: VideoPlayerState): string {
  return `${title}: ${facts}`;
}

async function compose(video: Video, state: VideoPlayerState, limit: number): Promise<FigurePage> {
  const { size } = await stat(video.path);
  if (size > limit) {
    throw new InvalidInputError(`${video.name} is too large to embed`, {
      received: readableBytes(size),
      accepted: `up to ${readableBytes(limit)}`,
      hint: 'Cut it, write it smaller, or raise limit',
    });
  }
  const frames = await video.frames({ size: 128, color: 'rgb', end: 1 });
  const { data, channels } = frames.slice(0, 1);
  const { width, height } = state;
  const tile = { data, width: 128, height: 128, channels, left: 0, top: 0, toWidth: width, toHeight: height };
  return {
    embedded: { bytes: await readFile(video.path) },
    poster: await posterPng({ width, height, tiles: [tile] }),
    alt: `The first frame of ${state.title}`,
    caption: `${describe(state)}. Embedded, ${readableBytes(size)}.`,
  };
}
