import { mkdtempSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { InvalidInputError, NotFoundError } from '../lib/errors.js';
import { requireCount, requireNumber, requireOneOf } from '../lib/shape.js';
import { even, pictureAt } from '../lib/video/poster.js';
import { saveVideo } from '../lib/video/save-video.js';
import { Video } from '../lib/video/video.js';
import { LIGHT } from './drawing/colors.js';
import { formatTime, readableBytes } from './drawing/format.js';
import { text as svgText } from './drawing/text.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { type PosterTile, posterPng } from './poster.js';
import { remembered } from './remembered.js';
import type { VideoPlayerState } from './states.js';
import { integer, number, oneOf, optional, text } from './traits.js';

/** Options of `videoPlayer`. */
export interface VideoPlayerOptions {
  /** Whether the file is put into the notebook and the page, so that they need no other file. Default true; `false` links it. */
  readonly embed?: boolean;
  /** For a linked file, the folder of the notebook or page. Default: the working directory, a notebook's own folder. */
  readonly from?: string;
  /** 'h264' writes a video anew, without sound, if browsers do not play it as it is. Default: not, its pictures are shown instead. */
  readonly encode?: 'h264';
  /** Largest width in pixels; the height follows the video's aspect. Default 640. */
  readonly width?: number;
  /** Largest file that is embedded, in bytes. Default 50 MB; above 5 MB a warning comes first. */
  readonly limit?: number;
  /** Default: the video's name. */
  readonly title?: string;
}

/** What every current browser plays, by ffmpeg's names, and the type by which it is told. */
const PLAYABLE: readonly { readonly container: string; readonly codecs: readonly string[]; readonly mime: string }[] = [
  { container: 'mp4', codecs: ['h264', 'av1', 'vp9'], mime: 'video/mp4' },
  { container: 'webm', codecs: ['vp8', 'vp9', 'av1'], mime: 'video/webm' },
];

/** Bytes above which embedding is warned of. */
const WARNED = 5e6;

const player = ownFigure<VideoPlayerState>({
  kind: 'videoPlayer',
  traits: {
    title: text(),
    facts: text(),
    mime: text(),
    width: integer({ least: 1 }),
    height: integer({ least: 1 }),
    duration: number({ least: 0 }),
    source: oneOf('embedded', 'linked'),
    problem: optional(text()),
  },
  text: describe,
  remake: videoPlayer,
});

/**
 * The video itself, sound included, with the browser's own controls: embedded, so that the saved notebook and the published page
 * play it without a network or another file, or linked. Text and caption state its size; above 5 MB a warning comes before it is
 * embedded.
 *
 * Of a video that browsers do not play, five pictures are shown, and the reason; `encode: 'h264'` makes it playable.
 *
 * @throws {InvalidInputError} when an option is not accepted, or the file to be embedded is larger than the limit.
 * @throws {NotFoundError} when the file is gone.
 */
export function videoPlayer(video: Video, options: VideoPlayerOptions = {}): Figure<VideoPlayerState> {
  if (!(video instanceof Video)) {
    const hint = "Open the file first: videoPlayer(await openVideo('run.mp4'))";
    throw new InvalidInputError('videoPlayer needs an opened video', { received: video ?? 'nothing', hint });
  }
  const { embed = true, width = 640, limit = 50e6, title = video.name, encode } = options;
  requireCount('width', width, 16);
  requireNumber('limit', limit, 0);
  if (encode !== undefined) requireOneOf('encode', encode, ['h264']);
  const size = sizeOf(video);
  const shownWidth = video.width * video.sampleAspectRatio;
  const scale = Math.min(1, width / shownWidth);
  const mime = playable(video);
  const isEncoded = mime === undefined && encode !== undefined;
  const problem = mime === undefined && !isEncoded ? problemOf(video) : undefined;
  if (embed && !isEncoded && problem === undefined) stateSize(video, size, limit);
  const state: VideoPlayerState = {
    title,
    facts: `${factsOf(video)}, ${isEncoded ? 'written anew as h264 without sound' : readableBytes(size)}`,
    mime: mime ?? 'video/mp4',
    width: even(shownWidth * scale),
    height: even(video.height * scale),
    duration: video.duration,
    source: embed || isEncoded ? 'embedded' : 'linked',
    problem,
  };
  return player({
    state,
    inputs: () => [video, options],
    page: remembered(() => compose(video, state, { isEncoded, limit, from: options.from ?? process.cwd() })),
  });
}

function sizeOf({ path, name }: Video): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw new NotFoundError(`the file of ${name} is gone`, { received: path, cause });
  }
}

