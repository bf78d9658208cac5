import type { CommTraffic } from './comm.js';
import { BLOCKED, diedError } from './death.js';
import { SessionClosedError } from './errors.js';
import { ExecutorProcess } from './executor-process.js';
import { interruptCell, interruptListener } from './interrupt.js';
import { answerQuestion, type ExecuteOptions, Job } from './job.js';
import type { ErrorContent, ExecuteReply, OutputMessage } from './messages.js';
import { Queries, type QueryAnswers, type QueryKind } from './queries.js';
import { StreamCoalescer } from './stream-coalescer.js';
import type { ExecutorEvent } from './wire.js';

export type { ExecuteOptions, Question } from './job.js';
export type { ErrorContent, ExecuteReply, OutputMessage, OutputType, StreamName } from './messages.js';

/** How a session is started. */
export interface SessionOptions {
  /** The folder in which cells run: where their relative paths and packages are looked for. */
  readonly cwd: string;
  /** Default: this process' environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Receives what a cell puts out after its execution has ended: from timers, un-awaited promises, processes. */
  readonly onLateMessage?: (message: OutputMessage) => void;
  /** Receives what cells send over comms; `parentId` is the execution, or the `sendComm`, that caused it. */
  readonly onComm?: (traffic: CommTraffic, parentId: string) => void;
  /** The process of the cells has ended: variables and comms are lost. */
  readonly onStateLost?: () => void;
}

