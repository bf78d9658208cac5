import { setTimeout as delay } from 'node:timers/promises';
import { KernelError } from '../errors.js';
import { type OutputMessage, Session } from '../session.js';
import { completeReply, inspectReply, isCompleteReply } from './code-requests.js';
import { MessageCodec, MessageFormatError } from './codec.js';
import { CommRouter } from './comms.js';
import type { ChannelName, Connection } from './connection.js';
import { Executions } from './executions.js';
import { booleanField } from './fields.js';
import { History } from './history.js';
import { historyReply } from './history-request.js';
import { Iopub, MessageMaker } from './iopub.js';
import { kernelInfo } from './kernel-info.js';
import type { Message } from './message.js';
import { Questions } from './questions.js';
import { bindChannels, type Channel } from './sockets.js';

/** How a kernel is served. */
export interface KernelServerOptions {
  readonly connection: Connection;
  /** The folder in which cells run. */
  readonly cwd: string;
  /** Where executed cells are kept from one kernel to the next. Default: nowhere. */
  readonly historyFile?: string;
  /** Receives notes for whoever looks after the server. Default: nobody. */
  readonly onNote?: (note: string) => void;
}

/** At the end, answers that are under way are waited for this long. */
const LAST_ANSWERS_MS = 1000;

/** Answers a request with the content of its reply, undefined where it has none. */
type Handler = (request: Message) => object | undefined | Promise<object | undefined>;

/**
 * A Jupyter kernel: answers the messages of its clients and lets a session execute their cells.
 *
 * Requests are answered when they come, also while a cell runs; cells run one after the other.
 */
export class KernelServer {
  /** Settles when the kernel was shut down. */
  readonly closed: Promise<void>;
  readonly #channels: Readonly<Record<ChannelName, Channel>>;
  readonly #codec: MessageCodec;
  readonly #maker = new MessageMaker();
  readonly #iopub: Iopub;
  readonly #questions: Questions;
  readonly #session: Session;
  readonly #executions: Executions;
  readonly #comms: CommRouter;
  readonly #note: (note: string) => void;
  readonly #handlers: Readonly<Record<string, Handler>>;
  #settleClosed: () => void = () => {};
  #isClosing = false;
  /** Requests that are being answered. */
  readonly #answers = new Set<Promise<void>>();

