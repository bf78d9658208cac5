import type { ErrorContent } from '../messages.js';
import type { ExecuteReply, OutputMessage, Session } from '../session.js';
import { coloredError } from './colored-error.js';
import { booleanField, InvalidRequestError, textField } from './fields.js';
import type { History } from './history.js';
import type { Iopub } from './iopub.js';
import type { Header, Message } from './message.js';
import type { Questions } from './questions.js';

/** So many executions are remembered, for what their timers and processes put out late. */
const REMEMBERED = 10_000;

/** Executes cells for clients and publishes what they put out. */
export class Executions {
  readonly #session: Session;
  readonly #iopub: Iopub;
  readonly #questions: Questions;
  readonly #history: History;
  /** Who asked for an execution, by its id in the session. */
  readonly #requests = new Map<string, Header>();

  constructor(parts: {
    readonly session: Session;
    readonly iopub: Iopub;
    readonly questions: Questions;
    readonly history: History;
  }) {
    this.#session = parts.session;
    this.#iopub = parts.iopub;
    this.#questions = parts.questions;
    this.#history = parts.history;
  }

  /** The reply's content. Publishes that the kernel is busy when the cell's turn has come; that it is idle is left to the caller. */
  async execute(request: Message): Promise<object> {
    const { content, header, metadata } = request;
    const code = textField(content, 'code');
    const silent = booleanField(content, 'silent', false);
    const storeHistory = !silent && booleanField(content, 'store_history', true);
    let output: string | undefined;
    const reply = await this.#session.execute(code, {
      silent,
      storeHistory,
      cellId: typeof metadata.cellId === 'string' ? metadata.cellId : undefined,
      stopOnError: booleanField(content, 'stop_on_error', true),
      userExpressions: userExpressions(content.user_expressions),
      onInput: booleanField(content, 'allow_stdin', true)
        ? (question, signal) => this.#questions.ask(request, question, signal)
        : undefined,
      onMessage: (message) => {
        this.remember(message.parentId, header);
        if (message.type === 'execute_result') output = plainText(message);
        if (message.type !== 'status' || message.content.execution_state !== 'idle') this.#publish(message, header);
      },
    });
    if (storeHistory && reply.status !== 'aborted') this.#history.add({ line: reply.execution_count, input: code, output });
    return replyContent(reply);
  }

  /** Publishes what an execution puts out after its end. */
  publishLate(message: OutputMessage): void {
    this.#publish(message, this.parentOf(message.parentId));
  }

  /** Tells again that the kernel is busy, where a cell runs: the end of another request has just been told. */
  publishBusyAgain(): void {
    const { runningId } = this.#session;
    const header = runningId === undefined ? undefined : this.parentOf(runningId);
    if (header) this.#iopub.publishStatus('busy', header);
  }

  /** Who asked for what has this id in the session. */
  parentOf(id: string): Header | undefined {
    return this.#requests.get(id);
  }

  /** Notes who asked, for what is published later. */
  remember(id: string, header: Header): void {
    this.#requests.set(id, header);
    if (this.#requests.size <= REMEMBERED) return;
    const [oldest] = this.#requests.keys();
    this.#requests.delete(oldest);
  }

  #publish(message: OutputMessage, parent: Header | undefined): void {
    const isError = message.type === 'error';
    this.#iopub.publish(
      isError ? { ...message, content: coloredError(message.content as Partial<ErrorContent>) } : message,
      parent,
    );
  }
}

function replyContent({ payload = [], user_expressions: expressions = {}, ...reply }: ExecuteReply): object {
  return reply.status === 'ok' ? { ...reply, payload, user_expressions: expressions } : { ...coloredError(reply), payload };
}

function userExpressions(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = typeof value === 'object' ? Object.entries(value) : [];
  if (typeof value !== 'object' || !entries.every(([, code]) => typeof code === 'string')) {
    throw new InvalidRequestError('user_expressions must be texts by name.');
  }
  return entries.length > 0 ? (Object.fromEntries(entries) as Record<string, string>) : undefined;
}

function plainText({ content }: OutputMessage): string | undefined {
  const text = (content.data as Record<string, unknown> | undefined)?.['text/plain'];
  return typeof text === 'string' ? text : undefined;
}
