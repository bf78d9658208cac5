import type { ExecutorEvent } from '../wire.js';
import { flushEvents, writeEvent } from './writer.js';

/** A place in the order of outputs. */
interface Slot {
  event: ExecutorEvent | undefined;
  isReady: boolean;
}

/** The outputs of one cell, kept in the order of the calls that made them, also when the content of one comes later. */
export class OutputQueue {
  readonly #id: string;
  readonly #label: string;
  readonly #slots: Slot[] = [];
  #besides = 0;
  #isClosed = false;
  #hasNoticed = false;
  #onEmpty: (() => void) | undefined;

  constructor(id: string, label: string) {
    this.#id = id;
    this.#label = label;
  }

  /** Publishes an event after all that were sent before it. */
  send(event: ExecutorEvent): void {
    if (this.#isClosed) this.#noticeOnce();
    else if (this.#slots.length === 0) writeEvent(event);
    else this.#slots.push({ event, isReady: true });
  }

  /** Keeps a place in the order for an event that is still being made; without one when that fails. */
  async sendLater(pending: Promise<ExecutorEvent>): Promise<void> {
    if (this.#isClosed) return this.send(await pending);
    const slot: Slot = { event: undefined, isReady: false };
    this.#slots.push(slot);
    try {
      slot.event = await pending;
    } finally {
      slot.isReady = true;
      this.#drain();
    }
  }

  /** Publishes an event once it is made, wherever the order stands by then; nothing keeps it after the cell was given up. */
  async sendBeside(pending: Promise<ExecutorEvent | undefined>): Promise<void> {
    this.#besides++;
    try {
      const event = await pending;
      if (event && !this.#isClosed) this.send(event);
    } finally {
      this.#besides--;
      this.#drain();
    }
  }

  /** Settles when nothing is being made any more. */
  settled(): Promise<void> {
    return this.#isEmpty
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#onEmpty = resolve;
        });
  }

  /** Publishes what is ready and drops what comes later, which is said once. */
  close(): void {
    for (const { event } of this.#slots.splice(0)) if (event) writeEvent(event);
    this.#isClosed = true;
  }

  #drain(): void {
    while (this.#slots.length > 0 && this.#slots[0].isReady) {
      const event = this.#slots.shift()?.event;
      if (event) writeEvent(event);
    }
    if (this.#isEmpty) this.#onEmpty?.();
  }

  get #isEmpty(): boolean {
    return this.#slots.length === 0 && this.#besides === 0;
  }

  #noticeOnce(): void {
    if (this.#hasNoticed) return;
    this.#hasNoticed = true;
    const text = `${this.#label} was interrupted but still runs; its further output is dropped.\n`;
    writeEvent({ type: 'stream', id: this.#id, name: 'stderr', text });
    flushEvents();
  }
}
