import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { FramescopeError } from '../lib/errors.js';
import { portable } from './portable.js';

/** What a figure is made of. */
export interface ComposedFigure {
  readonly kind: string;
  readonly key: string;
  readonly state: object;
  /** What its function was called with. */
  readonly inputs: readonly unknown[];
}

/** What a worker is given: the figure, and where to answer. */
export interface ComposeRequest extends ComposedFigure {
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
 * @throws {FramescopeError} when the figure could not be composed: so it is with kinds that a cell has defined.
 */
export function composeNow({ kind, key, state, inputs }: ComposedFigure): string {
  const isDone = new Int32Array(new SharedArrayBuffer(4));
  const { port1: own, port2: port } = new MessageChannel();
  const request: ComposeRequest = { kind, key, state, inputs: inputs.map(portable), isDone };
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
  throw new FramescopeError(`${kind} could not be shown at once`, {
    cause: reply?.error ?? 'no answer',
    hint: 'await figure.show() shows it, or says why not',
  });
}
