import { AbortedError } from '../errors.js';
import { throwIfAborted } from '../progress.js';
import { BatchWorker } from './batch-worker.js';
import { makeBatch, type PlannedWindow, type WindowBatch, type WindowSource } from './window-batch.js';

/** Batches prepared before they are asked for; each more is memory only, since preparing is faster than any step. */
const AHEAD = 2;

/**
 * Makes the batches of a pass in a thread, while the caller computes with the one before.
 *
 * The first is made here, while the thread starts. Where no thread can be had, all are. The thread ends with the pass,
 * however that ends.
 *
 * @throws {AbortedError} when interrupted.
 */
export async function* prefetchBatches(
  source: WindowSource,
  batches: readonly (readonly PlannedWindow[])[],
  signal: AbortSignal | undefined,
): AsyncGenerator<WindowBatch> {
  const what = 'preparing batches';
  throwIfAborted(signal, what);
  const worker = batches.length > 1 ? new BatchWorker(shared(source)) : undefined;
  const ahead: Promise<WindowBatch | undefined>[] = [];
  let asked = 1;
  try {
    for (const [i, windows] of batches.entries()) {
      const next = i === 0 ? undefined : ahead.shift();
      while (worker && asked < batches.length && ahead.length < AHEAD) ahead.push(worker.make(batches[asked++]));
      const made = worker && next ? await worker.awaited(orAborted(next, signal, what)) : undefined;
      throwIfAborted(signal, what);
      yield made ?? makeBatch(source, windows);
    }
  } finally {
    await worker?.stop();
  }
}

/** The answer, or an `AbortedError` as soon as the signal is aborted. */
async function orAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  if (!signal) return answer;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new AbortedError(`${what} was interrupted`, { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function shared(source: WindowSource): WindowSource {
  return { ...source, videos: source.videos.map(({ data, events }) => ({ data: sharedBytes(data), events })) };
}

const sharedCopies = new WeakMap<Uint8Array, Uint8Array>();

/** The bytes in memory that threads share: themselves where they lie there, else a copy, made once. */
export function sharedBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const known = sharedCopies.get(bytes);
  if (known) return known;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  sharedCopies.set(bytes, copy);
  return copy;
}