/**
 * Runs cells, one after the other, in a process of its own in which their variables live.
 *
 * What cells show arrives as the contents of Jupyter's messages. When the process dies, a fresh one takes its place: variables are
 * lost, the session goes on.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #streams = new StreamCoalescer(({ id, name, text }) => this.#publish(id, 'stream', { name, text }));
  readonly #queue: Job[] = [];
  readonly #queries = new Queries();
  #process: ExecutorProcess;
  #running: Job | undefined;
  #latestId = '';
  #count = 0;
  #isClosed = false;
  #isOutputHeld = false;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#process = this.#startProcess();
  }

  /**
   * Starts a session; settles when its process can run cells, in about a second.
   *
   * @throws {KernelStartError} when the process cannot be started, such as in a folder that does not exist.
   */
  static async start(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    await session.#process.ready;
    return session;
  }

  /** A session whose process still starts; cells wait for it, and fail where it cannot be started. */
  static open(options: SessionOptions): Session {
    return new Session(options);
  }

  /** The count of the latest execution that was counted. */
  get executionCount(): number {
    return this.#count;
  }

  /** The execution that is under way, undefined where none is. */
  get runningId(): string | undefined {
    return this.#running?.id;
  }

  /**
   * Asks about code without executing it, also while a cell waits; while one blocks, the answer comes after it.
   *
   * @param offset position in the code, in UTF-16 code units.
   * @returns undefined where the process that runs the cells cannot answer.
   */
  query<K extends QueryKind>(kind: K, code: string, offset: number = code.length): Promise<QueryAnswers[K] | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    return this.#queries.ask(this.#liveProcess(), { kind, code, offset });
  }

  /**
   * Executes a cell after all that were queued before. The promise never rejects for what the cell does.
   *
   * When a cell fails or is interrupted, those that are queued at that moment are aborted.
   *
   * @throws {SessionClosedError} after `shutdown`.
   */
  execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteReply> {
    if (this.#isClosed) return Promise.reject(new SessionClosedError('The session was shut down; start another one.'));
    return new Promise((resolve) => {
      const { signal } = options;
      const cancel = (): void => this.#cancel(job);
      const job = new Job(code, options, (reply) => {
        signal?.removeEventListener('abort', cancel);
        resolve(reply);
      });
      if (signal?.aborted) return job.abort(this.#count);
      signal?.addEventListener('abort', cancel);
      this.#queue.push(job);
      this.#next();
    });
  }

  /**
   * Interrupts the running cell and aborts the queued ones; settles when the cell has ended.
   *
   * The cell's signal is aborted and its synchronous code ended; a cell that still waits a second later is given up, one that
   * blocks is ended together with its process, and with it all variables.
   */
  async interrupt(): Promise<void> {
    const job = this.#running;
    this.#abortQueued();
    if (!job) return this.#endBlockedListener();
    job.interruption ??= this.#interrupt(job);
    this.holdOutput(this.#isOutputHeld);
    await job.interruption;
  }

  /** Ends the session and all processes that its cells have started. Running and queued cells are aborted. */
  async shutdown(): Promise<void> {
    this.#isClosed = true;
    this.holdOutput(false);
    this.#abortQueued();
    await this.#process.shutdown();
  }

  /**
   * Hands what the front end sends over a comm to the cells' code, also while a cell waits; settles when it has been handled.
   *
   * @param id names what the handling causes: outputs come as late messages with this `parentId`.
   */
  async sendComm(id: string, traffic: CommTraffic): Promise<void> {
    if (!this.#isClosed) await this.#queries.send(this.#liveProcess(), id, traffic);
  }

  /**
   * Stops reading what cells put out, so that they wait in their next output; or goes on. While a cell is interrupted, all is read:
   * it shall not wait for a slow reader.
   */
  holdOutput(isHeld: boolean): void {
    this.#isOutputHeld = isHeld;
    this.#process.holdOutput(isHeld && this.#running?.interruption === undefined);
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#running = job;
    void this.#run(job);
  }

  async #run(job: Job): Promise<void> {
    const { silent = false, storeHistory = true } = job.options;
    const isCounted = !silent && storeHistory;
    if (isCounted) this.#count++;
    const executionCount = this.#count;
    const label = isCounted ? `In[${executionCount}]` : `In[uncounted-${job.id.slice(0, 8)}]`;
    job.publish('status', { execution_state: 'busy' });
    if (!silent) job.publish('execute_input', { code: job.code, execution_count: executionCount });
    const error = await this.#perform(job, { label, executionCount, silent });
    await this.#process.drained();
    this.#streams.flush();
    this.#running = undefined;
    this.#latestId = job.id;
    this.holdOutput(this.#isOutputHeld);
    const aborted = error && job.options.stopOnError !== false ? this.#queue.splice(0) : [];
    job.reply(executionCount, error);
    for (const next of aborted) next.abort(this.#count);
    this.#next();
  }

  async #perform(job: Job, how: { label: string; executionCount: number; silent: boolean }): Promise<ErrorContent | undefined> {
    try {
      await this.#liveProcess().ready;
    } catch (failure) {
      return this.#fail(job, diedError((failure as Error).message));
    }
    if (job.isAborted) return undefined;
    job.phase = 'compiling';
    job.turn = this.#process.nextTurn();
    const { id, code, turn, options } = job;
    this.#process.send({
      type: 'execute',
      id,
      code,
      turn,
      cellId: options.cellId,
      userExpressions: options.userExpressions,
      ...how,
    });
    return job.ended;
  }

  async #interrupt(job: Job): Promise<void> {
    if (job.phase === 'waiting') {
      job.isAborted = true;
      return;
    }
    const outcome = await interruptCell(this.#process, job, this.#queries);
    if (outcome === 'ended') return;
    job.isBlocked = true;
    this.#process.kill();
    await job.ended;
  }

  /** A listener that waits in native code can be ended only with its process. */
  async #endBlockedListener(): Promise<void> {
    const process = this.#process;
    if ((await interruptListener(process, this.#queries)) === 'ended') return;
    process.kill();
    await process.ended;
  }

  #cancel(job: Job): void {
    const place = this.#queue.indexOf(job);
    if (place >= 0) {
      this.#queue.splice(place, 1);
      job.abort(this.#count);
    } else if (this.#running === job) void this.interrupt();
  }

  #abortQueued(): void {
    for (const job of this.#queue.splice(0)) job.abort(this.#count);
  }

  #liveProcess(): ExecutorProcess {
    if (this.#process.hasEnded && !this.#isClosed) this.#process = this.#startProcess();
    return this.#process;
  }

  #startProcess(): ExecutorProcess {
    const process: ExecutorProcess = new ExecutorProcess({
      cwd: this.#options.cwd,
      env: this.#options.env ?? globalThis.process.env,
      onEvent: (event) => this.#onEvent(event),
      onNativeText: (name, text) => this.#streams.push({ id: this.#running?.id ?? this.#latestId, name, text }),
      onEnd: (how) => this.#onEnd(process, how),
    });
    return process;
  }

  #onEvent(event: ExecutorEvent): void {
    if (event.type === 'ready') return;
    if (event.type === 'stream') {
      this.#streams.push(event);
      return;
    }
    this.#streams.flush();
    const job = this.#running?.id === event.id ? this.#running : undefined;
    if (event.type === 'output') this.#publish(event.id, event.output, event.content);
    else if (event.type === 'answer') this.#queries.settle(event.id, event.content);
    else if (event.type === 'input') void answerQuestion(job, event).then((reply) => this.#process.send(reply));
    else if (event.type === 'comm') this.#options.onComm?.(event, event.id);
    else if (event.type === 'payload') job?.payload.push(event.payload);
    else if (event.type === 'done') {
      if (job) job.expressions = event.userExpressions;
      job?.end(event.error);
    } else if (job) job.phase = event.type;
  }

  /** Puts a fresh process in the place of one that died; one that never became ready is tried again with the next cell. */
  #onEnd(process: ExecutorProcess, how: string): void {
    this.#streams.flush();
    this.#queries.giveUp();
    const job = this.#running;
    if (this.#isClosed) {
      if (job) job.isAborted = true;
      job?.end(undefined);
      return;
    }
    if (!process.wasReady) return;
    this.#options.onStateLost?.();
    this.#process = this.#startProcess();
    if (!job || job.phase === 'waiting') this.#publish(this.#latestId, 'error', diedError(how));
    else job.end(this.#fail(job, job.isBlocked ? BLOCKED : diedError(how)));
  }

  #fail(job: Job, error: ErrorContent): ErrorContent {
    job.publish('error', error);
    return error;
  }

  /** Publishes a message of the cell that runs, or a late one of an earlier cell. */
  #publish(id: string, type: OutputMessage['type'], content: object): void {
    if (this.#running?.id === id) this.#running.publish(type, content);
    else this.#options.onLateMessage?.({ type, content: { ...content }, parentId: id });
  }
}
