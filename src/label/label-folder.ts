import { join } from 'node:path';
import { readLabelFile } from '../lib/data/label-file.js';
import { type VideoEntry, type VideoFolder, videoFolder } from '../lib/data/video-folder.js';
import { NotFoundError } from '../lib/errors.js';
import { nearestNames } from '../lib/nearest-names.js';
import { lockFolder } from './editor-lock.js';
import { JOURNALS, LabelledVideo, placesOf } from './labelled-video.js';
import { OpenVideo } from './open-video.js';

/** What the list of videos says of one. */
export interface ListedVideo {
  readonly name: string;
  /** Its label file, where there is one. */
  readonly labels?: string;
  /** Events in it; missing where it cannot be read. */
  readonly events?: number;
}

/** Videos that are open at once: each holds pictures. */
const MOST_OPEN = 4;

/** A folder of videos being labelled by this process alone. */
export class LabelFolder {
  readonly folder: VideoFolder;
  readonly #ending: string;
  readonly #unlock: () => Promise<void>;
  readonly #open = new Map<string, Promise<OpenVideo>>();
  /** A video being closed: it must not be opened again meanwhile. */
  #closing: Promise<void> = Promise.resolve();

  private constructor(folder: VideoFolder, ending: string, unlock: () => Promise<void>) {
    this.folder = folder;
    this.#ending = ending;
    this.#unlock = unlock;
  }

  /**
   * Opens a folder of videos; label files of videos that have none yet end in `ending`.
   *
   * @throws {NotFoundError} when the folder is missing.
   * @throws {InvalidInputError} when it holds no videos, or another process labels them.
   * @throws {WriteError} when nothing can be written beside the labels.
   */
  static async open(path: string, ending: string): Promise<LabelFolder> {
    const folder = videoFolder(path);
    return new LabelFolder(folder, ending, await lockFolder(join(folder.labelFolder, JOURNALS, 'editor.lock')));
  }

  /** Writes the label files that a killed process did not come to write. Gives the names of their videos. */
  async recover(): Promise<string[]> {
    const recovered: string[] = [];
    for (const entry of this.folder.videos) {
      const places = placesOf(entry, this.folder.labelFolder, this.#ending);
      const labelled = await LabelledVideo.resume(entry, places);
      if (labelled && !labelled.isSaved) recovered.push(entry.name);
      await labelled?.close();
    }
    return recovered;
  }

  /** All videos, with what is labelled of them. */
  list(): Promise<ListedVideo[]> {
    return Promise.all(videoFolder(this.folder.root).videos.map((entry) => this.#listed(entry)));
  }

  /**
   * A video of the folder, opened once for all who ask.
   *
   * @throws {NotFoundError} when the folder has none of this name.
   */
  async video(name: string): Promise<OpenVideo> {
    const entry = this.folder.videos.find((video) => video.name === name);
    if (!entry) {
      const near = nearestNames(
        name,
        this.folder.videos.map((video) => video.name),
      ).join(', ');
      throw new NotFoundError('the folder has no video of this name', { received: name, hint: `Nearest names: ${near}` });
    }
    await this.#closing;
    const known = this.#open.get(name);
    const opened = known ?? OpenVideo.open(entry, placesOf(entry, this.folder.labelFolder, this.#ending));
    this.#open.delete(name); // moved to the end: what was asked for last is closed last
    this.#open.set(name, opened);
    opened.catch(() => this.#open.get(name) === opened && this.#open.delete(name));
    if (!known) this.#closeOldest();
    return opened;
  }

  /** The same, for somebody who begins to look at it: its frames are counted first, those of the others later. */
  async look(name: string): Promise<OpenVideo> {
    const looked = await this.video(name);
    for (const other of this.#open.values())
      void other.then((video) => video !== looked && video.times.rest()).catch(() => undefined);
    looked.times.start();
    return looked;
  }

  /** Saves everything and gives the folder free. */
  async close(): Promise<void> {
    try {
      await this.#closing;
      for (const opened of this.#open.values()) await (await opened.catch(() => undefined))?.close();
    } finally {
      await this.#unlock();
    }
  }

  #closeOldest(): void {
    const [[oldest, opened]] = this.#open;
    if (this.#open.size <= MOST_OPEN) return;
    this.#open.delete(oldest);
    this.#closing = opened.then((video) => video.close()).catch(() => undefined);
  }

  async #listed({ name, labels }: VideoEntry): Promise<ListedVideo> {
    const opened = await this.#open.get(name)?.catch(() => undefined);
    if (labels === undefined) return { name, ...(opened ? { events: opened.labelled.labels.events.length } : {}) };
    const events = opened ? opened.labelled.labels.events.length : await readLabelFile(labels).then(countOf, () => undefined);
    return { name, labels, ...(events === undefined ? {} : { events }) };
  }
}

function countOf({ marks }: { readonly marks: readonly unknown[] }): number {
  return marks.length;
}
