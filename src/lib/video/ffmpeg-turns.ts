import { availableParallelism } from 'node:os';
import { throwIfAborted } from '../progress.js';

/** The right to run one ffmpeg. */
export interface Turn {
  /** Says that nobody waits for frames at present, so that others may start; the work may go on whenever somebody does again. */
  rest(): void;
  /** Says that somebody waits for frames. */
  work(): void;
  /** Gives the right back; a second time does nothing. */
  end(): void;
}

/** After so many milliseconds of rest a turn no longer counts. Loops that take frame after frame rest for less. */
const RESTED = 20;

/**
 * Lets at most `limit` ffmpegs work at once, in the order in which they asked.
 *
 * A turn whose frames nobody takes does not count, so that a loop which opens a second video inside the first, or takes from many
 * in turn, never waits for itself. (Such an ffmpeg uses no processor: it waits at its full pipe.)
 */
export class FfmpegTurns {
  private readonly limit: number;
  private readonly started = new Set<Entry>();
  private readonly waiting = new Set<() => void>();
  private clock: NodeJS.Timeout | undefined;

  constructor(limit: number = availableParallelism()) {
    this.limit = limit;
  }

  /** Resolves when it is the caller's turn; rejects with an `AbortedError` when interrupted before. */
  async take(what: string, signal: AbortSignal | undefined): Promise<Turn> {
    throwIfAborted(signal, what);
    const entry = this.waiting.size === 0 && this.isFree() ? this.start() : await this.wait(signal);
    const end = (): void => {
      this.started.delete(entry);
      this.callNext();
    };
    if (signal?.aborted) end();
    throwIfAborted(signal, what);
    const rest = (): void => {
      entry.restingSince = performance.now();
    };
    const work = (): void => {
      entry.restingSince = Infinity;
    };
    return { rest, work, end };
  }

  private isFree(): boolean {
    const rested = performance.now() - RESTED;
    const working = [...this.started].filter(({ restingSince }) => restingSince > rested);
    return working.length < this.limit;
  }

  private start(): Entry {
    const entry = { restingSince: Infinity };
    this.started.add(entry);
    return entry;
  }

  /** Waits to be called, or for the interrupt. */
  private wait(signal: AbortSignal | undefined): Promise<Entry> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal?.removeEventListener('abort', go);
        this.waiting.delete(go);
        resolve(this.start());
      };
      signal?.addEventListener('abort', go, { once: true });
      this.waiting.add(go);
      this.clock ??= setInterval(() => this.callNext(), RESTED);
    });
  }

  private callNext(): void {
    for (const next of this.waiting) if (this.isFree()) next();
    if (this.waiting.size > 0) return;
    clearInterval(this.clock);
    this.clock = undefined;
  }
}

/** A turn that was taken; `restingSince` in milliseconds, infinite while somebody waits for frames. */
interface Entry {
  restingSince: number;
}

/** The turns of this process: one ffmpeg a core, since each keeps at least one busy. */
export const ffmpegTurns: FfmpegTurns = new FfmpegTurns();
