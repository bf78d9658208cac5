import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { FramescopeError } from '../lib/errors.js';
import type { FigureKind } from './figure.js';

/** What a worker is given: the figure's kind, what it was made of, and where to answer. */
export interface ComposeRequest {
  readonly kind: FigureKind;
  readonly inputs: readonly unknown[];
  /** Set to 1 when the answer is there. */
  readonly isDone: Int32Array;
}

/** What a worker answers. */
export type ComposeReply = { readonly html: string } | { readonly error: string };

/** Milliseconds after which a figure is given up. */
const PATIENCE = 60_000;

/**
 * A figure's HTML, at once: a worker composes it while this thread waits.
 *
 * For stock tslab alone, which ends a cell as soon as its value is printed: an output that comes later is lost.
 *
 * @throws {FramescopeError} when the figure could not be composed.
 */
export function composeNow(kind: FigureKind, inputs: readonly unknown[]): string {
  const isDone = new Int32Array(new SharedArrayBuffer(4));
  const { port1: own, port2: port } = new MessageChannel();
  const request: ComposeRequest = { kind, inputs, isDone };
  // The compiled worker, whether this file runs compiled or from source.
  const worker = new Worker(new URL('../../dist/widgets/compose-worker.js', import.meta.url), {
    workerData: { request, port },
    transferList: [port],
  });
  worker.unref();
  // An error of the worker's own start cannot be heard while this thread waits; afterwards it has been reported already.
  worker.on('error', () => {});
  Atomics.wait(isDone, 0, 0, PATIENCE);
  const reply = receiveMessageOnPort(own)?.message as ComposeReply | undefined;
  own.close();
  if (reply && 'html' in reply) return reply.html;
  throw new FramescopeError(`${kind} could not be shown`, {
    cause: reply?.error ?? 'no answer',
    hint: 'await figure.show() says why',
  });
}
