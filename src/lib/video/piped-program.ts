import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AbortedError, MissingEngineError } from '../errors.js';
import { lineSplitter } from './run-program.js';

/** How a program is run whose output is taken piece by piece, at the taker's pace. */
export interface PipeOptions {
  /** Kills the program at once when aborted. */
  readonly signal?: AbortSignal;
  /** Completes the sentence "… was interrupted". */
  readonly what: string;
  /** Takes standard error line by line, whether or not output is taken. */
  readonly onErrorLine: (line: string) => void;
}

/** A program whose standard output is taken piece by piece. */
export interface PipedProgram {
  /** Standard output. While nobody takes it the program waits, with at most a pipe's and a chunk's worth of bytes on the way. */
  readonly output: Readable;
  /** Resolves when `isThere()` says so, looking again at each line of standard error, or when there are no more lines. */
  lines(isThere: () => boolean): Promise<void>;
  /** Waits for the program's end; gives its exit status, null when a signal ended it. Rejects as `pipeProgram` says. */
  ended(): Promise<number | null>;
  /** Kills the program, if it still runs, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts a program without a shell; a failing status is the caller's to judge.
 *
 * `ended()` rejects with an `AbortedError` when the signal was aborted, a `MissingEngineError` when the program cannot be started.
 */
export function pipeProgram(program: string, args: readonly string[], { signal, what, onErrorLine }: PipeOptions): PipedProgram {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let failure: unknown;
  let onLine: (() => void) | undefined;
  let hasAllLines = false;
  const onAbort = (): void => {
    failure ??= new AbortedError(`${what} was interrupted`, { cause: signal?.reason });
    child.kill('SIGKILL');
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const lines = lineSplitter(onErrorLine);
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => {
      lines.push(text);
      onLine?.();
    })
    .on('close', () => {
      lines.end();
      hasAllLines = true;
      onLine?.();
    });
  child.on('error', (cause) => {
    failure ??= new MissingEngineError(`${program} cannot be started`, { received: cause.message, cause });
  });
  const closed = new Promise<number | null>((resolve) => {
    child.on('close', (status) => {
      signal?.removeEventListener('abort', onAbort);
      resolve(status);
    });
  });
  return {
    output: child.stdout,
    lines: (isThere) =>
      new Promise((resolve) => {
        onLine = () => {
          if (!isThere() && !hasAllLines) return;
          onLine = undefined;
          resolve();
        };
        onLine();
      }),
    ended: async () => {
      const status = await closed;
      if (failure !== undefined) throw failure;
      return status;
    },
    kill: async () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      await closed;
    },
  };
}
