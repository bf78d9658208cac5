/** After so many milliseconds without a word another tab may write. */
const SILENT = 15_000;

/** Which of several browser tabs may change the labels of one video: the first, until it leaves, falls silent, or another is preferred. */
export class WriterLock {
  #writer: string | undefined;
  #heard = 0;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether this tab may write from now on. With `isTakingOver` it may even where another one does. */
  claim(tab: string, isTakingOver: boolean = false): boolean {
    const isFree = this.#writer === undefined || this.#now() - this.#heard > SILENT;
    if (isFree || isTakingOver) this.#writer = tab;
    return this.hears(tab);
  }

  /** Whether this tab may write; if so, it has been heard of. */
  hears(tab: string): boolean {
    if (tab !== this.#writer) return false;
    this.#heard = this.#now();
    return true;
  }

  /** The tab leaves. */
  release(tab: string): void {
    if (tab === this.#writer) this.#writer = undefined;
  }
}
