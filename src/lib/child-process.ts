import { spawn } from 'node:child_process';

/** What a finished program left. */
export interface Finished {
  /** Its exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of `runProgram`. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with whatever it writes to stdout. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs a program to its end without a shell; undefined when there is no such program.
 *
 * @throws what the signal was aborted with, after the program was ended.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { signal, env, onOutput }: RunOptions = {},
): Promise<Finished | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, signal });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    child.on('close', (code, endedBy) => resolve({ code, endedBy, stdout, stderr }));
  });
}
