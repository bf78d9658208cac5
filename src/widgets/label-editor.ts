import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readLabelBytes } from '../lib/data/label-file.js';
import { checkedLabels } from '../lib/data/labels/label-edits.js';
import { withPredictions } from '../lib/data/labels/predictions.js';
import { type EventLabel, NO_LABELS, type VideoLabels } from '../lib/data/labels/video-labels.js';
import { labelsOf } from '../lib/data/load-labels.js';
import { InvalidInputError } from '../lib/errors.js';
import { requireNumber } from '../lib/shape.js';
import { Frames } from '../lib/video/frames.js';
import { Video } from '../lib/video/video.js';
import { plural } from './drawing/format.js';
import { type Events, eventFrames, type TimedEvent } from './event-frames.js';
import type { Figure, FigurePage } from './figure.js';
import { contactStrip } from './frame-slider-page.js';
import { LabelSaver } from './label-saver.js';
import { ownFigure } from './own-figure.js';
import { remembered } from './remembered.js';
import { EMBEDDING_LIMIT, type EncodedFrames, encodeFrames } from './sprite-sheets.js';
import type { LabelEditorState } from './states.js';
import { data, initially, integer, number, optional, text } from './traits.js';
import { videoContent } from './video-content.js';

/** What a model has found: what `countEvents` gives, or events. */
export type Predictions =
  | { readonly events: readonly TimedEvent[]; readonly probability: ArrayLike<number> }
  | readonly (number | Pick<EventLabel, 'frame' | 'time' | 'confidence' | 'class'>)[];

/** Options of `labelEditor`. */
export interface LabelEditorOptions {
  /** Labels to begin with: frames, frames with times, or everything that `loadLabels` gives. Default: those in `save`, or none. */
  readonly events?: Events | VideoLabels;
  /**
   * A model's events, to be checked: a count, or events with a `confidence` each. Left out within two frames of a label. A file in
   * `save` that is there was begun with them, and stays as it was corrected; to put more into it, give its labels as `events` too.
   */
  readonly predictions?: Predictions;
  /** Another annotator's labels, laid over these, with agreement and merging. Default: none. */
  readonly other?: Events | VideoLabels;
  /** Where the kernel keeps the labels while they are edited: `.npy`, `.json` or `.csv`. A file that is there is kept as a `.bak`. Default: nowhere. */
  readonly save?: string;
  /** Frames shown a second at first. Default 10: slow motion, in which a tap meets its frame. */
  readonly fps?: number;
  /** Default: the video's name. */
  readonly title?: string;
}

const NOT_SAVED: LabelEditorState['saved'] = { edition: 0, words: '', isBad: false };

const editor = ownFigure<LabelEditorState>({
  kind: 'labelEditor',
  traits: {
    title: text(),
    frame: integer({ least: 0 }),
    fps: number({ least: 0.1, greatest: 240 }),
    frameRate: number({ least: 0 }),
    width: integer({ least: 1 }),
    height: integer({ least: 1 }),
    labels: data<VideoLabels>('labels: { events, ranges, region }'),
    other: data<VideoLabels>('labels: { events, ranges, region }'),
    edition: initially(integer({ least: 0 }), 0),
    saved: initially(data<LabelEditorState['saved']>('{ edition, words, isBad }'), NOT_SAVED),
    file: optional(text()),
  },
  check: ({ labels, other }) => {
    checkedLabels(labels);
    checkedLabels(other);
  },
  text: describe,
  remake: labelEditor,
});

/**
 * The label editor: play at 10 frames a second, tap a key at each event, correct by keys; classes, ranges, a region, another annotator.
 *
 * In a notebook every change is in the `labels` of the figure's state at once, `editor.get('labels')`, and in the file `save`. In a
 * published page, and where no kernel answers, the reader's browser keeps the labels and offers them for download. Long videos are
 * labelled more comfortably with `framescope label`: a figure that would take more than 5 MB shows smaller pictures, then fewer.
 *
 * @throws {InvalidInputError} when there are no frames, labels lie beyond the last one, or the file in `save` is another video's.
 */
export function labelEditor(video: Video | Frames, options: LabelEditorOptions = {}): Figure<LabelEditorState> {
  if (!(video instanceof Video || video instanceof Frames)) {
    const hint = "Open the file first: labelEditor(await openVideo('run.mp4'))";
    throw new InvalidInputError('labelEditor needs an opened video, or frames', { received: video ?? 'nothing', hint });
  }
  const { predictions = [], save, fps = 10, title = video.name } = options;
  requireNumber('fps', fps, 0.1, 240);
  const frameCount = frameCountOf(video);
  if (frameCount === 0) throw new InvalidInputError('labelEditor needs at least one frame', { received: String(video) });
  if (video instanceof Frames && video.channels !== 1 && video.channels !== 3) {
    throw new InvalidInputError('frames must be gray or rgb', { received: `${video.channels} channels` });
  }
  const saver =
    save === undefined ? undefined : new LabelSaver(save, { video: fileName(video), frameCount: frameCountOf(video) });
  const isBegun = options.events === undefined && save !== undefined && existsSync(save);
  const kept = isBegun ? readLabels(save, video) : undefined;
  const given = asLabels('events', options.events ?? kept ?? [], frameCount);
  const predicted = asLabels('predictions', withConfidence(predictions), frameCount);
  // A correction is not undone by running the cell again: what was deleted would come back.
  const labels = kept ? given : withPredictions(given, predicted.events);
  const figure = editor({
    state: {
      ...{ title, frame: 0, fps, frameRate: video.frameRate, width: video.width, height: video.height, labels, edition: 0 },
      other: asLabels('other', options.other ?? [], frameCount),
      saved: NOT_SAVED,
      file: save === undefined ? undefined : basename(save),
    },
    inputs: () => [video, { ...options, fps, title }],
    page: pageMaker(video),
  });
  if (saver) {
    figure.observe('edition', (edition) => {
      const tell = (words: string, isBad: boolean): void => figure.set('saved', { edition, words, isBad });
      saver.save(figure.get('labels')).then(
        () => tell(`saved in ${basename(saver.path)}`, false),
        (error: Error) => tell(error.message, true),
      );
    });
  }
  return figure;
}

