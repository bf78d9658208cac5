import { spawn } from 'node:child_process';
import { AbortedError, MissingEngineError } from '../errors.js';

/** How a program is run. */
export interface RunOptions {
  /** Kills the program at once when aborted. */
  readonly signal?: AbortSignal;
  /** Completes the sentence "… was interrupted". */
  readonly what: string;
  /** Takes standard output piece by piece; without it the output is collected. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Takes standard error line by line; without it the lines are collected. */
  readonly onErrorLine?: (line: string) => void;
}

/** How a program ended. */
export interface RunResult {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  /** Standard output, unless `onOutput` took it. */
  readonly output: Buffer;
  /** Lines of standard error, unless `onErrorLine` took them. */
  readonly errorLines: readonly string[];
}

/**
 * Runs a program without a shell and waits for its end; a failing status is the caller's to judge.
 *
 * @throws {AbortedError} when the signal is aborted; the program is killed and gone by then.
 * @throws {MissingEngineError} when the program cannot be started.
 */
export function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const { signal, what, onOutput, onErrorLine } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AbortedError(`${what} was interrupted`, { cause: signal.reason }));
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const output: Buffer[] = [];
    const errorLines: string[] = [];
    let failure: unknown;
    const stop = (reason: unknown): void => {
      failure ??= reason;
      child.kill('SIGKILL');
    };
    const onAbort = (): void => stop(new AbortedError(`${what} was interrupted`, { cause: signal?.reason }));
    signal?.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', guarded(onOutput ?? ((chunk: Buffer) => void output.push(chunk)), stop));
    const lines = lineSplitter(onErrorLine ?? ((line) => void errorLines.push(line)));
    child.stderr.setEncoding('utf8').on('data', guarded(lines.push, stop));
    child.on('error', (cause) => {
      failure ??= new MissingEngineError(`${program} cannot be started`, { received: cause.message, cause });
    });
    child.on('close', (status) => {
      signal?.removeEventListener('abort', onAbort);
      if (failure !== undefined) return reject(failure);
      try {
        lines.end();
        resolve({ status, output: Buffer.concat(output), errorLines });
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** An exception in a listener ends the program and becomes the call's own, instead of the process's. */
function guarded<T>(listener: (value: T) => void, stop: (reason: unknown) => void): (value: T) => void {
  return (value) => {
    try {
      listener(value);
    } catch (error) {
      stop(error);
    }
  };
}

/** Cuts text that arrives piece by piece into lines; `end` gives the last one, if it has no line end. */
export function lineSplitter(onLine: (line: string) => void): { push: (text: string) => void; end: () => void } {
  let rest = '';
  return {
    push: (text) => {
      const lines = (rest + text).split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    },
    end: () => {
      if (rest !== '') onLine(rest);
    },
  };
}
