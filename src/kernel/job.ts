import { randomUUID } from 'node:crypto';
import type { ErrorContent, ExecuteReply, OutputMessage, OutputType } from './messages.js';

/** How a cell is executed. */
export interface ExecuteOptions {
  /** Shows no result, tells no input and counts nothing. Default false. */
  readonly silent?: boolean;
  /** Counts the execution. Default true. */
  readonly storeHistory?: boolean;
  /** Receives the messages of this execution, in order; the last is `status` idle. */
  readonly onMessage?: (message: OutputMessage) => void;
  /** Aborting it interrupts the cell; a queued one is aborted. */
  readonly signal?: AbortSignal;
}

/** An execution in a session's queue. */
export class Job {
  readonly id: string = randomUUID();
  readonly code: string;
  readonly options: ExecuteOptions;
  /** How far it has come in the executor's process: waiting for it, being compiled, running, having noticed an interrupt. */
  phase: 'waiting' | 'compiling' | 'running' | 'interrupting' = 'waiting';
  /** It shall not run: it was interrupted before it was sent. */
  isAborted = false;
  /** It did not react to an interrupt. */
  isBlocked = false;
  /** The interrupt under way, if any. */
  interruption: Promise<void> | undefined;
  /** Settles with the error that ended the cell in the executor's process, or with undefined. */
  readonly ended: Promise<ErrorContent | undefined>;
  readonly #resolve: (reply: ExecuteReply) => void;
  #end: (error: ErrorContent | undefined) => void = () => {};

  constructor(code: string, options: ExecuteOptions, resolve: (reply: ExecuteReply) => void) {
    this.code = code;
    this.options = options;
    this.#resolve = resolve;
    this.ended = new Promise((end) => {
      this.#end = end;
    });
  }

  /** Tells that the cell has ended in the executor's process. */
  end(error: ErrorContent | undefined): void {
    this.#end(error);
  }

  /** Publishes a message of this execution. */
  publish(type: OutputType, content: object): void {
    this.options.onMessage?.({ type, content: { ...content }, parentId: this.id });
  }

  /** Publishes that all is told, and replies. */
  reply(reply: ExecuteReply): void {
    this.publish('status', { execution_state: 'idle' });
    this.#resolve(reply);
  }
}
