import { setTimeout as delay } from 'node:timers/promises';
import { KernelDiedError, KernelStartError, SessionClosedError } from '../errors.js';
import type { ExecuteReply, OutputMessage } from '../messages.js';
import { MessageCodec } from '../server/codec.js';
import { MessageMaker } from '../server/iopub.js';
import type { Message } from '../server/message.js';
import { type ClientChannels, connectChannels } from './client-channels.js';
import { Execution } from './execution.js';
import { KernelProcess } from './kernel-process.js';
import { makePrivateConnection, type PrivateConnection } from './private-connection.js';

/** How a client starts its kernel. */
export interface KernelClientOptions {
  /** The folder in which cells run. */
  readonly cwd: string;
  /** Default: this process' environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Receives what a cell puts out after its execution has ended; `parentId` is that of its other messages. */
  readonly onLateMessage?: (message: OutputMessage) => void;
}

/** How a client has a cell executed. */
export interface ClientExecuteOptions {
  /** Receives what the execution publishes, in order; the last is `status` idle. */
  readonly onMessage?: (message: OutputMessage) => void;
  /** Aborting it interrupts the cell. */
  readonly signal?: AbortSignal;
}

/** A kernel that does not listen after this time will not. */
const START_MS = 60_000;
const TCP_ATTEMPTS = 3;
/** Time to end all that the cells have started. */
const SHUTDOWN_MS = 10_000;
/** What a kernel published before its end arrives within this time. */
const DRAIN_MS = 20;

/**
 * Starts a kernel of its own and talks to it over Jupyter's messaging protocol, as every front end does.
 *
 * It gives no input: `input` in a cell fails. When this process ends, in whatever way, its kernel ends too.
 */
export class KernelClient {
  readonly #process: KernelProcess;
  readonly #private: PrivateConnection;
  readonly #channels: ClientChannels;
  readonly #codec: MessageCodec;
  readonly #maker = new MessageMaker('framescope');
  readonly #onLateMessage: (message: OutputMessage) => void;
  readonly #executions = new Map<string, Execution>();
  readonly #replies = new Map<string, (content: Message['content']) => void>();
  readonly #welcome: Promise<void>;
  #settleWelcome: () => void = () => {};
  /** Messages that have been published. */
  #published = 0;
  /** How the kernel has ended. */
  #end: string | undefined;
  #closing: Promise<void> | undefined;

