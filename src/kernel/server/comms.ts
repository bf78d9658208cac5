import type { CommTraffic } from '../comm.js';
import type { Session } from '../session.js';
import type { Executions } from './executions.js';
import { textField } from './fields.js';
import type { Iopub } from './iopub.js';
import type { Message } from './message.js';

/** Passes comm messages between clients and cells, and knows which comms are open. */
export class CommRouter {
  readonly #session: Session;
  readonly #iopub: Iopub;
  readonly #executions: Executions;
  /** The targets of the open comms, by the comms' ids. */
  readonly #open = new Map<string, string>();

  constructor(session: Session, iopub: Iopub, executions: Executions) {
    this.#session = session;
    this.#iopub = iopub;
    this.#executions = executions;
  }

  /** From a client to the cells' code. */
  async receive(request: Message): Promise<undefined> {
    const { header, content, metadata, buffers } = request;
    const kind = header.msg_type as CommTraffic['kind'];
    const commId = textField(content, 'comm_id');
    const target = kind === 'comm_open' ? textField(content, 'target_name') : undefined;
    if (target !== undefined) this.#open.set(commId, target);
    if (kind === 'comm_close') this.#open.delete(commId);
    const data = (content.data ?? {}) as CommTraffic['data'];
    this.#executions.remember(header.msg_id, header);
    await this.#session.sendComm(header.msg_id, { kind, commId, target, data, metadata, buffers });
  }

  /** From the cells' code to all clients. */
  publish({ kind, commId, target, data, metadata, buffers }: CommTraffic, parentId: string): void {
    if (target !== undefined) this.#open.set(commId, target);
    if (kind === 'comm_close') this.#open.delete(commId);
    const name = target === undefined ? {} : { target_name: target };
    const content = { comm_id: commId, ...name, data };
    this.#iopub.publish({ type: kind, content, metadata, buffers }, this.#executions.parentOf(parentId));
  }

  /** Tells that all comms are closed: the process of the cells has ended. */
  closeAll(): void {
    for (const comm_id of this.#open.keys())
      this.#iopub.publish({ type: 'comm_close', content: { comm_id, data: {} } }, undefined);
    this.#open.clear();
  }

  /** The open comms, of one target where the request names it. */
  info({ target_name: wanted }: Message['content']): object {
    const found = [...this.#open].filter(([, target]) => typeof wanted !== 'string' || target === wanted);
    return { status: 'ok', comms: Object.fromEntries(found.map(([id, target]) => [id, { target_name: target }])) };
  }
}
