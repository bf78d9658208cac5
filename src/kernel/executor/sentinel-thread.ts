import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { workerData } from 'node:worker_threads';
import { endGroup } from './end-group.js';
import { SIGNALLED, TURN, WANTED } from './interruptible.js';

/** What the thread needs to know. */
export interface SentinelData {
  readonly parent: number;
  /** Shared with the main thread: see `interruptible.ts`. */
  readonly state: Int32Array;
}

const PARENT_CHECK_MS = 1000;
/** Where the session writes which turn is to be interrupted, a number a line. */
const INTERRUPTS = 5;

/** Runs beside the main thread, which cells block: ends the process when its parent is gone, and interrupts synchronous code. */
const { parent, state } = workerData as SentinelData;

setInterval(() => {
  if (process.ppid !== parent) endGroup(); // a closed channel is noticed only by a thread that is not blocked
}, PARENT_CHECK_MS);

createInterface({ input: new Socket({ fd: INTERRUPTS, readable: true, writable: false }) })
  .on('line', (line) => interruptTurn(Number(line)))
  .on('error', () => {}); // the session is gone

/** Sends one signal where the turn's code runs, else none: it then finds its number when it begins. */
function interruptTurn(turn: number): void {
  Atomics.store(state, WANTED, turn);
  if (Atomics.compareExchange(state, TURN, turn, SIGNALLED) === turn) process.kill(process.pid, 'SIGINT');
}
