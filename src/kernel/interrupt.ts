import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutorProcess } from './executor-process.js';
import type { Job } from './job.js';
import type { Queries } from './queries.js';

/** How an interrupt ended: `blocked` is what can be ended only with its process. */
export type InterruptOutcome = 'ended' | 'blocked';

const REPEAT_MS = 250;
/** After this time, processes that the cell has started are interrupted too: what it waits for may be one of them. */
const STARTED_AFTER_MS = 500;
/** How long each phase may last; compilation cannot be interrupted and ends by itself. The time of grace is part of the last. */
const LIMIT_MS = { waiting: 10_000, compiling: 10_000, running: 1500, interrupting: 2500 } as const;
/** After this time a comm's listener is taken for blocked; completion, which it may wait for, can take a second or two. */
const LISTENER_LIMIT_MS = 5000;

/** Interrupts a cell that was sent to the executor's process: aborts its signal and ends its synchronous code. */
export async function interruptCell(process: ExecutorProcess, job: Job, queries: Queries): Promise<InterruptOutcome> {
  const ended = job.ended.then(() => true);
  const begin = performance.now();
  let { phase } = job;
  let since = begin;
  process.send({ type: 'interrupt', id: job.id });
  interruptFirstListener(process, queries); // one that blocks keeps the cell from hearing of it
  process.interruptTurn(job.turn);
  for (;;) {
    if (await Promise.race([ended, delay(REPEAT_MS, false)])) return 'ended';
    if (job.phase !== 'interrupting' && performance.now() - begin >= STARTED_AFTER_MS) process.interruptStarted();
    if (job.phase !== phase) {
      phase = job.phase;
      since = performance.now();
    }
    if (performance.now() - since >= LIMIT_MS[phase]) return 'blocked';
  }
}

/** Interrupts the listener of a comm that works while no cell runs. */
export async function interruptListener(process: ExecutorProcess, queries: Queries): Promise<InterruptOutcome> {
  interruptFirstListener(process, queries);
  return (await queries.handledWithin(LISTENER_LIMIT_MS)) ? 'ended' : 'blocked';
}

/** Messages are handled one after the other, so what works is the first of those that are not answered. */
function interruptFirstListener(process: ExecutorProcess, queries: Queries): void {
  const [turn] = queries.turns;
  if (turn !== undefined) process.interruptTurn(turn);
}
