import { act, type LabelAction, type LabelSession, replay } from '../../../lib/data/labels/label-session.js';
import type { VideoLabels } from '../../../lib/data/labels/video-labels.js';

/** An action with a name, so that one sent twice is done once. */
export interface StoredAction {
  readonly id: string;
  readonly action: LabelAction;
}

/** What a store begins with. */
export interface LabelStoreInit {
  /** The labels before all actions. */
  readonly base: VideoLabels;
  /** What has been done and is kept by whoever keeps it. */
  readonly entries?: readonly StoredAction[];
  /** Where this browser keeps what nobody else does yet; called with the labels that somebody keeps. */
  readonly draftKey: (kept: VideoLabels) => string;
}

/**
 * The labels of one video in the browser. Everything done is kept in this browser's storage until somebody else confirms to keep it, so
 * that nothing is lost when the tab is closed or the server is gone.
 */
export class LabelStore {
  readonly #draftKeyOf: LabelStoreInit['draftKey'];
  readonly #listeners = new Set<() => void>();
  readonly #base: VideoLabels;
  readonly #entries: StoredAction[];
  /** Whether this store has a draft in the browser's storage: another tab's is none of its business. */
  #hasDraft = false;
  #session: LabelSession;
  #confirmed: number;
  #draftKey: string;
  /** Why nothing may be changed; undefined where it may. */
  #readOnly: string | undefined;
  /** How many actions of an earlier visit were found in this browser. */
  readonly recovered: number;

  constructor({ base, entries = [], draftKey }: LabelStoreInit) {
    this.#draftKeyOf = draftKey;
    this.#base = base;
    this.#entries = [...entries];
    this.#confirmed = entries.length;
    this.#session = replay(
      base,
      entries.map(({ action }) => action),
    );
    this.#draftKey = draftKey(this.labels);
    this.#recover(this.#draftKey);
    this.recovered = this.pending.length;
    this.#hasDraft = this.recovered > 0;
  }

  get session(): LabelSession {
    return this.#session;
  }

  get labels(): VideoLabels {
    return this.#session.labels;
  }

  /** Actions that somebody keeps. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** Actions that only this browser keeps. */
  get pending(): readonly StoredAction[] {
    return this.#entries.slice(this.#confirmed);
  }

  get readOnly(): string | undefined {
    return this.#readOnly;
  }

  set readOnly(reason: string | undefined) {
    if (reason === this.#readOnly) return;
    this.#readOnly = reason;
    this.#tell();
  }

  /**
   * Does something.
   *
   * @throws {InvalidInputError} when it cannot be done, in words for the person.
   */
  dispatch(action: LabelAction): void {
    if (this.#readOnly !== undefined) throw new Error(this.#readOnly);
    const session = act(this.#session, action);
    if (session === this.#session) return;
    this.#session = session;
    this.#entries.push({ id: newId(), action });
    this.#writeDraft();
    this.#tell();
  }

  /** So many actions are kept elsewhere now. */
  confirm(count: number): void {
    this.#confirmed = Math.min(count, this.#entries.length);
    this.#writeDraft();
    if (this.pending.length === 0) this.#draftKey = this.#draftKeyOf(this.labels);
    this.#tell();
  }

  /** Does what another draft of this browser holds, as far as it can be done; the draft is this store's from then on. */
  adopt(draftKey: string): void {
    this.#recover(draftKey);
    this.#writeDraft();
    forgetDraft(draftKey);
    this.#tell();
  }

  /** Takes back the first action that nobody keeps, since it was refused, and what cannot be done without it. */
  drop(): void {
    const [, ...rest] = this.#entries.splice(this.#confirmed);
    const kept = this.#entries.map(({ action }) => action);
    this.#session = replay(this.#base, kept);
    for (const entry of rest) this.#tryAgain(entry);
    this.#writeDraft();
    this.#tell();
  }

  /** Calls a listener whenever something changes; gives a function that ends this. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #recover(draftKey: string): void {
    const known = new Set(this.#entries.map(({ id }) => id));
    for (const entry of readDraft(draftKey)) if (!known.has(entry.id)) this.#tryAgain(entry);
  }

  #tryAgain(entry: StoredAction): void {
    try {
      this.#session = act(this.#session, entry.action);
      this.#entries.push(entry);
    } catch {
      // what it was about is no longer there
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #writeDraft(): void {
    const { pending } = this;
    try {
      if (pending.length > 0) localStorage.setItem(this.#draftKey, JSON.stringify(pending));
      else if (this.#hasDraft) localStorage.removeItem(this.#draftKey);
      this.#hasDraft = pending.length > 0;
    } catch {
      // a browser that keeps nothing, or is full: the server, or the download, still does
    }
  }
}

/** A name that nobody else gives. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where this browser keeps drafts, of all places that begin so. */
export function draftsUnder(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** Lets go what this browser has kept. */
export function forgetDraft(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing
  }
}

/** What this browser has kept. */
export function readDraft(key: string): StoredAction[] {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? '[]') as unknown;
    return Array.isArray(draft) ? (draft as StoredAction[]) : [];
  } catch {
    return [];
  }
}
