import { randomUUID } from 'node:crypto';
import { InputUnavailableError } from '../errors.js';
import type { ExecutorRequest } from '../wire.js';
import { currentCell } from './cell.js';
import { writeEvent } from './writer.js';

type InputReply = Extract<ExecutorRequest, { type: 'input_reply' }>;

const pending = new Map<string, (reply: InputReply) => void>();

/** Asks the user for a line; fails where nobody can be asked, and when the cell is interrupted. */
export function askUser(prompt: string, password: boolean): Promise<string> {
  const cell = currentCell();
  if (!cell) return Promise.reject(new InputUnavailableError('Only a cell can ask for input.'));
  const request = randomUUID();
  return new Promise((resolve, reject) => {
    const interrupted = (): void => {
      pending.delete(request);
      reject(new InputUnavailableError('The cell was interrupted while it waited for input.'));
    };
    if (cell.signal.aborted) return interrupted();
    cell.signal.addEventListener('abort', interrupted, { once: true });
    pending.set(request, ({ value, failure }) => {
      cell.signal.removeEventListener('abort', interrupted);
      if (value === undefined) reject(new InputUnavailableError(failure ?? 'No input came.'));
      else resolve(value);
    });
    writeEvent({ type: 'input', id: cell.id, request, prompt, password });
  });
}

/** Hands over what the user has entered. */
export function settleInput(reply: InputReply): void {
  const settle = pending.get(reply.id);
  pending.delete(reply.id);
  settle?.(reply);
}
