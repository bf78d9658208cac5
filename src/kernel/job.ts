import { randomUUID } from 'node:crypto';
import { InputUnavailableError } from './errors.js';
import type { ErrorContent, ExecuteReply, ExpressionResult, OutputMessage, OutputType, PagePayload } from './messages.js';
import type { ExecutorRequest, Turn } from './wire.js';

/** How a cell is executed. */
export interface ExecuteOptions {
  /** Shows no result, tells no input and counts nothing. Default false. */
  readonly silent?: boolean;
  /** Counts the execution. Default true. */
  readonly storeHistory?: boolean;
  /** The notebook's cell that is executed, where the front end says it. Default: unknown. */
  readonly cellId?: string;
  /** Receives the messages of this execution, in order; the last is `status` idle. */
  readonly onMessage?: (message: OutputMessage) => void;
  /** Aborting it interrupts the cell; a queued one is aborted. */
  readonly signal?: AbortSignal;
  /** When the cell fails, those queued at that moment are aborted. Default true. */
  readonly stopOnError?: boolean;
  /** Expressions to evaluate after the cell, by name; where it succeeds, the reply tells what they gave. */
  readonly userExpressions?: Readonly<Record<string, string>>;
  /** Asks the user for a line of text, until `signal` is aborted. Without it, `input` in the cell fails. */
  readonly onInput?: (question: Question, signal: AbortSignal) => Promise<string>;
}

/** What a cell asks the user. */
export interface Question {
  readonly prompt: string;
  /** What is entered is not shown. */
  readonly password: boolean;
}

/** Asks the user what a cell wants to know; only the running one can. */
export async function answerQuestion(
  job: Job | undefined,
  { request: id, prompt, password }: Question & { readonly request: string },
): Promise<Extract<ExecutorRequest, { type: 'input_reply' }>> {
  try {
    if (!job) throw new InputUnavailableError('Only the running cell can ask for input.');
    return { type: 'input_reply', id, value: await job.ask({ prompt, password }) };
  } catch (error) {
    return { type: 'input_reply', id, failure: (error as Error).message };
  }
}

/** An execution in a session's queue. */
export class Job {
  readonly id: string = randomUUID();
  readonly code: string;
  readonly options: ExecuteOptions;
  /** How far it has come in the executor's process: waiting for it, being compiled, running, having noticed an interrupt. */
  phase: 'waiting' | 'compiling' | 'running' | 'interrupting' = 'waiting';
  /** Its number in the executor's process, once it is there. */
  turn: Turn = 0;
  /** It shall not run: it was interrupted before it was sent. */
  isAborted = false;
  /** It did not react to an interrupt. */
  isBlocked = false;
  /** The interrupt under way, if any. */
  interruption: Promise<void> | undefined;
  /** Settles with the error that ended the cell in the executor's process, or with undefined. */
  readonly ended: Promise<ErrorContent | undefined>;
  readonly payload: PagePayload[] = [];
  expressions: Readonly<Record<string, ExpressionResult>> | undefined;
  readonly #whileRunning = new AbortController();
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
    this.#whileRunning.abort();
    this.#end(error);
  }

  /** Asks the user on behalf of the cell. */
  async ask(question: Question): Promise<string> {
    const { onInput } = this.options;
    if (!onInput) throw new InputUnavailableError('This front end takes no input for the running cell.');
    return onInput(question, this.#whileRunning.signal);
  }

  /** Publishes a message of this execution. */
  publish(type: OutputType, content: object): void {
    this.options.onMessage?.({ type, content: { ...content }, parentId: this.id });
  }

  /** Publishes that all is told, and replies with how the cell has ended. */
  reply(executionCount: number, error: ErrorContent | undefined): void {
    this.publish('status', { execution_state: 'idle' });
    const base = {
      execution_count: executionCount,
      ...(this.payload.length > 0 ? { payload: this.payload } : {}),
    };
    const expressions = this.expressions ? { user_expressions: this.expressions } : {};
    if (this.isAborted) this.#resolve({ status: 'aborted', ...base });
    else this.#resolve(error ? { status: 'error', ...base, ...error } : { status: 'ok', ...base, ...expressions });
  }

  /** Replies that the cell never ran. */
  abort(executionCount: number): void {
    this.isAborted = true;
    this.publish('status', { execution_state: 'busy' });
    this.reply(executionCount, undefined);
  }
}
