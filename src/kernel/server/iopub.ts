import { randomUUID } from 'node:crypto';
import type { MessageCodec } from './codec.js';
import { type Header, type Message, PROTOCOL_VERSION } from './message.js';
import type { Channel } from './sockets.js';

/** A message before it is addressed. */
export interface Outgoing {
  readonly type: string;
  readonly content: object;
  readonly metadata?: object;
  readonly buffers?: readonly Uint8Array[];
}

/** Makes one side's messages: they carry a session of their own. */
export class MessageMaker {
  readonly #session = randomUUID();
  readonly #username: string;

  constructor(username = 'kernel') {
    this.#username = username;
  }

  make({ type, content, metadata = {}, buffers = [] }: Outgoing, parent: Header | undefined, to: readonly Buffer[]): Message {
    return {
      identities: to,
      header: {
        msg_id: randomUUID(),
        msg_type: type,
        session: this.#session,
        username: this.#username,
        date: new Date().toISOString(),
        version: PROTOCOL_VERSION,
      },
      parentHeader: parent ?? {},
      metadata: metadata as Message['metadata'],
      content: content as Message['content'],
      buffers,
    };
  }
}

/** What everybody is told who listens to the kernel. */
export class Iopub {
  readonly #channel: Channel;
  readonly #codec: MessageCodec;
  readonly #maker: MessageMaker;

  constructor(channel: Channel, codec: MessageCodec, maker: MessageMaker) {
    this.#channel = channel;
    this.#codec = codec;
    this.#maker = maker;
  }

  publish(outgoing: Outgoing, parent: Header | undefined): void {
    this.#send(outgoing, parent, Buffer.from(`kernel.${outgoing.type}`));
  }

  publishStatus(state: 'busy' | 'idle', parent: Header | undefined): void {
    this.publish({ type: 'status', content: { execution_state: state } }, parent);
  }

  /** Tells every new listener that he hears from now on. */
  welcome(): Promise<void> {
    return this.#channel.receive(([subscription]) => {
      if (subscription?.[0] !== 1) return;
      const topic = subscription.subarray(1);
      this.#send({ type: 'iopub_welcome', content: { subscription: topic.toString() } }, undefined, topic);
    });
  }

  #send(outgoing: Outgoing, parent: Header | undefined, topic: Buffer): void {
    this.#channel.send(this.#codec.encode(this.#maker.make(outgoing, parent, [topic])));
  }
}
