import { randomUUID } from 'node:crypto';
import type { Comm, CommMessage, CommSendOptions, Comms, CommTraffic } from '../comm.js';
import { currentCell } from './cell.js';
import { acceptWidgetComm, answerWidgetMessage, forgetModel, rememberSent } from './widget-comms.js';
import { writeEvent } from './writer.js';

const targets = new Map<string, Parameters<Comms['register']>[1]>();
const openComms = new Map<string, OpenComm>();

/** The comms of this process. */
export const comms: Comms = {
  register(targetName, onOpen) {
    targets.set(targetName, onOpen);
  },
  open(targetName, data, options) {
    const comm = new OpenComm(randomUUID(), targetName);
    rememberSent(comm, data ?? {}, options?.buffers ?? []);
    openComms.set(comm.id, comm);
    tell('comm_open', comm, data, options);
    return comm;
  },
};

/** Hands what the front end has sent to whoever listens. A comm to an unknown target, or one whose target fails, is closed. */
export function receiveComm({ kind, commId, target = '', data, metadata, buffers }: CommTraffic): void {
  const message: CommMessage = { data, metadata, buffers };
  if (kind === 'comm_msg') {
    const comm = openComms.get(commId);
    if (comm && !answerWidgetMessage(comm, message)) comm.deliver(message);
  } else if (kind === 'comm_close') openComms.get(commId)?.closeByFrontEnd(message);
  else {
    const comm = new OpenComm(commId, target);
    openComms.set(commId, comm);
    const onOpen = targets.get(target);
    try {
      const isAccepted = acceptWidgetComm(comm, message);
      if (onOpen) onOpen(comm, message);
      else if (!isAccepted) comm.close();
    } catch (error) {
      comm.close();
      throw error;
    }
  }
}

class OpenComm implements Comm {
  readonly id: string;
  readonly targetName: string;
  readonly #onMessage: ((message: CommMessage) => void)[] = [];
  readonly #onClose: ((message: CommMessage) => void)[] = [];

  constructor(id: string, targetName: string) {
    this.id = id;
    this.targetName = targetName;
  }

  send(data?: object, options?: CommSendOptions): void {
    if (!openComms.has(this.id)) return;
    rememberSent(this, data ?? {}, options?.buffers ?? []);
    tell('comm_msg', this, data, options);
  }

  close(data?: object, options?: CommSendOptions): void {
    if (!openComms.delete(this.id)) return;
    forgetModel(this);
    tell('comm_close', this, data, options);
  }

  onMessage(listener: (message: CommMessage) => void): void {
    this.#onMessage.push(listener);
  }

  onClose(listener: (message: CommMessage) => void): void {
    this.#onClose.push(listener);
  }

  deliver(message: CommMessage): void {
    for (const listener of this.#onMessage) listener(message);
  }

  closeByFrontEnd(message: CommMessage): void {
    openComms.delete(this.id);
    forgetModel(this);
    for (const listener of this.#onClose) listener(message);
  }
}

function tell(
  kind: CommTraffic['kind'],
  { id: commId, targetName }: Comm,
  data: object = {},
  { metadata = {}, buffers = [] }: CommSendOptions = {},
): void {
  const cell = currentCell();
  const target = kind === 'comm_open' ? targetName : undefined;
  const traffic: CommTraffic = { kind, commId, target, data: data as CommTraffic['data'], metadata, buffers };
  const event = { type: 'comm', id: cell?.id ?? '', ...traffic } as const;
  if (cell) cell.output.send(event);
  else writeEvent(event);
}
