import { setTimeout as sleep } from 'node:timers/promises';
import type { MimeBundle } from '../../lib/display.js';
import { kernelHost } from '../host.js';

/** A figure whose outputs are kept up to date. */
export interface DisplayedFigure {
  /** By which the kernel finds the figure's outputs. */
  readonly displayId: string;
  /** Whether a front end shows the figure and passes its values on. */
  readonly isLive: boolean;
  toMimeBundle(): Promise<MimeBundle>;
}

/** Milliseconds that a front end has to answer before a figure is shown anew in its place. */
const PATIENCE = 1000;

/** Milliseconds between two such showings: each replaces a whole output, which costs a front end more than a value. */
const INTERVAL = 250;

/**
 * What cells have displayed of a figure, kept up to date where no front end is live: the figure is shown anew in its place.
 *
 * So a notebook that runs without a front end, or in one without widgets, ends with the last state. The cell that made the
 * change waits for it.
 */
export class DisplayedOutput {
  readonly #figure: DisplayedFigure;
  #shownAt: number | undefined;
  #refreshedAt = -Infinity;
  #isPlanned = false;

  constructor(figure: DisplayedFigure) {
    this.#figure = figure;
  }

  /** Whether a cell has shown the figure. */
  get isShown(): boolean {
    return this.#shownAt !== undefined;
  }

  /** A cell shows the figure now. */
  shown(): void {
    this.#shownAt = performance.now();
  }

  /** Something has changed; `isForSaved` where a live front end has to put it into the saved notebook as well. */
  changed({ isForSaved = false }: { readonly isForSaved?: boolean } = {}): void {
    const host = kernelHost();
    if (this.#shownAt === undefined || this.#isPlanned || !host?.refresh) return;
    if (this.#figure.isLive && !isForSaved) return;
    this.#isPlanned = true;
    host.refresh(this.#figure.displayId, this.#shownAnew(this.#shownAt, isForSaved));
  }

  async #shownAnew(shownAt: number, isForSaved: boolean): Promise<MimeBundle | undefined> {
    const { isLive } = this.#figure;
    const due = Math.max(this.#refreshedAt + INTERVAL, isLive ? 0 : shownAt + PATIENCE);
    try {
      // At least a turn: what else the code changes now comes along.
      await sleep(Math.max(0, due - performance.now()));
    } finally {
      this.#isPlanned = false;
    }
    if (this.#figure.isLive && !isForSaved) return undefined;
    this.#refreshedAt = performance.now();
    return this.#figure.toMimeBundle();
  }
}
