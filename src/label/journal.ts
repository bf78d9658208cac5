import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LabelAction } from '../lib/data/labels/label-session.js';
import { NO_LABELS, type VideoLabels } from '../lib/data/labels/video-labels.js';
import { InvalidInputError } from '../lib/errors.js';
import { writeAtomically, writeError } from '../lib/write-atomically.js';

/** An action with the name its sender gave it, so that one sent twice is done once. */
export interface JournalEntry {
  readonly id: string;
  readonly action: LabelAction;
}

/** What a journal begins with. */
export interface JournalHead {
  /** File name of the video. */
  readonly video: string;
  /** The labels that the actions start from. */
  readonly base: VideoLabels;
  /** Digest of the label file that `base` was read from; null where there was none. */
  readonly digest: string | null;
}

/**
 * Everything done to the labels of one video, action by action, on disk before it counts: a process that is killed loses none.
 *
 * A text file of JSON lines: the head, then actions `{ id, action }`, and before the label file is written `{ saving: digest }`. What
 * was cut off in its last line by a crash was never confirmed to anybody, and is left out.
 */
export class Journal {
  readonly path: string;
  readonly head: JournalHead;
  readonly #entries: JournalEntry[];
  readonly #digests: Set<string | null>;
  #file: FileHandle | undefined;
  /** Length of what is whole, in bytes. */
  #length: number;

  private constructor(path: string, head: JournalHead, contents: JournalContents) {
    this.path = path;
    this.head = head;
    this.#entries = contents.entries;
    this.#digests = new Set([head.digest, ...contents.digests]);
    this.#length = contents.length;
  }

  /**
   * The journal at a path; undefined where there is none.
   *
   * @throws {InvalidInputError} when it is damaged before its last line.
   */
  static async find(path: string): Promise<Journal | undefined> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const { head, ...contents } = readLines(text, path);
    return head && new Journal(path, head, contents);
  }

  /** A journal without actions. It comes on disk with the first of them. */
  static begin(path: string, head: JournalHead): Journal {
    return new Journal(path, head, { entries: [], digests: [], length: 0 });
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Whether a label file with this digest is the one the journal began with, or one that was saved from it. */
  knows(digest: string | null): boolean {
    return this.#digests.has(digest);
  }

  /** Whether a label file with this digest was saved from this journal. */
  wrote(digest: string): boolean {
    return digest !== this.head.digest && this.#digests.has(digest);
  }

  /**
   * Adds actions; when this resolves they are on disk, whatever happens next.
   *
   * @throws {WriteError} when they cannot be written; then none of them counts.
   */
  async append(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#write(entries);
    this.#entries.push(...entries);
  }

  /** Notes that a label file of this digest is about to be written. */
  async noteSaving(digest: string): Promise<void> {
    if (this.#digests.has(digest)) return;
    await this.#write([{ saving: digest }]);
    this.#digests.add(digest);
  }

  /** Gives the file back to the system. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** Moves the file out of the way; gives the name it has now. */
  async setAside(): Promise<string> {
    await this.close();
    const aside = `${this.path}.${new Date().toISOString().replace(/[:.]/g, '-')}.bak`;
    await rename(this.path, aside);
    return aside;
  }

  async #write(lines: readonly object[]): Promise<void> {
    const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    try {
      const file = await this.#opened();
      await file.write(text, 0, text.length, this.#length);
      await file.datasync();
      this.#length += text.length;
    } catch (error) {
      await this.#file?.truncate(this.#length).catch(() => undefined);
      throw writeError(this.path, error);
    }
  }

  async #opened(): Promise<FileHandle> {
    if (this.#file) return this.#file;
    if (this.#length === 0) {
      const head = `${JSON.stringify({ format: 'framescope journal', version: 1, ...this.head })}\n`;
      await mkdir(dirname(this.path), { recursive: true });
      await writeAtomically(this.path, head);
      this.#length = Buffer.byteLength(head);
    }
    this.#file = await open(this.path, 'r+');
    await this.#file.truncate(this.#length); // the torn line of a crash
    await this.#file.sync();
    return this.#file;
  }
}

interface JournalContents {
  readonly entries: JournalEntry[];
  readonly digests: readonly string[];
  readonly length: number;
}

function readLines(text: string, path: string): JournalContents & { readonly head?: JournalHead } {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole
    .split('\n')
    .slice(0, -1)
    .map((line, i) => parseLine(line, i, path));
  const [first, ...rest] = lines;
  if (first === undefined) return { entries: [], digests: [], length: 0 };
  if (first.format !== 'framescope journal' || first.version !== 1) {
    throw new InvalidInputError(`${path} is no journal of this version of framescope`, { received: first });
  }
  const { video = '', base = NO_LABELS, digest = null } = first as Partial<JournalHead>;
  return {
    head: { video, base, digest },
    entries: rest.filter((line) => 'action' in line) as unknown as JournalEntry[],
    digests: rest.flatMap((line) => (typeof line.saving === 'string' ? line.saving : [])),
    length: Buffer.byteLength(whole),
  };
}

function parseLine(line: string, i: number, path: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch (cause) {
    throw new InvalidInputError(`line ${i + 1} of the journal ${path} is damaged`, {
      received: line.slice(0, 80),
      hint: 'Move the file away to go on with the label file alone',
      cause,
    });
  }
}
