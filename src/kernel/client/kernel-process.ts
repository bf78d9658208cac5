import { type ChildProcess, spawn } from 'node:child_process';
import { kernelJson } from '../spec/kernel-spec.js';

/** So much of what a kernel says on its standard error is kept for the message when it ends unasked. */
const KEPT_CHARACTERS = 2000;

/**
 * A kernel in a process of its own, started as Jupyter starts it.
 *
 * It has a process group of its own: Ctrl-C in a terminal reaches only the client, which decides what to interrupt. When this
 * process ends, however it does, so does the kernel.
 */
export class KernelProcess {
  /** Settles when the process has ended, with how it did. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor({
    cwd,
    env,
    connectionFile,
  }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly connectionFile: string }) {
    const [command, ...args] = kernelJson('framescope').argv.map((part) =>
      part === '{connection_file}' ? connectionFile : part,
    );
    const child = spawn(command, [...args, '--private'], {
      cwd,
      env: { ...env, JPY_PARENT_PID: String(process.pid) }, // the kernel ends when this process is gone
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_CHARACTERS);
    });
    const end = (): void => void child.kill('SIGTERM');
    process.once('exit', end);
    this.ended = new Promise((resolve) => {
      child.once('error', ({ message }) => resolve(message));
      child.once('close', (code, signal) => {
        const how = signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
        resolve(`${how}. ${said}`.trim());
      });
    });
    void this.ended.then(() => process.off('exit', end));
  }

  /** Ends the process at once; the cells' process notices within a second. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
