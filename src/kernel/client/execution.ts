import type { ExecuteReply, OutputMessage } from '../messages.js';

/** An execution that a client waits for: it has ended when its reply has come and all that it published has been told. */
export class Execution {
  /** Settles when the kernel has taken it up. */
  readonly begun: Promise<void>;
  readonly ended: Promise<ExecuteReply>;
  readonly #onMessage: (message: OutputMessage) => void;
  #reply: ExecuteReply | undefined;
  #isIdle = false;
  #settleBegun: () => void = () => {};
  #resolve: (reply: ExecuteReply) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(onMessage: (message: OutputMessage) => void = () => {}) {
    this.#onMessage = onMessage;
    this.begun = new Promise((resolve) => {
      this.#settleBegun = resolve;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Takes a message that the kernel has published for it. */
  publish(message: OutputMessage): void {
    this.#settleBegun();
    this.#onMessage(message);
    if (message.type !== 'status' || message.content.execution_state !== 'idle') return;
    this.#isIdle = true;
    this.#end();
  }

  /** Takes the kernel's reply, which may overtake what was published. */
  reply(reply: ExecuteReply): void {
    this.#settleBegun();
    this.#reply = reply;
    this.#end();
  }

  fail(error: Error): void {
    this.#settleBegun();
    this.#reject(error);
  }

  #end(): void {
    if (this.#reply && this.#isIdle) this.#resolve(this.#reply);
  }
}
