import type { LabelStore } from './label-store.js';
import { Refused, type ServedProgress, type ServedVideo, type ServerLink } from './server-link.js';

/** Where the labels stand, in words, and whether the person has to do something. */
export interface SyncState {
  readonly words: string;
  readonly isBad: boolean;
  /** Another tab may write: this one can ask for it. */
  readonly canTakeOver: boolean;
}

/** Milliseconds between two looks at the server, and until a failed sending is tried again. */
const [BEAT, AGAIN] = [2000, 1000];

/**
 * Brings what is done in the browser to the server, in order and once: what is pending goes out at once, again and again while the server
 * is gone. Tells the server now and then that this tab is there.
 */
export class ServerSync {
  readonly #link: ServerLink;
  readonly #video: ServedVideo;
  readonly #store: LabelStore;
  readonly #onProgress: (progress: ServedProgress) => void;
  readonly #onState: (state: SyncState) => void;
  readonly #unlisten: () => void;
  readonly #beat: number;
  #sending: Promise<void> | undefined;
  #isStopped = false;
  #trouble: string | undefined;
  #isSaved: boolean;

  constructor(
    link: ServerLink,
    video: ServedVideo,
    store: LabelStore,
    { onProgress, onState }: { onProgress: (progress: ServedProgress) => void; onState: (state: SyncState) => void },
  ) {
    this.#link = link;
    this.#video = video;
    this.#store = store;
    this.#onProgress = onProgress;
    this.#onState = onState;
    this.#isSaved = video.isSaved;
    this.#unlisten = store.onChange(() => this.#send());
    this.#beat = window.setInterval(() => void this.#look(), BEAT);
  }

  /** Asks to be the tab that writes; what another tab did meanwhile is to be loaded first then. */
  async claim(takeOver: boolean = false): Promise<boolean> {
    const { isWriter } = await this.#link.claim(this.#video.name, takeOver);
    this.#store.readOnly = isWriter ? undefined : 'This video is open in another tab, which may change its labels';
    this.#tell();
    this.#send();
    return isWriter;
  }

  /** Resolves when everything is with the server and in the label file. Rejects in words where that cannot be. */
  async save(): Promise<void> {
    this.#send();
    await this.#sending;
    if (this.#store.pending.length > 0) throw new Error(this.#trouble ?? 'some labels have not reached the server');
    if (this.#store.readOnly !== undefined) return;
    this.#progressed(await this.#link.save(this.#video.name));
  }

  /** Ends it; the other tabs may write. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#beat);
    this.#unlisten();
    this.#link.leave(this.#video.name);
  }

  #send(): void {
    if (this.#store.pending.length === 0 || this.#store.readOnly !== undefined || this.#isStopped) {
      this.#tell();
      return;
    }
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
      this.#tell();
      if (this.#store.pending.length > 0 && !this.#isStopped) setTimeout(() => this.#send(), AGAIN);
    });
    this.#tell();
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#store.pending.length > 0) {
        const { confirmed, pending } = this.#store;
        const answer = await this.#link.send(this.#video.name, confirmed, pending);
        this.#trouble = undefined;
        this.#store.confirm(confirmed + pending.length);
        this.#progressed(answer);
      }
      // By then the file is written, unless there is more to do.
      setTimeout(() => !this.#isStopped && void this.#look(), BEAT / 2);
    } catch (error) {
      this.#failed(error);
    }
  }

  async #look(): Promise<void> {
    try {
      const { isWriter, actions, ...progress } = await this.#link.claim(this.#video.name);
      const isBehind = actions > this.#store.confirmed && this.#sending === undefined;
      if (!isWriter || isBehind) this.#store.readOnly = 'The labels of this video were changed in another tab';
      this.#trouble = undefined;
      this.#progressed(progress);
      this.#send();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (error instanceof Refused && error.status === 409)
      this.#store.readOnly = 'The labels of this video were changed in another tab';
    else if (error instanceof Refused && error.status === 400 && this.#store.pending.length > 0) {
      this.#trouble = `${error.message} It was taken back`;
      this.#store.drop();
    } else if (error instanceof Refused) this.#trouble = error.message;
    else this.#trouble = 'the server is gone: start framescope label again';
    this.#tell();
  }

  #progressed(progress: ServedProgress): void {
    this.#isSaved = progress.isSaved;
    this.#onProgress(progress);
    this.#tell();
  }

  #tell(): void {
    const { pending, readOnly } = this.#store;
    if (readOnly !== undefined) {
      this.#onState({ words: readOnly, isBad: true, canTakeOver: true });
      return;
    }
    if (this.#trouble !== undefined) {
      const kept = pending.length > 0 ? ` ${pending.length} not yet sent; this browser keeps them.` : '';
      this.#onState({ words: `${this.#trouble}.${kept}`, isBad: true, canTakeOver: false });
      return;
    }
    const isUntouched = pending.length === 0 && this.#store.confirmed === 0;
    const words =
      pending.length > 0 ? 'saving …' : this.#isSaved ? `saved in ${this.#video.labelFile}` : 'kept; writing the file …';
    this.#onState({ words: isUntouched ? '' : words, isBad: false, canTakeOver: false });
  }
}
