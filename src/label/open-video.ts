import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { VideoEntry } from '../lib/data/video-folder.js';
import { openVideo, type Video } from '../lib/video/video.js';
import { FrameTimes } from './frame-times.js';
import { LabelledVideo, type LabelPlaces } from './labelled-video.js';
import { CHUNK, type FrameChunk, ShownFrames } from './shown-frames.js';
import { WriterLock } from './writer-lock.js';

/** How far the frames of a video are counted, and how its labels stand. */
export interface OpenProgress {
  readonly frameCount: number;
  /** Whether `frameCount` is what decodes, not what the container claims. */
  readonly isCounted: boolean;
  readonly counted: number;
  /** Whether the label file holds the labels. */
  readonly isSaved: boolean;
  /** Why the labels that were found may be another video's. */
  readonly problem?: string;
}

/** A video that is open in the editor: its pictures, its labels, and who may change them. */
export class OpenVideo {
  readonly video: Video;
  readonly times: FrameTimes;
  readonly frames: ShownFrames;
  readonly labelled: LabelledVideo;
  readonly lock: WriterLock = new WriterLock();
  readonly #entry: VideoEntry;
  #problem: string | undefined;

  private constructor(entry: VideoEntry, video: Video, times: FrameTimes, labelled: LabelledVideo) {
    this.#entry = entry;
    this.video = video;
    this.times = times;
    this.frames = new ShownFrames(video, times);
    this.labelled = labelled;
  }

  /** Probes the file and finds its labels: quick, whatever its length. Its frames are counted in the background. */
  static async open(entry: VideoEntry, places: LabelPlaces): Promise<OpenVideo> {
    const video = await openVideo(entry.file);
    const times = new FrameTimes(video);
    try {
      const labelled = await LabelledVideo.open(entry, places, () => times.all());
      const opened = new OpenVideo(entry, video, times, labelled);
      times.all().then(
        () => opened.#settle(),
        () => undefined,
      );
      return opened;
    } catch (error) {
      times.stop();
      throw error;
    }
  }

  /** Frames of the video: what decodes, once that is known; until then what the container claims. */
  get frameCount(): number {
    const known = this.times.seconds.length;
    return this.times.isWhole ? known : Math.max(known, this.video.frameCount);
  }

  /** Everything a page needs to begin. */
  async describe(): Promise<Readonly<Record<string, unknown>>> {
    const { name, frameRate, isVariableFrameRate, duration, width, height } = this.video;
    const { size } = await stat(this.#entry.file);
    return {
      name,
      file: basename(this.#entry.file),
      size,
      width,
      height,
      shown: this.frames.size,
      frameRate,
      isVariableFrameRate,
      duration,
      chunk: CHUNK,
      labelFile: basename(this.labelled.places.labels),
      notices: this.labelled.notices,
      ...this.labelled.story,
      ...this.progress,
    };
  }

  /** How far the frames are counted, and whether the label file is up to date. */
  get progress(): OpenProgress {
    const { times, frameCount, labelled } = this;
    const problem = this.#problem === undefined ? {} : { problem: this.#problem };
    return { frameCount, isCounted: times.isWhole, counted: times.seconds.length, isSaved: labelled.isSaved, ...problem };
  }

  /** Frames as one message: the length of a JSON head (uint32, little-endian), the head, and the pictures one after the other. */
  async chunk(index: number, signal: AbortSignal): Promise<Buffer> {
    return encodeChunk(await this.frames.get(index, signal));
  }

  /** Saves, and gives everything back. */
  async close(): Promise<void> {
    this.times.stop();
    await this.frames.close();
    await this.labelled.close();
  }

  #settle(): void {
    this.#problem = this.labelled.settle(this.times.seconds.length);
  }
}

function encodeChunk({ start, frames }: FrameChunk): Buffer {
  const head = Buffer.from(
    JSON.stringify({ start, times: frames.map(({ time }) => time), lengths: frames.map(({ jpeg }) => jpeg.length) }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...frames.map(({ jpeg }) => jpeg)]);
}
