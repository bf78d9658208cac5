import { InvalidInputError } from '../lib/errors.js';
import { topClasses } from '../lib/evaluation/top-classes.js';
import { requireCount } from '../lib/shape.js';
import type { Frames } from '../lib/video/frames.js';
import type { TopClass, TopKState } from './chart-states.js';
import { LIGHT } from './drawing/colors.js';
import { plural } from './drawing/format.js';
import { element } from './drawing/markup.js';
import { text } from './drawing/text.js';
import { formatTop, scoreRange } from './drawing/top-bars.js';
import type { Figure, FigurePage } from './figure.js';
import { ownFigure } from './own-figure.js';
import { type PosterTile, posterPng } from './poster.js';
import { remembered } from './remembered.js';
import { requireGiven } from './require-given.js';
import { type EncodedFrames, encodeFrames } from './sprite-sheets.js';
import { data, flag, integer, number, optional, text as words } from './traits.js';

/** Options of `topK`. */
export interface TopKOptions {
  /** Bars shown. Default 5. */
  readonly k?: number;
  /** Names of the classes. Default: 'class 0', 'class 1', … */
  readonly classes?: readonly string[];
  /** What was classified, gray or rgb; it plays beside the bars. Default: bars alone. */
  readonly clip?: Frames;
  /** The right class, its name or its place; its bar says so. Default: not known. */
  readonly actual?: string | number;
  /** Default: the clip's name, else 'Top 5'. */
  readonly title?: string;
}

const figure = ownFigure<TopKState>({
  kind: 'topK',
  traits: {
    title: words(),
    top: data<readonly TopClass[]>('classes with scores'),
    classCount: integer({ least: 1 }),
    isProbability: flag(),
    actual: optional(words()),
    frameCount: integer({ least: 0 }),
    frameRate: number({ least: 0 }),
    frame: integer({ least: 0 }),
  },
  text: describe,
  remake: topK,
});

/**
 * The classes that a network finds most likely, as bars beside the clip, instead of the winner alone.
 *
 * Numbers that lie between 0 and 1 and add up to 1 are shown as percent, others as the scores they are. A score that is not
 * a number comes last, without a bar.
 *
 * @throws {InvalidInputError} when there are no scores, not as many names, `actual` is none of the classes, or the clip is
 * empty or neither gray nor rgb.
 */
export function topK(scores: ArrayLike<number>, options: TopKOptions = {}): Figure<TopKState> {
  requireGiven('topK', 'scores', scores);
  const { k = 5, clip } = options;
  requireCount('k', k);
  if (scores.length === 0) throw new InvalidInputError('topK needs at least one score', { received: [] });
  const classes = options.classes ?? Array.from({ length: scores.length }, (_, place) => `class ${place}`);
  if (classes.length !== scores.length) {
    throw new InvalidInputError('there must be a name for each score', {
      received: `${classes.length} names, ${scores.length} scores`,
    });
  }
  if (clip && (clip.length === 0 || (clip.channels !== 1 && clip.channels !== 3))) {
    throw new InvalidInputError('the clip must have frames, gray or rgb', { received: clip.toString() });
  }
  const actual = placeOf(options.actual, classes);
  const top = topClasses(scores, k).map(({ index, score }): TopClass => {
    const known = actual === undefined ? {} : { isActual: index === actual };
    return { name: classes[index], score: Number.isNaN(score) ? undefined : Number(finite(score).toPrecision(7)), ...known };
  });
  const sum = Array.from(scores).reduce((total, score) => total + score, 0);
  const state: TopKState = {
    title: options.title ?? clip?.name ?? `Top ${Math.min(k, scores.length)}`,
    top,
    classCount: scores.length,
    isProbability: Math.abs(sum - 1) < 1e-3 && Array.from(scores).every((score) => score >= 0 && score <= 1 + 1e-6),
    actual: actual === undefined ? undefined : classes[actual],
    frameCount: clip?.length ?? 0,
    frameRate: clip?.frameRate ?? 0,
    frame: 0,
  };
  const pictures = remembered(async () => clip && encodeFrames(clip));
  return figure({
    state,
    inputs: () => [Array.from(scores), options],
    page: async (shown) => compose(shown, clip, await pictures()),
  });
}

/** Infinite scores as the largest that can be written down: JSON has no word for them. */
function finite(score: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, score));
}

function placeOf(actual: string | number | undefined, classes: readonly string[]): number | undefined {
  if (actual === undefined) return undefined;
  const place = typeof actual === 'number' ? actual : classes.indexOf(actual);
  if (Number.isInteger(place) && place >= 0 && place < classes.length) return place;
  throw new InvalidInputError('actual is none of the classes', {
    received: actual,
    accepted: typeof actual === 'number' ? `places from 0 to ${classes.length - 1}` : classes.slice(0, 8).join(', '),
  });
}

function describe({ title, top, classCount, isProbability, actual }: TopKState): string {
  const bars = top.map(({ name, score }) => `${name} ${formatTop(score, isProbability)}`).join(', ');
  const known = actual === undefined ? '' : `; actual ${actual}`;
  return `${title}: ${bars} (of ${plural(classCount, 'class').replace(/classs$/, 'classes')})${known}`;
}

const PICTURE = 260;

async function compose(state: TopKState, clip: Frames | undefined, encoded: EncodedFrames | undefined): Promise<FigurePage> {
  const { top, isProbability, title } = state;
  const left = clip ? PICTURE + 24 : 0;
  const [width, line] = [left + 480, 40];
  const toHeight = clip ? Math.max(1, Math.round((PICTURE * clip.height) / clip.width)) : 0;
  const place = scoreRange(top, isProbability);
  const bars = top.map(({ name, score, isActual }, i) => {
    const y = 44 + i * line;
    const [from, to] = place(score).map((share) => left + 16 + share * 440);
    const words = `${name}${isActual ? ' (actual)' : ''}`;
    return [
      text(
        left + 16,
        y + 10,
        words.length > 52 ? `${words.slice(0, 51)}…` : words,
        LIGHT.ink,
        'start',
        isActual ? 600 : undefined,
      ),
      text(left + 456, y + 10, formatTop(score, isProbability), LIGHT.ink, 'end'),
      element('rect', { x: left + 16, y: y + 16, width: 440, height: 8, rx: 4, fill: LIGHT.raised }),
      element('rect', { x: from, y: y + 16, width: Math.max(0, to - from), height: 8, rx: 4, fill: LIGHT.accent }),
    ].join('');
  });
  const tiles: PosterTile[] = clip
    ? [
        {
          data: clip.frame(Math.floor(clip.length / 2)),
          width: clip.width,
          height: clip.height,
          channels: clip.channels,
          left: 0,
          top: 0,
          toWidth: PICTURE,
          toHeight,
        },
      ]
    : [];
  const overlay = text(left + 16, 22, title, LIGHT.ink, 'start', 600) + bars.join('');
  const height = Math.max(toHeight, 44 + top.length * line);
  const stride = encoded?.stride ?? 1;
  const thinned = stride > 1 ? ` Every ${stride}th frame is shown, to keep the page small.` : '';
  return {
    embedded: { stride, ...(encoded ? { pictures: encoded.pictures } : {}) },
    poster: await posterPng({ width, height, tiles, overlay }),
    alt: describe(state),
    caption: `${describe(state)}.${thinned}`,
  };
}
