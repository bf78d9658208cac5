import { readFile } from 'node:fs/promises';
import { encodeLabelFile } from '../lib/data/label-encoders.js';
import type { VideoLabels } from '../lib/data/labels/video-labels.js';
import { saveLabels } from '../lib/data/save-labels.js';

/** What a label file is written with, beside the labels. */
export interface LabelSaverOptions {
  /** The video's name. */
  readonly video: string;
  readonly frameCount?: number;
}

/**
 * Keeps a label file up to date, one writing after the other, of those that wait only the last. What others wrote there is kept as a
 * `.bak`; what was written from here is replaced.
 */
export class LabelSaver {
  readonly path: string;
  readonly #options: LabelSaverOptions;
  #written: Buffer | undefined;
  #next: VideoLabels | undefined;
  #running: Promise<void> | undefined;

  constructor(path: string, options: LabelSaverOptions) {
    this.path = path;
    this.#options = options;
  }

  /** Resolves when these labels, or later ones, are in the file. Rejects as `saveLabels` does. */
  save(labels: VideoLabels): Promise<void> {
    this.#next = labels;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    for (let labels = this.#next; labels; labels = this.#next) {
      this.#next = undefined;
      const isOurs = this.#written?.equals(await readFile(this.path).catch(() => Buffer.alloc(0))) ?? false;
      await saveLabels(this.path, labels, { ...this.#options, existing: isOurs ? 'replace' : 'keep' });
      this.#written = Buffer.from(encodeLabelFile(this.path, { ...labels, ...this.#options }));
    }
  }
}