  private constructor(channels: Readonly<Record<ChannelName, Channel>>, options: KernelServerOptions) {
    const { connection, cwd, historyFile, onNote = () => {} } = options;
    this.#channels = channels;
    this.#note = onNote;
    this.#codec = new MessageCodec(connection.key);
    this.#iopub = new Iopub(channels.iopub, this.#codec, this.#maker);
    this.#questions = new Questions(channels.stdin, this.#codec, this.#maker);
    const onLateMessage = (message: OutputMessage): void => this.#executions.publishLate(message);
    this.#session = Session.open({
      cwd,
      onLateMessage,
      onComm: (traffic, parentId) => this.#comms.publish(traffic, parentId),
      onStateLost: () => this.#comms.closeAll(),
    });
    channels.iopub.onCongestion = (isCongested) => this.#session.holdOutput(isCongested);
    const history = new History(historyFile);
    this.#executions = new Executions({ session: this.#session, iopub: this.#iopub, questions: this.#questions, history });
    this.#comms = new CommRouter(this.#session, this.#iopub, this.#executions);
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    this.#handlers = this.#createHandlers(history, connection);
  }

  /**
   * Binds the kernel's sockets and begins to answer.
   *
   * @throws {KernelAddressError} when a port is taken.
   */
  static async start(options: KernelServerOptions): Promise<KernelServer> {
    const channels = await bindChannels(options.connection, options.onNote);
    const server = new KernelServer(channels, options);
    const { hb, shell, control, stdin } = channels;
    const loops = [
      hb.receive((frames) => hb.send(frames)),
      server.#iopub.welcome(),
      shell.receive((frames) => server.#receive(frames, shell)),
      control.receive((frames) => server.#receive(frames, control)),
      stdin.receive((frames) => server.#receiveInput(frames)),
    ];
    for (const loop of loops) loop.catch((error: Error) => server.#note(`A socket failed: ${error.message}`));
    return server;
  }

  /** Interrupts the running cell and aborts the queued ones. */
  interrupt(): void {
    this.#session.interrupt().catch((error: Error) => this.#note(`The interrupt failed: ${error.message}`));
  }

  /** Ends the cells' process and all that it started, then closes the sockets. */
  async shutdown(): Promise<void> {
    if (this.#isClosing) return this.closed;
    this.#isClosing = true;
    await this.#session.shutdown();
    await Promise.race([Promise.all(this.#answers), delay(LAST_ANSWERS_MS, undefined, { ref: false })]);
    await Promise.all(Object.values(this.#channels).map((channel) => channel.close()));
    this.#settleClosed();
  }

  #createHandlers(history: History, { ports }: Connection): Record<string, Handler> {
    const session = this.#session;
    return {
      kernel_info_request: kernelInfo,
      execute_request: (request) => this.#executions.execute(request),
      complete_request: ({ content }) => completeReply(session, content),
      inspect_request: ({ content }) => inspectReply(session, content),
      is_complete_request: ({ content }) => isCompleteReply(session, content),
      history_request: ({ content }) => historyReply(history, content),
      connect_request: () => ({
        status: 'ok',
        ...Object.fromEntries(Object.entries(ports).map(([channel, port]) => [`${channel}_port`, port])),
      }),
      comm_info_request: ({ content }) => this.#comms.info(content),
      comm_open: (request) => this.#comms.receive(request),
      comm_msg: (request) => this.#comms.receive(request),
      comm_close: (request) => this.#comms.receive(request),
      interrupt_request: () => {
        this.interrupt();
        return { status: 'ok' };
      },
      shutdown_request: ({ content }) => ({ status: 'ok', restart: booleanField(content, 'restart', false) }),
    };
  }

  #receive(frames: readonly Buffer[], channel: Channel): void {
    const request = this.#decode(frames);
    if (!request) return;
    const answer = this.#answer(request, channel).finally(() => this.#answers.delete(answer));
    this.#answers.add(answer);
  }

  #receiveInput(frames: readonly Buffer[]): void {
    const message = this.#decode(frames);
    if (message) this.#questions.receive(message);
  }

  #decode(frames: readonly Buffer[]): Message | undefined {
    try {
      return this.#codec.decode(frames);
    } catch (error) {
      if (!(error instanceof MessageFormatError)) throw error;
      this.#note(`A message was dropped: ${error.message}`);
      return undefined;
    }
  }

  async #answer(request: Message, channel: Channel): Promise<void> {
    const { header } = request;
    const { msg_type: type } = header;
    const isExecution = type === 'execute_request';
    if (!isExecution) this.#iopub.publishStatus('busy', header); // a cell is busy when its turn has come
    const content = await this.#contentFor(request);
    const reply = content && { type: type.replace(/(_request)?$/, '_reply'), content };
    if (reply) channel.send(this.#codec.encode(this.#maker.make(reply, header, request.identities)));
    const isShutdown = type === 'shutdown_request';
    if (reply && isShutdown) this.#iopub.publish(reply, header); // for the other clients
    this.#iopub.publishStatus('idle', header);
    if (!isExecution) this.#executions.publishBusyAgain();
    if (isShutdown) void this.shutdown();
  }

  async #contentFor(request: Message): Promise<object | undefined> {
    const { msg_type: type } = request.header;
    try {
      if (!Object.hasOwn(this.#handlers, type)) throw new KernelError(`The kernel knows no message of type ${type}.`);
      return await this.#handlers[type](request);
    } catch (error) {
      const { name: ename, message: evalue } = error as Error;
      if (type.startsWith('comm_') && !type.endsWith('_request')) {
        this.#note(`A ${type} was dropped: ${evalue}`); // comms have no replies
        return undefined;
      }
      return { status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
    }
  }
}
