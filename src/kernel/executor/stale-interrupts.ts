import { runInThisContext } from 'node:vm';

const WAIT =
  '{ const clock = new Int32Array(new SharedArrayBuffer(4)); for (let i = 0; i < 6; i++) Atomics.wait(clock, 0, 0, 10); }';
const TRIES = 10;

/**
 * Lets interrupts that came while synchronous code was ending run out.
 *
 * Node's watch for `breakOnSigint` keeps one that arrives as it stops, and would end the next long script with it.
 */
export function drainInterrupts(): void {
  for (let i = 0; i < TRIES; i++) {
    try {
      runInThisContext(WAIT, { breakOnSigint: true });
      return;
    } catch {} // one has run out; there may be another
  }
}