  private constructor(own: PrivateConnection, channels: ClientChannels, { cwd, env, onLateMessage }: KernelClientOptions) {
    this.#private = own;
    this.#channels = channels;
    this.#codec = new MessageCodec(own.connection.key);
    this.#onLateMessage = onLateMessage ?? (() => {});
    this.#process = new KernelProcess({ cwd, env: env ?? process.env, connectionFile: own.file });
    this.#welcome = new Promise((resolve) => {
      this.#settleWelcome = resolve;
    });
    this.#listen();
  }

  /**
   * Starts a kernel; settles when it can execute cells, in about a second.
   *
   * @throws {KernelStartError} when it ends before that, such as in a folder that does not exist.
   */
  static async start(options: KernelClientOptions): Promise<KernelClient> {
    for (let attempt = 1; ; attempt++) {
      const own = await makePrivateConnection();
      const client = new KernelClient(own, await connectChannels(own.connection), options);
      try {
        await client.#becomesReady(options.cwd);
        return client;
      } catch (error) {
        await client.#close();
        // A port that was free when it was chosen may have been taken by the time the kernel listened.
        if (own.connection.transport === 'ipc' || attempt === TCP_ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Executes a cell after all that were sent before. The promise does not reject for what the cell does.
   *
   * @throws {KernelDiedError} when the kernel itself ends before the cell has.
   * @throws {SessionClosedError} after `shutdown`.
   */
  async execute(code: string, { onMessage, signal }: ClientExecuteOptions = {}): Promise<ExecuteReply> {
    this.#requireLife();
    if (signal?.aborted) return { status: 'aborted', execution_count: 0 };
    const execution = new Execution(onMessage);
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
    const id = this.#send('execute_request', content, 'shell');
    this.#executions.set(id, execution);
    this.#replies.set(id, (reply) => execution.reply(reply as unknown as ExecuteReply));
    // Not before it has begun: an interrupt could overtake the cell on its way, and would meet nothing.
    const interrupt = async (): Promise<void> => {
      await execution.begun;
      if (this.#executions.has(id)) await this.interrupt();
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      return await execution.ended;
    } finally {
      signal?.removeEventListener('abort', interrupt);
      this.#executions.delete(id);
      this.#replies.delete(id);
    }
  }

  /** Asks something of the kernel, also while a cell runs; the promise gives the content of the reply. */
  async request(type: string, content: object = {}, channel: 'shell' | 'control' = 'control'): Promise<Message['content']> {
    this.#requireLife();
    const reply = new Promise<Message['content']>((resolve) => {
      this.#replies.set(this.#send(type, content, channel), resolve);
    });
    return Promise.race([reply, this.#process.ended.then((how) => Promise.reject(diedError(how)))]);
  }

  /** Interrupts the running cell. */
  async interrupt(): Promise<void> {
    if (this.#end === undefined) await this.request('interrupt_request').catch(() => {}); // whoever waits for the cell is told
  }

  /** Ends the kernel and all that its cells have started; what they still put out until then is told. */
  shutdown(): Promise<void> {
    this.#closing ??= this.#shutdown();
    return this.#closing;
  }

  async #shutdown(): Promise<void> {
    if (this.#end === undefined) {
      this.#send('shutdown_request', { restart: false }, 'control');
      await Promise.race([this.#process.ended, delay(SHUTDOWN_MS, undefined, { ref: false })]);
      await this.#drained();
    }
    await this.#close();
  }

  /** Settles when all that had been published is told. */
  async #drained(): Promise<void> {
    let before: number;
    do {
      before = this.#published;
      await delay(DRAIN_MS);
    } while (this.#published !== before);
  }

  async #close(): Promise<void> {
    this.#process.kill();
    await this.#process.ended;
    const { shell, control, iopub } = this.#channels;
    await Promise.all([shell, control, iopub].map((channel) => channel.close()));
    this.#private.remove();
  }

  async #becomesReady(cwd: string): Promise<void> {
    const ended = this.#process.ended.then((how): never => {
      throw new KernelStartError(`The kernel did not start in ${cwd}: ${how}`);
    });
    const late = delay(START_MS, undefined, { ref: false }).then((): never => {
      throw new KernelStartError(`The kernel did not answer within ${START_MS / 1000} s.`);
    });
    // Answered by the process of the cells, so it is loaded then, and the first cell's time is its own.
    const ready = this.#welcome.then(() => this.request('is_complete_request', { code: '' }, 'shell'));
    await Promise.race([ended, ready, late]);
  }

  #listen(): void {
    const { shell, control, iopub } = this.#channels;
    const replies = (frames: Buffer[]): void => this.#receiveReply(this.#codec.decode(frames));
    const loops = [shell.receive(replies), control.receive(replies), iopub.receive((frames) => this.#receivePublished(frames))];
    void Promise.all(loops).catch((error: Error) => this.#fail(error.message));
    void this.#process.ended.then((how) => this.#fail(how));
  }

  #receiveReply({ parentHeader, content }: Message): void {
    const id = parentHeader.msg_id ?? '';
    const settle = this.#replies.get(id);
    this.#replies.delete(id);
    settle?.(content);
  }

  #receivePublished(frames: readonly Buffer[]): void {
    const { header, parentHeader, content } = this.#codec.decode(frames);
    this.#published++;
    if (header.msg_type === 'iopub_welcome') this.#settleWelcome();
    const id = parentHeader.msg_id ?? '';
    const message: OutputMessage = { type: header.msg_type as OutputMessage['type'], content, parentId: id };
    const execution = this.#executions.get(id);
    if (execution) execution.publish(message);
    else this.#onLateMessage(message);
  }

  #send(type: string, content: object, channel: 'shell' | 'control'): string {
    const message = this.#maker.make({ type, content }, undefined, []);
    this.#channels[channel].send(this.#codec.encode(message));
    return message.header.msg_id;
  }

  #fail(how: string): void {
    this.#end ??= how;
    for (const execution of this.#executions.values()) execution.fail(diedError(this.#end));
  }

  #requireLife(): void {
    if (this.#closing) throw new SessionClosedError('The client was shut down; start another one.');
    if (this.#end !== undefined) throw diedError(this.#end);
  }
}

function diedError(how: string): KernelDiedError {
  return new KernelDiedError(`The kernel has ended: ${how} All variables are lost.`);
}
