import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encodeLabelFile } from '../lib/data/label-encoders.js';
import { readLabelBytes } from '../lib/data/label-file.js';
import { act, type LabelAction, type LabelSession, replay } from '../lib/data/labels/label-session.js';
import { NO_LABELS, type VideoLabels } from '../lib/data/labels/video-labels.js';
import { labelsOf } from '../lib/data/load-labels.js';
import { saveLabels } from '../lib/data/save-labels.js';
import type { VideoEntry } from '../lib/data/video-folder.js';
import { InvalidInputError } from '../lib/errors.js';
import { Journal, type JournalEntry } from './journal.js';

/** Where the labels of a video lie. */
export interface LabelPlaces {
  /** The label file that is kept up to date. */
  readonly labels: string;
  readonly journal: string;
}

/** Milliseconds without a further action after which the label file is written: the actions are on disk already. */
const PAUSE = 700;

/**
 * The labels of one video while it is edited: each action is in the journal before it counts, and the label file follows.
 *
 * What somebody else wrote is kept as a `.bak`; what is written from here replaces only what was written here.
 */
export class LabelledVideo {
  readonly places: LabelPlaces;
  /** What the person should know about how the labels were found. */
  readonly notices: readonly string[];
  readonly #entry: VideoEntry;
  readonly #journal: Journal;
  #session: LabelSession;
  readonly #ids: Set<string>;
  /** Actions and savings, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isSaved: boolean;
  #frameCount: number | undefined;
  /** What the label file says of the video. */
  readonly #claimedFrameCount: number | undefined;

