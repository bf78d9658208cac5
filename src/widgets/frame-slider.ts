import { InvalidInputError } from '../lib/errors.js';
import { requireNumber, requireOneOf } from '../lib/shape.js';
import type { Frames } from '../lib/video/frames.js';
import { commonClock } from './drawing/common-clock.js';
import { formatTime, plural } from './drawing/format.js';
import { type Events, eventFrames } from './event-frames.js';
import type { Figure } from './figure.js';
import { frameAnswers } from './frame-answers.js';
import { encodeVideos, sliderPage } from './frame-slider-page.js';
import { ownFigure } from './own-figure.js';
import { remembered } from './remembered.js';
import { requireShowable } from './showable-frames.js';
import type { FrameSliderState, SliderVideo } from './slider-states.js';
import { data, initially, integer, list, number, oneOf, text } from './traits.js';

/** How a frame slider plays. */
export interface SliderPlaying {
  /** How many times faster than in truth, 0.01 to 100. Default 1. */
  readonly speed?: number;
  /** 'true': each frame lasts as long as its timestamps say. 'even', of one video: all frames last equally long. Default 'true'. */
  readonly timing?: 'true' | 'even';
}

/** Options of `frameSlider` for one video. */
export interface FrameSliderOptions extends SliderPlaying {
  /** Frames at which something happens: marks on the strip below, a click jumps there. Default: none. */
  readonly events?: Events;
  /** Default: the frames' name. */
  readonly title?: string;
}

/** Options of `frameSlider` for several videos. */
export interface SynchronisedOptions extends SliderPlaying {
  /** One a video. Default: the frames' names. */
  readonly names?: readonly string[];
  /** A list for each video, in frames of that video. Default: none. */
  readonly events?: readonly Events[];
  /** Seconds by which each video starts after the clock, for cameras that were not started together. Default: all 0. */
  readonly offsets?: readonly number[];
  /** Default: the names. */
  readonly title?: string;
}

const SPEEDS = { least: 0.01, greatest: 100 };

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
    speed: number(SPEEDS),
    timing: oneOf('true', 'even'),
    videos: initially(data<readonly SliderVideo[]>('videos'), []),
  },
  text: describe,
  check: ({ frame, events, frameCount }) => void eventFrames('frame and events', [frame, ...events], frameCount),
  remake: frameSlider as (...inputs: readonly never[]) => Figure<FrameSliderState>,
});

/**
 * Frames to drag through and to play in their true timing, at any speed, with events marked on a strip below.
 *
 * Arrow keys step by one frame, Page Up and Page Down go from event to event, Home and End to the ends, Space plays. `+`, `-`, `0`,
 * pinching and Ctrl with the wheel zoom, dragging moves what is enlarged. The pixel under the pointer is told, with its value;
 * Shift and arrow keys move from pixel to pixel. Values are those of the frames as given while the kernel runs; without it those of
 * the page's picture, marked with ≈.
 *
 * Gray and rgb; pictures travel as WebP, and the page decodes those near its position only. If they take more than 5 MB, every n-th
 * frame is in the page, the caption says so, and the others come from the kernel while it runs.
 *
 * Several videos, `frameSlider([front, side], { names: ['front', 'side'] })`, are shown side by side on one clock: each shows the
 * frame of that moment, one that is over its last. They begin together, or as `offsets` say.
 *
 * @throws {InvalidInputError} when there is no video or no frame, times are wrong, an event lies beyond the last frame, or an
 * option does not fit.
 */