/** Frames that are known to be there: of a video whose container does not count them, none is out of bounds. */
function frameCountOf(video: Video | Frames): number | undefined {
  if (video instanceof Frames) return video.length;
  return video.decodedFrameCount ?? (video.isFrameCountEstimated ? undefined : video.frameCount);
}

function fileName(video: Video | Frames): string {
  return video instanceof Frames ? video.name : basename(video.path);
}

function readLabels(path: string, video: Video | Frames): VideoLabels {
  const name = fileName(video);
  const timestamps = video instanceof Frames ? video.timestamps : undefined;
  return labelsOf(readLabelBytes(readFileSync(path), basename(path), name), { video: name, timestamps });
}

function withConfidence(predictions: Predictions): readonly Partial<EventLabel>[] {
  if ('probability' in predictions) {
    const { events, probability } = predictions;
    return events.map(({ frame, time }) => ({ frame, time, confidence: Math.min(1, Math.max(0, probability[frame] ?? 0)) }));
  }
  return predictions.map((event) => (typeof event === 'number' ? { frame: event } : event));
}

function asLabels(
  name: string,
  given: Events | readonly Partial<EventLabel>[] | VideoLabels,
  frameCount: number = Infinity,
): VideoLabels {
  const isWhole = !Array.isArray(given);
  const labels = isWhole ? (given as VideoLabels) : NO_LABELS;
  const events = (isWhole ? labels.events : given) as readonly (number | Partial<EventLabel>)[];
  eventFrames(
    name,
    events.map((event) => (typeof event === 'object' ? (event.frame ?? Number.NaN) : event)),
    frameCount,
  );
  return checkedLabels({
    ...labels,
    events: events.map((event): EventLabel => {
      if (typeof event === 'number') return { frame: event, source: 'person' };
      const { frame = 0, time, source = 'person', confidence, class: label } = event;
      return { frame, time, source, confidence, class: label };
    }),
  });
}

function describe({ title, labels: { events, ranges }, file }: LabelEditorState): string {
  const also = ranges.length > 0 ? `, ${plural(ranges.length, 'range')}` : '';
  return `${title}: ${plural(events.length, 'event')}${also}${file === undefined ? '' : `, saved in ${file}`}`;
}

/** Largest sides of pictures that are tried until they fit: a frame that is left out could not be labelled. */
const SIDES = [480, 360, 256, 176, 128];

/** Composes the page, decoding and encoding once. */
function pageMaker(video: Video | Frames): (state: LabelEditorState) => Promise<FigurePage> {
  const made = remembered(() => encode(video));
  return async (state) => {
    const { frames, encoded, content } = await made();
    const frameCount = frames.length;
    const thinned = encoded.stride > 1 ? ` Every ${encoded.stride}th frame has a picture: label it with framescope label.` : '';
    const marked = state.labels.events.map(({ frame }) => frame).filter((frame) => frame < frameCount);
    return {
      embedded: { ...encoded, content, timestamps: Array.from(frames.timestamps, (seconds) => Number(seconds.toFixed(6))) },
      poster: await contactStrip(frames, { events: marked, frameCount }),
      alt: `Frames of ${state.title}`,
      caption: `${describe(state)}.${thinned}`,
    };
  };
}

interface EncodedVideo {
  readonly frames: Frames;
  readonly encoded: EncodedFrames;
  readonly content: string;
}

async function encode(video: Video | Frames): Promise<EncodedVideo> {
  const content = await videoContent(video);
  const frames = video instanceof Frames ? video : await decode(video);
  const [smallest, ...larger] = [...SIDES].reverse();
  for (const side of larger.reverse()) {
    const encoded = await encodeFrames(frames, EMBEDDING_LIMIT, side);
    if (encoded.stride === 1) return { frames, encoded, content };
  }
  return { frames, encoded: await encodeFrames(frames, EMBEDDING_LIMIT, smallest), content };
}

/** Most bytes that are decoded for a figure: half a minute at full size, some minutes at the smallest. */
const MOST_BYTES = 2 ** 30;

function decode(video: Video): Promise<Frames> {
  const shownWidth = video.width * video.sampleAspectRatio;
  const sizes = SIDES.map((side) => {
    const scale = Math.min(1, side / Math.max(shownWidth, video.height));
    return { width: Math.max(1, Math.round(shownWidth * scale)), height: Math.max(1, Math.round(video.height * scale)) };
  });
  const size = sizes.find(({ width, height }) => width * height * 3 * video.frameCount <= MOST_BYTES);
  if (size) return video.frames({ size, color: 'rgb' });
  throw new InvalidInputError(`${video.name} is too long to be labelled in a figure`, {
    received: `${video.frameCount} frames`,
    hint: 'framescope label FOLDER labels videos of any length; or take a part: labelEditor(await video.frames({ start, end }))',
  });
}
