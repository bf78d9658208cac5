import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommTraffic } from './comm.js';
import type { ExecutorProcess } from './executor-process.js';
import type { ExecutorRequest, Turn } from './wire.js';

/** What can be asked about code without executing it. */
export type QueryKind = keyof QueryAnswers;

/** The answers to queries. Positions are offsets in UTF-16 code units. */
export interface QueryAnswers {
  readonly complete: Completion;
  readonly inspect: Inspection;
  readonly is_complete: Completeness;
}

/** What the text from `start` to `end` can be replaced by. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  /** The best first; `kind` as TypeScript names it: `const`, `method`, `keyword`. */
  readonly candidates: readonly { readonly name: string; readonly kind: string }[];
}

/** What is known of a name: its signature, and its documentation where there is some. */
export interface Inspection {
  readonly signature?: string;
  readonly documentation?: string;
}

/** Whether a cell can be executed as it is. */
export interface Completeness {
  readonly status: 'complete' | 'incomplete' | 'invalid';
  /** With `incomplete`: what the next line should begin with. */
  readonly indent?: string;
}

/** The questions about code that the executor's process has not answered yet. */
export class Queries {
  readonly #pending = new Map<string, { readonly turn?: Turn; readonly settle: (content: object | undefined) => void }>();

  /** The turns of the comm messages that are not handled yet, in their order. */
  get turns(): Turn[] {
    return [...this.#pending.values()].flatMap(({ turn }) => turn ?? []);
  }

  /** Settles with undefined where the process cannot answer, or ends before it has. */
  async ask<K extends QueryKind>(
    process: ExecutorProcess,
    query: { readonly kind: K; readonly code: string; readonly offset: number },
  ): Promise<QueryAnswers[K] | undefined> {
    const isReady = await process.ready.then(
      () => !process.hasEnded,
      () => false,
    );
    if (!isReady) return undefined;
    return (await this.#answerTo(process, { type: 'query', id: randomUUID(), ...query })) as QueryAnswers[K] | undefined;
  }

  /** Settles when the process has handled the message, or has ended. */
  async send(process: ExecutorProcess, id: string, traffic: CommTraffic): Promise<void> {
    await process.ready.catch(() => {});
    if (!process.hasEnded) await this.#answerTo(process, { type: 'comm', id, turn: process.nextTurn(), ...traffic });
  }

  /** Whether all comm messages are handled, at the latest after this time. */
  async handledWithin(milliseconds: number): Promise<boolean> {
    const limit = performance.now() + milliseconds;
    while (this.turns.length > 0 && performance.now() < limit) await delay(20);
    return this.turns.length === 0;
  }

  settle(id: string, content: object | undefined): void {
    this.#pending.get(id)?.settle(content);
    this.#pending.delete(id);
  }

  #answerTo(
    process: ExecutorProcess,
    request: Extract<ExecutorRequest, { type: 'query' | 'comm' }>,
  ): Promise<object | undefined> {
    return new Promise((settle) => {
      this.#pending.set(request.id, { settle, turn: request.type === 'comm' ? request.turn : undefined });
      process.send(request);
    });
  }

  /** Leaves all without an answer: the process has ended. */
  giveUp(): void {
    for (const id of this.#pending.keys()) this.settle(id, undefined);
  }
}
