import type { ErrorContent } from './messages.js';

/** What is told when the process of the cells has ended by itself. */
export function diedError(how: string): ErrorContent {
  return deathError(`The process that runs the cells has ended: ${how}.`);
}

/** What is told when it had to be ended. */
export const BLOCKED: ErrorContent = deathError('The cell did not react to the interrupt, so its process was ended.');

function deathError(what: string): ErrorContent {
  const evalue = `${what} All variables are lost; a fresh process takes its place.`;
  return { ename: 'KernelDiedError', evalue, traceback: [`KernelDiedError: ${evalue}`] };
}