/** Refuses what is too large to embed, and warns of what is large. */
function stateSize({ name }: Video, size: number, limit: number): void {
  const hint = 'videoPlayer(video, { embed: false }) links the file';
  if (size > limit) {
    const accepted = `up to ${readableBytes(limit)}`;
    throw new InvalidInputError(`${name} is too large to embed`, { received: readableBytes(size), accepted, hint });
  }
  if (size <= WARNED) return;
  console.warn(`${name}: embedding ${readableBytes(size)} makes the notebook ${readableBytes((size * 4) / 3)} larger. ${hint}.`);
}

function playable({ container, codec }: Video): string | undefined {
  return PLAYABLE.find((row) => container.split(',').includes(row.container) && row.codecs.includes(codec))?.mime;
}

function problemOf({ codec, container }: Video): string {
  const accepted = 'H.264, AV1 or VP9 in MP4; VP8, VP9 or AV1 in WebM';
  return `Browsers do not play ${codec} in ${container}, but ${accepted}. With encode: 'h264' it is written anew, without sound.`;
}

function factsOf({ width, height, duration, codec, frameRate, isVariableFrameRate, hasAudio }: Video): string {
  const rate = `${Number(frameRate.toFixed(2))} fps${isVariableFrameRate ? ' on average' : ''}`;
  return `${width}×${height}, ${rate}, ${formatTime(duration)}, ${codec}${hasAudio ? ', with sound' : ''}`;
}

function describe({ title, facts, source, problem }: VideoPlayerState): string {
  return problem === undefined ? `${title}: ${facts}, ${source}` : `${title}: ${facts}. ${problem}`;
}

interface Composing {
  readonly isEncoded: boolean;
  readonly limit: number;
  readonly from: string;
}

async function compose(video: Video, state: VideoPlayerState, { isEncoded, limit, from }: Composing): Promise<FigurePage> {
  const { title, source, problem } = state;
  const poster = await posterOf(video, state);
  const alt = problem === undefined ? `A frame of ${title}` : `Five frames of ${title}`;
  const common = { poster, alt };
  if (problem !== undefined) {
    return { ...common, embedded: { bytes: undefined }, caption: `${title}: ${state.facts}. Browsers do not play it.` };
  }
  if (source === 'linked') {
    const caption = `${title}: ${state.facts}. Linked, to be kept where it is:`;
    return { ...common, embedded: { bytes: undefined }, caption, file: relative(from, video.path) };
  }
  const bytes = isEncoded ? await encoded(video) : await readFile(video.path);
  if (isEncoded) stateSize(video, bytes.length, limit);
  return { ...common, embedded: { bytes }, caption: `${title}: ${state.facts}. Embedded, ${readableBytes(bytes.length)}.` };
}

/** The video as H.264, each frame at its own time. */
async function encoded(video: Video): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-player-'));
  try {
    const path = join(folder, 'video.mp4');
    await saveVideo(video.stream({ size: 'original', color: 'rgb' }), path, { codec: 'h264' });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One picture of a video that plays, five of one that does not; words where none decodes. */
async function posterOf(video: Video, { width, height, problem }: VideoPlayerState): Promise<Buffer> {
  const shares = problem === undefined ? [0] : [0.1, 0.3, 0.5, 0.7, 0.9];
  const toWidth = problem === undefined ? width : even(Math.min(width, 800 / shares.length));
  const toHeight = even((toWidth * height) / width);
  const size = { width: toWidth, height: toHeight };
  const tiles: PosterTile[] = [];
  for (const [i, share] of shares.entries()) {
    const data = await pictureAt(video, video.duration * share, size).catch(() => undefined);
    if (data) tiles.push({ data, ...size, channels: 3, left: i * (toWidth + 4), top: 0, toWidth, toHeight });
  }
  const total = { width: shares.length * (toWidth + 4) - 4, height: toHeight };
  const overlay = tiles.length === 0 ? svgText(12, 24, 'No picture of this video decodes.', LIGHT.ink, 'start') : '';
  return posterPng({ ...total, tiles, overlay });
}
