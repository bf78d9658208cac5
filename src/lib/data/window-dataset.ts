import { type MimeBundle, showValuesOf, tableBundle } from '../display.js';
import { InvalidInputError } from '../errors.js';
import { nearestNames } from '../nearest-names.js';
import { channelsOf, type Preprocessing, requireMatchingFrames } from '../preprocessing.js';
import type { Random } from '../random.js';
import { requireCount } from '../shape.js';
import type { Frames } from '../video/frames.js';
import { type ClassBalance, classBalance } from './class-balance.js';
import { type LoadOptions, loadLabelledVideos } from './load-labelled-videos.js';
import { prefetchBatches } from './prefetch.js';
import { type SplitNames, type SplitOptions, type SplitShares, splitVideos } from './split.js';
import { type VideoFolder, videoFolder } from './video-folder.js';
import { makeBatch, type PlannedWindow, type WindowBatch, type WindowSource } from './window-batch.js';
import { type BatchesOptions, cutWindows, planPass } from './window-pass.js';
import { eventsInWindow } from './windows.js';

/** A decoded video with its events. */
export interface LabelledVideo {
  readonly name: string;
  readonly frames: Frames;
  /** Frame indices, ascending. */
  readonly events: readonly number[];
}

export type { BatchesOptions, WindowBatch };

/** How a pass goes whose batches are prepared ahead. */
export interface PrefetchOptions extends BatchesOptions {
  /** Ends the pass with an `AbortedError`. Default: none; a batch takes milliseconds, and leaving the loop ends the pass too. */
  readonly signal?: AbortSignal;
}

/** A window cut at random, to look at. */
export interface RandomWindow {
  /** The video it is from. */
  readonly name: string;
  /** Its first frame. */
  readonly start: number;
  readonly clip: Frames;
  /** A number a frame: 1 where it holds an event, else 0. */
  readonly target: number[];
}

/** One round of leaving a video out. */
export interface LeftOut {
  /** The video left out. */
  readonly name: string;
  /** All others. */
  readonly train: WindowDataset;
  /** The one left out. */
  readonly validation: WindowDataset;
}

/** A dataset's three parts. */
export interface DatasetSplit {
  readonly train: WindowDataset;
  readonly validation: WindowDataset;
  readonly test: WindowDataset;
  /** Which videos are where, as plain data. */
  readonly names: SplitNames;
}

/**
 * Windows of labelled videos: what a counter is trained and evaluated on. Frames stay bytes; batches become numbers.
 */
export class WindowDataset {
  readonly videos: readonly LabelledVideo[];
  readonly preprocessing: Preprocessing;
  private readonly places: readonly PlannedWindow[];

  /** @throws {InvalidInputError} when frames are not of the size and colour that `preprocessing` says. */
  constructor(videos: readonly LabelledVideo[], preprocessing: Preprocessing) {
    for (const { frames } of videos) requireMatchingFrames(frames.shape, preprocessing);
    this.videos = videos;
    this.preprocessing = preprocessing;
    this.places = cutWindows(videos, preprocessing.window);
  }

  /**
   * Decodes all labelled videos of a folder, two at a time. Videos without labels are left out.
   *
   * @throws {InvalidInputError} when nothing is labelled, labels and video do not fit, or a video is shorter than a window.
   * @throws {AbortedError} when interrupted.
   */
  static async open(folder: VideoFolder | string, options: LoadOptions = {}): Promise<WindowDataset> {
    const source = typeof folder === 'string' ? videoFolder(folder) : folder;
    const { videos, preprocessing } = await loadLabelledVideos(source, options);
    return new WindowDataset(videos, preprocessing);
  }

  /** Number of windows, without overlap, from frame 0. */
  get length(): number {
    return this.places.length;
  }

  /** Number of events in all videos. */
  get eventCount(): number {
    return this.videos.reduce((sum, { events }) => sum + events.length, 0);
  }