  private constructor(entry: VideoEntry, places: LabelPlaces, journal: Journal, found: Found) {
    this.#entry = entry;
    this.places = places;
    this.#journal = journal;
    this.#session = replay(
      journal.head.base,
      journal.entries.map(({ action }) => action),
    );
    this.#ids = new Set(journal.entries.map(({ id }) => id));
    this.notices = found.notices;
    this.#claimedFrameCount = claimedFrameCount(found.content, places.labels);
    this.#isSaved = journal.entries.length === 0 || isHolding(found.content, places.labels, this.labels);
  }

  /**
   * Finds the labels: those of the journal where the label file is the one it knows, else those of the label file.
   *
   * @throws {InvalidInputError} when neither can be read; when labels are times, `timesOf` is asked for those of the frames.
   */
  static async open(entry: VideoEntry, places: LabelPlaces, timesOf: () => Promise<Float64Array>): Promise<LabelledVideo> {
    const content = await contentOf(places.labels);
    const digest = content === undefined ? null : digestOf(content);
    const journal = await Journal.find(places.journal);
    if (journal?.knows(digest)) return new LabelledVideo(entry, places, journal, { content, notices: [] });
    const notices: string[] = [];
    if (journal) {
      const aside = basename(await journal.setAside());
      const what = content === undefined ? 'is gone' : 'was changed elsewhere';
      notices.push(`${basename(places.labels)} ${what} since it was labelled here. What you did here is kept in ${aside}.`);
    }
    const base = content === undefined ? NO_LABELS : await readLabels(content, places.labels, entry, timesOf);
    const begun = Journal.begin(places.journal, { video: basename(entry.file), base, digest });
    return new LabelledVideo(entry, places, begun, { content, notices });
  }

  /** The labels of a journal, where there is one and the label file is the one it knows. */
  static async resume(entry: VideoEntry, places: LabelPlaces): Promise<LabelledVideo | undefined> {
    const journal = await Journal.find(places.journal);
    if (!journal) return undefined;
    const content = await contentOf(places.labels);
    const isKnown = journal.knows(content === undefined ? null : digestOf(content));
    return isKnown ? new LabelledVideo(entry, places, journal, { content, notices: [] }) : undefined;
  }

  get labels(): VideoLabels {
    return this.#session.labels;
  }

  /** The labels that the journal began with, and everything done since. */
  get story(): { readonly base: VideoLabels; readonly entries: readonly JournalEntry[] } {
    return { base: this.#journal.head.base, entries: this.#journal.entries };
  }

  /** Whether the label file holds the labels. */
  get isSaved(): boolean {
    return this.#isSaved;
  }

  /**
   * Frames of the video, once the decoder has counted them: labels beyond the last are refused from then on, and `.json` keeps the
   * number. Gives a sentence where the labels that were found cannot be this video's.
   */
  settle(frameCount: number): string | undefined {
    this.#frameCount = frameCount;
    const { events, ranges } = this.labels;
    const last = Math.max(-1, events.at(-1)?.frame ?? -1, ...ranges.map(({ end }) => end));
    const name = basename(this.places.labels);
    if (this.#claimedFrameCount !== undefined && this.#claimedFrameCount !== frameCount) {
      return `${name} was made for a video of ${this.#claimedFrameCount} frames; this one has ${frameCount}. Are these its labels?`;
    }
    return last < frameCount
      ? undefined
      : `${name} has a label on frame ${last}; the last frame is ${frameCount - 1}. Are these its labels?`;
  }

  /**
   * Does actions that lie after the first `after`; when this resolves they are on disk. Those done before are left out.
   *
   * @returns actions in all.
   * @throws {InvalidInputError} when one cannot be done; those before it are done.
   * @throws {WriteError} when the journal cannot be written; then none is done.
   */
  act(after: number, sent: readonly JournalEntry[]): Promise<number> {
    return this.#inTurn(async () => {
      const entries = sent.filter(({ id }) => !this.#ids.has(id));
      const isUpToDate = after + sent.length - entries.length === this.#journal.entries.length || entries.length === 0;
      if (!isUpToDate)
        throw new InvalidInputError('the labels were changed in another tab meanwhile', { hint: 'Load the page again' });
      const done: JournalEntry[] = [];
      let session = this.#session;
      try {
        for (const entry of entries) {
          this.#requireWithin(entry.action);
          session = act(session, entry.action);
          done.push(entry);
        }
      } finally {
        await this.#journal.append(done);
        for (const { id } of done) this.#ids.add(id);
        this.#session = session;
        if (done.length > 0) this.#saveSoon();
      }
      return this.#journal.entries.length;
    });
  }

  /** Writes the label file, if it does not hold the labels yet. Gives the name of the copy that was kept of the first one. */
  save(): Promise<string | undefined> {
    return this.#inTurn(async () => {
      clearTimeout(this.#timer);
      if (this.#isSaved) return undefined;
      const options = { video: this.#entry.file, ...(this.#frameCount === undefined ? {} : { frameCount: this.#frameCount }) };
      const content = await contentOf(this.places.labels);
      const existing = content && this.#journal.wrote(digestOf(content)) ? 'replace' : 'keep';
      const { labels } = this;
      await this.#journal.noteSaving(digestOf(Buffer.from(encodeLabelFile(this.places.labels, { ...labels, ...options }))));
      const copy = await saveLabels(this.places.labels, labels, { ...options, existing });
      this.#isSaved = true;
      return copy === undefined ? undefined : basename(copy);
    });
  }

  /** Writes what is to be written, and closes the journal. */
  async close(): Promise<void> {
    await this.save();
    await this.#inTurn(() => this.#journal.close());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #saveSoon(): void {
    this.#isSaved = false;
    clearTimeout(this.#timer);
    // A failure shows when the page saves, or at the end; the journal holds everything.
    this.#timer = setTimeout(() => void this.save().catch(() => undefined), PAUSE);
  }

  #requireWithin(action: LabelAction): void {
    const frame = lastFrameOf(action);
    if (this.#frameCount === undefined || frame < this.#frameCount) return;
    throw new InvalidInputError('this label lies beyond the last frame', {
      received: frame,
      accepted: `frames 0 to ${this.#frameCount - 1}`,
    });
  }
}

/** The last frame that an action puts a label on; −1 where it puts none. */
function lastFrameOf(action: LabelAction): number {
  if (action.type === 'add') return action.event.frame;
  if (action.type === 'move') return action.to;
  return action.type === 'addRange' ? action.range.end : -1;
}

interface Found {
  readonly content: Buffer | undefined;
  readonly notices: readonly string[];
}

/** Where a video's labels lie: its label file, or one of `ending` beside the others; the journal in a hidden folder of its own. */
export function placesOf(entry: VideoEntry, labelFolder: string, ending: string): LabelPlaces {
  const labels = entry.labels ?? join(labelFolder, `${entry.name}${ending}`);
  return { labels, journal: join(dirname(labels), JOURNALS, `${entry.name}.jsonl`) };
}

/** The hidden folder of the journals, beside the label files. */
export const JOURNALS = '.framescope-labels';

async function readLabels(
  content: Buffer,
  path: string,
  { file }: VideoEntry,
  timesOf: () => Promise<Float64Array>,
): Promise<VideoLabels> {
  const read = readLabelBytes(content, basename(path), basename(file));
  const isTimed = read.marks.some(({ frame }) => frame === undefined) || (read.spans ?? []).some(({ frames }) => !frames);
  return labelsOf(read, { video: file, ...(isTimed ? { timestamps: await timesOf() } : {}) });
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}

/** Frames of the video, as a label file says; undefined where it does not. */
function claimedFrameCount(content: Buffer | undefined, path: string): number | undefined {
  return content && readLabelBytes(content, basename(path)).frameCount;
}

/** Whether a label file holds these labels, as far as its format can. */
function isHolding(content: Buffer | undefined, path: string, labels: VideoLabels): boolean {
  if (content === undefined) return false;
  const held = labelsOf(readLabelBytes(content, basename(path)));
  return String(encodeLabelFile(path, held)) === String(encodeLabelFile(path, labels));
}

function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
