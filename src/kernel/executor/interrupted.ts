import type { ErrorContent } from '../messages.js';

/** What is told of a cell that an interrupt ended. */
export function interruptedError(evalue: string): ErrorContent {
  return { ename: 'Interrupted', evalue, traceback: [`Interrupted: ${evalue} Variables of earlier cells are kept.`] };
}
