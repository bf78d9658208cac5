import vm from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { SentinelData } from './sentinel-thread.js';

/** Place in the shared state: the turn whose synchronous code runs, {@link NONE}, or {@link SIGNALLED}. */
export const TURN = 0;
/** Place in the shared state: the latest turn that is to be interrupted. */
export const WANTED = 1;
/** A signal is on its way to the code that runs. */
export const SIGNALLED = -1;
const NONE = 0;

/** So long code that has ended waits for a signal that is on its way; it takes less than a millisecond on an idle machine. */
const SIGNAL_LIMIT_MS = 5000;
const state = new Int32Array(new SharedArrayBuffer(8));
const clock = new Int32Array(new SharedArrayBuffer(4));
const { runInThisContext } = vm;
const ENTRY = Symbol.for('framescope.interruptible');

let turn = NONE;
let work: () => unknown = () => undefined;

/**
 * Starts the thread that interrupts synchronous code, and makes tslab's cells interruptible by it.
 *
 * Node ends a script that watches for SIGINT, but keeps a signal that comes as the watch stops, for the next script. So the signal
 * is sent only while the two threads agree that code runs, once, and code that ends in this moment waits until it has come.
 */
export function startSentinel(): void {
  Object.defineProperty(globalThis, ENTRY, { value: () => work() });
  process.on('SIGINT', () => {}); // from elsewhere, such as a cell's own `process.kill`: without a handler it would end the process
  const runInterruptibly: typeof runInThisContext = (code, options) => {
    if (typeof options !== 'object' || !options.breakOnSigint) return runInThisContext(code, options);
    return interruptible(turn, () => runInThisContext(code, { ...options, breakOnSigint: false }));
  };
  Object.assign(vm, { runInThisContext: runInterruptibly });
  const workerData: SentinelData = { parent: process.ppid, state };
  new Worker(new URL('./sentinel-thread.js', import.meta.url), { workerData, stdout: true, stderr: true }).unref();
}

/** From now on tslab runs code for this turn. */
export function beginTurn(number: number): void {
  turn = number;
}

/** Runs synchronous code that an interrupt of its turn ends, with the error that {@link isInterrupt} knows. */
export function interruptible<T>(number: number, code: () => T): T {
  if (Atomics.load(state, TURN) !== NONE) return code(); // within code that is watched already
  work = () => {
    Atomics.store(state, TURN, number);
    try {
      if (Atomics.load(state, WANTED) === number) throw new InterruptedEarly();
      return code();
    } finally {
      if (Atomics.compareExchange(state, TURN, number, NONE) !== number) awaitSignal();
    }
  };
  try {
    return runInThisContext(`globalThis[Symbol.for('framescope.interruptible')]()`, { breakOnSigint: true });
  } finally {
    Atomics.store(state, TURN, NONE);
  }
}

/** Whether an interrupt has ended {@link interruptible} code. */
export function isInterrupt(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null | undefined)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}

/** The interrupt came before the code began. */
class InterruptedEarly extends Error {
  readonly code = 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}

/** Does not return when the signal comes: it ends the code that waits. */
function awaitSignal(): void {
  for (let waited = 0; waited < SIGNAL_LIMIT_MS; waited += 10) Atomics.wait(clock, 0, 0, 10);
}