  /**
   * The videos of these names alone, in this dataset's order.
   *
   * @throws {InvalidInputError} when a name is unknown; the message lists the nearest.
   */
  select(names: readonly string[]): WindowDataset {
    const known = this.videos.map(({ name }) => name);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new InvalidInputError('no labelled video has this name', {
        received: unknown,
        accepted: `nearest: ${nearestNames(unknown, known).join(', ')}`,
      });
    }
    return new WindowDataset(
      this.videos.filter(({ name }) => names.includes(name)),
      this.preprocessing,
    );
  }

  /**
   * Two datasets: the named videos for validation, the others for training. Split by video, since neighbouring windows are
   * nearly the same picture.
   *
   * @throws {InvalidInputError} when a name is unknown, or a side would be empty.
   */
  splitByVideo({ validation }: { readonly validation: readonly string[] }): { train: WindowDataset; validation: WindowDataset } {
    const names = this.videos.map(({ name }) => name);
    const held = this.select(validation);
    const train = this.select(names.filter((name) => !validation.includes(name)));
    if (train.videos.length === 0 || held.videos.length === 0) {
      throw new InvalidInputError('both sides of a split need a video', {
        received: validation,
        accepted: `some of ${names.join(', ')}, not all`,
      });
    }
    return { train, validation: held };
  }

  /**
   * Leaves each video out once: `name` is the one left out, `validation` holds it alone, `train` all the others.
   *
   * @throws {InvalidInputError} when there are fewer than two videos.
   */
  *leaveOneOut(): Generator<LeftOut> {
    if (this.videos.length < 2) {
      throw new InvalidInputError('leaving one video out needs at least two', { received: this.videos.map(({ name }) => name) });
    }
    for (const { name } of this.videos) yield { name, ...this.splitByVideo({ validation: [name] }) };
  }

  /**
   * Three datasets for training, choosing and the final test, by whole videos and stratified by how often events come.
   *
   * `names` is the split as plain data: `JSON.stringify` it beside the model, and `select(names.train)` makes the part again.
   *
   * @throws {InvalidInputError} when shares do not make 1, or there are fewer than three videos or groups.
   */
  split(shares: SplitShares, options: SplitOptions = {}): DatasetSplit {
    const names = splitVideos(this.videos, shares, options);
    return { train: this.select(names.train), validation: this.select(names.validation), test: this.select(names.test), names };
  }

  /** How many windows and frames hold events. */
  get balance(): ClassBalance {
    return classBalance(this.videos, this.places, this.preprocessing.window);
  }

  /** The frames of window `index`. */
  clip(index: number): Frames {
    const { video, start } = this.place(index);
    return this.videos[video].frames.slice(start, start + this.preprocessing.window);
  }

  /** The target of window `index`: 1 for a frame with an event, else 0. */
  target(index: number): number[] {
    const { video, start } = this.place(index);
    return this.targetAt(this.videos[video], start);
  }

  /** A window to look at, from any place of any video, each place as likely as any other. */
  randomWindow(random: Random): RandomWindow {
    const { window } = this.preprocessing;
    const starts = this.videos.map(({ frames }) => frames.length - window + 1);
    let at = random.integer(starts.reduce((sum, count) => sum + count, 0));
    let index = 0;
    while (at >= starts[index]) at -= starts[index++];
    const video = this.videos[index];
    const clip = video.frames.slice(at, at + window);
    return { name: video.name, start: at, clip, target: this.targetAt(video, at) };
  }

  /**
   * One pass over all windows.
   *
   * @throws {InvalidInputError} when an option is out of range, or something random is wanted without `random`.
   */
  *batches(options: BatchesOptions): Generator<WindowBatch> {
    for (const windows of planPass(this.videos, this.preprocessing.window, options)) yield makeBatch(this.source(), windows);
  }

  /**
   * The same pass, bit for bit, prepared in a thread of its own while the caller computes; at most two batches ahead. Leaving
   * the loop ends the thread; where none can be started, batches are made as they are asked for, and a warning says so once.
   *
   * @throws {InvalidInputError} as `batches` does.
   * @throws {AbortedError} when interrupted.
   */
  async *prefetch({ signal, ...options }: PrefetchOptions): AsyncGenerator<WindowBatch> {
    const batches = planPass(this.videos, this.preprocessing.window, options);
    yield* prefetchBatches(this.source(), batches, signal);
  }

  /** One line for a reader. */
  toString(): string {
    const frames = this.videos.reduce((sum, video) => sum + video.frames.length, 0);
    return `${this.videos.length} videos, ${frames} frames, ${this.length} windows of ${this.preprocessing.window} frames, ${this.eventCount} events`;
  }

  private source(): WindowSource {
    const { window, size, color } = this.preprocessing;
    const videos = this.videos.map(({ frames, events }) => ({ data: frames.data, events }));
    return { videos, window, height: size, width: size, channels: channelsOf(color) };
  }

  private targetAt({ events }: LabelledVideo, start: number): number[] {
    const target = new Array<number>(this.preprocessing.window).fill(0);
    for (const offset of eventsInWindow(events, start, target.length)) target[offset] = 1;
    return target;
  }

  private place(index: number): PlannedWindow {
    requireCount('window index', index, 0);
    const place = this.places[index];
    if (!place) throw new InvalidInputError(`window index must be below ${this.length}`, { received: index });
    return place;
  }
}

showValuesOf(WindowDataset, { text: (dataset) => String(table(dataset)['text/plain']), bundle: table });

function table(dataset: WindowDataset): MimeBundle {
  const isClaimedOtherwise = dataset.videos.some(({ frames }) => (frames.claimedFrameCount ?? frames.length) !== frames.length);
  const rows = dataset.videos.map((video) => {
    const { frames, events } = video;
    const { windows } = dataset.select([video.name]).balance;
    return {
      video: video.name,
      frames: frames.length,
      ...(isClaimedOtherwise ? { 'frames claimed': frames.claimedFrameCount ?? '–' } : {}),
      fps: Number(frames.frameRate.toFixed(2)),
      windows: windows.total,
      events: events.length,
      'windows with an event': `${Math.round(100 * windows.share)} %`,
    };
  });
  return tableBundle(String(dataset), rows);
}
