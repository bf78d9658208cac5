import type { Question } from '../session.js';
import type { MessageCodec } from './codec.js';
import type { MessageMaker } from './iopub.js';
import type { Message } from './message.js';
import type { Channel } from './sockets.js';

/** Asks users for input over the stdin channel, one question at a time. */
export class Questions {
  readonly #channel: Channel;
  readonly #codec: MessageCodec;
  readonly #maker: MessageMaker;
  #previous: Promise<unknown> = Promise.resolve();
  #answer: ((value: string) => void) | undefined;

  constructor(channel: Channel, codec: MessageCodec, maker: MessageMaker) {
    this.#channel = channel;
    this.#codec = codec;
    this.#maker = maker;
  }

  /** Asks the client that sent `request`; rejects when `signal` is aborted: the cell does not wait any more. */
  ask(request: Message, { prompt, password }: Question, signal: AbortSignal): Promise<string> {
    const turn = this.#previous.then(() => {
      signal.throwIfAborted();
      const content = { prompt, password };
      this.#channel.send(
        this.#codec.encode(this.#maker.make({ type: 'input_request', content }, request.header, request.identities)),
      );
      return new Promise<string>((resolve, reject) => {
        this.#answer = resolve;
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    });
    this.#previous = turn
      .catch(() => {})
      .then(() => {
        this.#answer = undefined;
      });
    return turn;
  }

  /** Takes what arrives on the channel; an answer that nobody waits for is dropped. */
  receive({ header, content }: Message): void {
    if (header.msg_type === 'input_reply') this.#answer?.(String(content.value ?? ''));
  }
}
