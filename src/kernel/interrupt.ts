import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutorProcess } from './executor-process.js';
import type { Job } from './job.js';

const REPEAT_MS = 250;
/** After this time, processes that the cell has started are interrupted too: what it waits for may be one of them. */
const GROUP_AFTER_MS = 500;
/** How long each phase may last; compilation cannot be interrupted and ends by itself. The time of grace is part of the last. */
const LIMIT_MS = { waiting: 10_000, compiling: 10_000, running: 1500, interrupting: 2500 } as const;

/**
 * Interrupts a cell that was sent to the executor's process: aborts its signal and ends its synchronous code.
 *
 * Settles when the cell has ended (`ended`), or when it blocks and can be ended only with its process (`blocked`).
 */
export async function interruptCell(process: ExecutorProcess, job: Job): Promise<'ended' | 'blocked'> {
  const ended = job.ended.then(() => true);
  const begin = performance.now();
  let { phase } = job;
  let since = begin;
  process.send({ type: 'interrupt', id: job.id });
  for (;;) {
    if (job.phase !== 'interrupting') process.interrupt({ group: performance.now() - begin >= GROUP_AFTER_MS });
    if (await Promise.race([ended, delay(REPEAT_MS, false)])) return 'ended';
    if (job.phase !== phase) {
      phase = job.phase;
      since = performance.now();
    }
    if (performance.now() - since >= LIMIT_MS[phase]) return 'blocked';
  }
}
