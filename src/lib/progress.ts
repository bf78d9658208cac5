import { AbortedError } from './errors.js';

/** Where a long call stands. */
export interface Progress {
  /** Units done so far, of `total`. */
  readonly done: number;
  /** Units in all; undefined while not known. */
  readonly total?: number;
  /** What a unit is: 'frame', 'batch', 'window', 'step'. */
  readonly unit: string;
  /** What is being done, for a reader: 'decoding hiro_1.mp4'. */
  readonly label?: string;
}

/** Options of every call that can take long. */
export interface LongCallOptions {
  /** Stops the call with an `AbortedError`. Default: the signal of the notebook cell it runs in, where there is one. */
  readonly signal?: AbortSignal;
  /** Called as the work goes on, at most once a batch or frame. */
  readonly onProgress?: (progress: Progress) => void;
}

/** The kernel publishes the running cell's signal under this registered symbol; elsewhere there is none. */
const KERNEL = Symbol.for('framescope.kernel');

/** The signal a long call obeys: the one given, else that of the notebook cell it runs in. */
export function effectiveSignal(given?: AbortSignal): AbortSignal | undefined {
  const host = (globalThis as { [KERNEL]?: { readonly signal?: AbortSignal } })[KERNEL];
  return given ?? host?.signal;
}

/** Throws an `AbortedError` when the signal is aborted. `what` completes the sentence: 'training', 'decoding hiro_1.mp4'. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new AbortedError(`${what} was interrupted`, { cause: signal.reason });
}

/** Lets timers, messages and an interrupt in. Called once a batch in every computing loop. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