export function frameSlider(frames: Frames, options?: FrameSliderOptions): Figure<FrameSliderState>;
export function frameSlider(videos: readonly Frames[], options?: SynchronisedOptions): Figure<FrameSliderState>;
export function frameSlider(
  given: Frames | readonly Frames[],
  options: FrameSliderOptions | SynchronisedOptions = {},
): Figure<FrameSliderState> {
  const { speed = 1, timing = 'true' } = options;
  requireNumber('speed', speed, SPEEDS.least, SPEEDS.greatest);
  requireOneOf('timing', timing, ['true', 'even']);
  const isSeveral = Array.isArray(given);
  const videos: readonly Frames[] = isSeveral ? given : [given];
  const shown = isSeveral ? several(given, options as SynchronisedOptions) : one(given as Frames, options as FrameSliderOptions);
  const pictures = remembered(() => encodeVideos(videos));
  const figure = slider({
    state: { ...shown, frame: 0, speed, timing },
    inputs: () => [given, options],
    page: async (state) => sliderPage(describe(state), videos, state, await pictures()),
  });
  const answer = frameAnswers(videos);
  figure.onMessage((content) => answer(content, (told, sheets) => figure.send(told, sheets)));
  return figure;
}

type Shown = Omit<FrameSliderState, 'frame' | 'speed' | 'timing'>;

function one(frames: Frames, { events = [], title = frames?.name }: FrameSliderOptions): Shown {
  requireShowable('frameSlider', frames);
  const { length, frameRate, width, height } = frames;
  const state = { title, frameCount: length, frameRate, width, height };
  return { ...state, timestamps: secondsOf(frames, 0), events: eventFrames('events', events, length), videos: [] };
}

function several(frames: readonly Frames[], options: SynchronisedOptions): Shown {
  if (frames.length === 0) throw new InvalidInputError('frameSlider needs at least one video', { received: [] });
  const { names = frames.map((video) => video?.name), offsets = frames.map(() => 0), events = frames.map(() => []) } = options;
  for (const [name, values] of Object.entries({ names, offsets, events })) {
    if (!Array.isArray(values) || values.length !== frames.length) {
      const accepted = name === 'events' ? 'a list of frames for each video' : 'one for each video';
      throw new InvalidInputError(`${name} must be as many as there are videos, ${frames.length}`, {
        received: values,
        accepted,
      });
    }
  }
  if (options.timing === 'even') {
    throw new InvalidInputError('several videos are played in their true timing', { received: "timing: 'even'" });
  }
  frames.forEach((video, i) => {
    requireShowable('frameSlider', video, `video ${i} (${names[i]})`);
    requireNumber(`the offset of ${names[i]}`, offsets[i]);
    if (!Array.isArray(events[i])) {
      const accepted = 'events: [[frame, …], …], a list for each video';
      throw new InvalidInputError(`the events of ${names[i]} must be a list`, { received: events[i], accepted });
    }
  });
  const clock = commonClock(frames.map((video, i) => secondsOf(video, offsets[i] - video.timestamps[0])));
  const videos = frames.map(
    ({ frameRate, width, height, length }, i): SliderVideo => ({
      ...{ name: names[i], frameRate, frames: clock.frames[i], width, height },
      events: eventFrames(`the events of ${names[i]}`, events[i], length),
    }),
  );
  const marked = videos.flatMap((video) => video.events.map((frame) => video.frames.indexOf(frame)));
  return {
    title: options.title ?? names.join(', '),
    frameCount: clock.moments.length,
    frameRate: Math.max(...videos.map(({ frameRate }) => frameRate)),
    timestamps: clock.moments,
    events: [...new Set(marked)].sort((a, b) => a - b),
    ...{ width: videos[0].width, height: videos[0].height, videos },
  };
}

/** Timestamps as a page carries them, to the microsecond, shifted. */
function secondsOf({ timestamps }: Frames, by: number): number[] {
  return Array.from(timestamps, (seconds) => Math.round((seconds + by) * 1e6) / 1e6);
}

function describe({ title, frameCount, frameRate, timestamps, events, videos }: FrameSliderState): string {
  const seconds = formatTime(timestamps[frameCount - 1] - timestamps[0] + 1 / frameRate);
  const marked = events.length > 0 ? `, ${plural(events.length, 'event')}` : '';
  if (videos.length > 0) return `${title}: ${plural(videos.length, 'video')} on one clock, ${seconds}${marked}`;
  return `${title}: ${plural(frameCount, 'frame')}, ${Number(frameRate.toFixed(2))} fps, ${seconds}${marked}`;
}
