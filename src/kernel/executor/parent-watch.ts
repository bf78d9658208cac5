import { Worker } from 'node:worker_threads';

const PERIOD_MS = 1000;

/**
 * Ends this process, and all it started, soon after its parent is gone, also while a cell blocks the main thread.
 *
 * A closed channel alone is noticed only by a process that is not blocked.
 */
export function watchParent(): void {
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: { parent: process.ppid, period: PERIOD_MS },
    stdout: true,
    stderr: true,
  });
  watch.unref();
}

/** Ends this process and all it started, at once. */
export function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL'); // no process groups here
  }
}

const WATCH = `
const { workerData } = require('node:worker_threads');
${endGroup}
setInterval(() => { if (process.ppid !== workerData.parent) endGroup(); }, workerData.period);
`;
