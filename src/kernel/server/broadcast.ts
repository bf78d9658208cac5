import { setTimeout as delay } from 'node:timers/promises';

/** What is needed of a socket that publishes. */
export interface PublishingSocket {
  /** A message for which a subscriber has no room fails, in place of being dropped for that subscriber. */
  noDrop: boolean;
  send(frames: readonly Uint8Array[]): Promise<void>;
}

/** So many messages wait in ZeroMQ for a subscriber that is slow to read; beyond, publishing waits for it. */
export const SUBSCRIBER_MESSAGES = 256;
const RETRY_MS = 5;
/** Beside a stuck subscriber the others get this time, once for so many messages, to make room. */
const PAUSE = { ms: 20, messages: SUBSCRIBER_MESSAGES / 2 } as const;

/**
 * Publishes at the pace of the slowest subscriber: none loses a message because it is slow. One that does not read at all, such as a
 * stopped program, is waited for once; from then on it loses what it has no room for, until it reads again.
 */
export class Broadcast {
  readonly #socket: PublishingSocket;
  readonly #onStuck: () => void;
  readonly #patienceMs: number;
  #isStuck = false;
  #isHurried = false;
  #lossy = 0;

  /**
   * @param onStuck told when a subscriber begins to lose messages.
   * @param patienceMs a subscriber that has made no room in this time is stuck.
   */
  constructor(socket: PublishingSocket, onStuck: () => void, patienceMs = 10_000) {
    this.#socket = socket;
    this.#onStuck = onStuck;
    this.#patienceMs = patienceMs;
    this.#setDropping(false);
  }

  /** Settles when every subscriber that is not stuck has room for the next message. */
  async send(frames: readonly Uint8Array[]): Promise<void> {
    const limit = performance.now() + this.#patienceMs;
    while (!(await this.#trySend(frames))) {
      if (this.#isStuck || this.#isHurried || performance.now() >= limit) return this.#sendLossily(frames);
      await delay(RETRY_MS);
    }
    this.#isStuck = false;
  }

  /** Waits for nobody any more. */
  hurry(): void {
    this.#isHurried = true;
  }

  /** Whether every subscriber had room; else none has the message. */
  async #trySend(frames: readonly Uint8Array[]): Promise<boolean> {
    try {
      await this.#socket.send(frames);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      throw error;
    }
  }

  async #sendLossily(frames: readonly Uint8Array[]): Promise<void> {
    if (!this.#isStuck) this.#onStuck();
    this.#isStuck = true;
    this.#setDropping(true);
    try {
      await this.#socket.send(frames);
    } finally {
      this.#setDropping(false);
    }
    if (!this.#isHurried && this.#lossy++ % PAUSE.messages === 0) await delay(PAUSE.ms);
  }

  /** Takes effect at once, other than what zeromq.js would say about it on standard error. */
  #setDropping(isDropping: boolean): void {
    const { emitWarning } = process;
    process.emitWarning = () => {};
    this.#socket.noDrop = !isDropping;
    process.emitWarning = emitWarning;
  }
}
