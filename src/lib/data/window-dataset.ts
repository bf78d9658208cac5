import { type MimeBundle, showValuesOf, tableBundle } from '../display.js';
import { InvalidInputError } from '../errors.js';
import { nearestNames } from '../nearest-names.js';
import { type Preprocessing, scaleBytes } from '../preprocessing.js';
import type { Random } from '../random.js';
import { requireCount } from '../shape.js';
import type { Frames } from '../video/frames.js';
import { type LoadOptions, loadLabelledVideos } from './load-labelled-videos.js';
import { mirror } from './mirror.js';
import { type SplitNames, type SplitOptions, type SplitShares, splitVideos } from './split.js';
import { type VideoFolder, videoFolder } from './video-folder.js';
import { eventsInWindow, windowStarts } from './windows.js';

/** A decoded video with its events. */
export interface LabelledVideo {
  readonly name: string;
  readonly frames: Frames;
  /** Frame indices, ascending. */
  readonly events: readonly number[];
}

/** Windows ready for a model. */
export interface WindowBatch {
  /** `[size, window, height, width, channels]` in C order, in [0, 1]. */
  readonly inputs: Float32Array;
  /** `[size, window]`: 1 where a frame holds an event, else 0. */
  readonly targets: Float32Array;
  /** Number of windows. */
  readonly size: number;
}

/** How a pass over a dataset goes. */
export interface BatchesOptions {
  /** Windows a batch; the last one may be smaller. */
  readonly batchSize: number;
  /** Every video cut at a new random phase, windows in random order across videos. False: evaluation order from frame 0. */
  readonly shuffle: boolean;
  /** Needed where something is random. */
  readonly random?: Random;
  /** Mirror whole windows left to right by the toss of a coin. Default false. */
  readonly flip?: boolean;
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

/** Where a window lies. */
interface WindowPlace {
  readonly video: LabelledVideo;
  readonly start: number;
}

/**
 * Windows of labelled videos: what a counter is trained and evaluated on. Frames stay bytes; batches become numbers.
 */
export class WindowDataset {
  readonly videos: readonly LabelledVideo[];
  readonly preprocessing: Preprocessing;
  private readonly places: readonly WindowPlace[];

  constructor(videos: readonly LabelledVideo[], preprocessing: Preprocessing) {
    this.videos = videos;
    this.preprocessing = preprocessing;
    this.places = this.cut(() => 0);
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

  /** The frames of window `index`. */
  clip(index: number): Frames {
    const { video, start } = this.place(index);
    return video.frames.slice(start, start + this.preprocessing.window);
  }

  /** The target of window `index`: 1 for a frame with an event, else 0. */
  target(index: number): number[] {
    const { video, start } = this.place(index);
    const target = new Array<number>(this.preprocessing.window).fill(0);
    for (const offset of eventsInWindow(video.events, start, target.length)) target[offset] = 1;
    return target;
  }

  /** One pass over all windows. */
  *batches({ batchSize, shuffle, random, flip = false }: BatchesOptions): Generator<WindowBatch> {
    requireCount('batchSize', batchSize);
    if ((shuffle || flip) && !random) throw new InvalidInputError('shuffle and flip need random, a seeded generator');
    const places = shuffle && random ? random.shuffle(this.cut(() => random.integer(this.preprocessing.window))) : this.places;
    for (let first = 0; first < places.length; first += batchSize) {
      yield this.batch(places.slice(first, first + batchSize), flip ? random : undefined);
    }
  }

  toString(): string {
    return `${this.videos.length} videos, ${this.length} windows of ${this.preprocessing.window} frames, ${this.eventCount} events`;
  }

  private batch(places: readonly WindowPlace[], coin: Random | undefined): WindowBatch {
    const { window } = this.preprocessing;
    const size = (places[0].video.frames.data.length / places[0].video.frames.length) * window;
    const inputs = new Float32Array(places.length * size);
    const targets = new Float32Array(places.length * window);
    for (const [i, { video, start }] of places.entries()) {
      const clip = video.frames.slice(start, start + window);
      scaleBytes(clip.data, inputs, i * size);
      if (coin && coin.uniform() < 0.5) mirror(inputs.subarray(i * size, (i + 1) * size), clip.width, clip.channels);
      for (const offset of eventsInWindow(video.events, start, window)) targets[i * window + offset] = 1;
    }
    return { inputs, targets, size: places.length };
  }

  private cut(phase: () => number): WindowPlace[] {
    const length = this.preprocessing.window;
    return this.videos.flatMap((video) => {
      const starts = windowStarts(video.frames.length, { length, offset: phase() });
      return starts.map((start) => ({ video, start }));
    });
  }

  private place(index: number): WindowPlace {
    requireCount('window index', index, 0);
    const place = this.places[index];
    if (!place) throw new InvalidInputError(`window index must be below ${this.length}`, { received: index });
    return place;
  }
}

showValuesOf(WindowDataset, { text: (dataset) => String(table(dataset)['text/plain']), bundle: table });

function table(dataset: WindowDataset): MimeBundle {
  const { window } = dataset.preprocessing;
  const rows = dataset.videos.map(({ name, frames, events }) => {
    const starts = windowStarts(frames.length, { length: window });
    const positive = starts.filter((start) => eventsInWindow(events, start, window).length > 0).length;
    return {
      video: name,
      frames: frames.length,
      fps: Number(frames.frameRate.toFixed(2)),
      windows: starts.length,
      events: events.length,
      'windows with an event': `${Math.round((100 * positive) / starts.length)} %`,
    };
  });
  return tableBundle(String(dataset), rows);
}
