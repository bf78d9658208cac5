import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KernelStartError } from './errors.js';
import type { StreamName } from './messages.js';
import { signalOthersInGroup } from './process-group.js';
import { type ExecutorEvent, type ExecutorRequest, FrameDecoder, type Turn } from './wire.js';

/** Where the process runs, and who listens to it. */
export interface ExecutorProcessOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onEvent: (event: ExecutorEvent) => void;
  /** What native code and other processes write to the descriptors 1 and 2. */
  readonly onNativeText: (name: StreamName, text: string) => void;
  /** The process has ended, by itself or not; all that it said has been told. */
  readonly onEnd: (how: string) => void;
}

/** Compiled code, also where this file itself runs as TypeScript, as in tests. */
const ENTRY = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/kernel/executor/main.js' : './executor/main.js', import.meta.url),
);
/** Compiling a cell leaves a megabyte or two behind. By itself V8 lets that grow to as much again as is in use: 100 MB. */
const EARLY_COLLECTION = '--heap-growing-percent=30';
/** Time for exit handlers in the cells' code. */
const SHUTDOWN_MS = 1000;
/** Time for a killed process' pipes to close. */
const CLOSE_MS = 500;

/** The process in which cells run, with a process group of its own. */
export class ExecutorProcess {
  /** Settles when cells can be sent. */
  readonly ready: Promise<void>;
  /** Settles when the process has ended and all that it said has been told. */
  readonly ended: Promise<void>;
  /** Cells could be sent. */
  wasReady = false;
  hasEnded = false;
  readonly #child: ChildProcess;
  readonly #events: Readable | undefined;
  readonly #interrupts: Writable | undefined;
  #nativeBytes = 0;
  #turns: Turn = 0;

  constructor({ cwd, env, onEvent, onNativeText, onEnd }: ExecutorProcessOptions) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', EARLY_COLLECTION, ENTRY], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc', 'pipe'],
      serialization: 'advanced', // bytes pass as they are
    });
    this.#child = child;
    this.#interrupts = (child.stdio as unknown[])[5] as Writable | undefined;
    this.#interrupts?.on('error', () => {}); // the process has ended
    const failed = new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message)));
    const exited = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(howItEnded(code, signal))));
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    let native = '';
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#nativeBytes += text.length;
        native = (native + text).slice(-2000);
        onNativeText(name, text);
      });
    }
    const decoder = new FrameDecoder();
    let settleReady = (): void => {};
    this.ready = new Promise((resolve, reject) => {
      settleReady = () => {
        this.wasReady = true;
        resolve();
      };
      void Promise.race([failed, exited]).then((how) =>
        reject(new KernelStartError(`The process for cells did not start in ${cwd}: ${how}. ${native}`.trim())),
      );
    });
    this.ready.catch(() => {}); // told to whoever sends a cell
    this.#events = (child.stdio[3] ?? undefined) as Readable | undefined;
    this.#events?.on('data', (piece: Buffer) => {
      for (const event of decoder.push(piece)) event.type === 'ready' ? settleReady() : onEvent(event);
    });
    const killGroup = (): void => this.kill();
    process.once('exit', killGroup);
    this.ended = Promise.race([failed, exited]).then(async (how) => {
      this.kill(); // processes that cells have started
      this.holdOutput(false);
      await Promise.race([closed, delay(CLOSE_MS, undefined, { ref: false })]);
      process.off('exit', killGroup);
      this.hasEnded = true;
      onEnd(how);
    });
  }

  /** Sends a request; one to a process that has ended is lost. */
  send(request: ExecutorRequest): void {
    if (this.#child.connected) this.#child.send(request, () => {});
  }

  /** Stops reading what the process puts out, so that it waits in its next output; or goes on. */
  holdOutput(isHeld: boolean): void {
    for (const source of [this.#events, this.#child.stdout, this.#child.stderr]) isHeld ? source?.pause() : source?.resume();
  }

  /** A number for what is executed next. */
  nextTurn(): Turn {
    return ++this.#turns;
  }

  /** Interrupts the synchronous code of a turn; where it has ended already, nothing. */
  interruptTurn(turn: Turn): void {
    this.#interrupts?.write(`${turn}\n`);
  }

  /** Interrupts the processes that cells have started, as Ctrl-C in a terminal does. */
  interruptStarted(): void {
    const { pid } = this.#child;
    if (pid !== undefined) signalOthersInGroup(pid, 'SIGINT');
  }

  /** Ends the process and all that it started, at once. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      this.#child.kill('SIGKILL'); // no process groups here, or nothing left
    }
  }

  /** Asks the process to end, and ends it where it does not. */
  async shutdown(): Promise<void> {
    this.send({ type: 'shutdown' });
    const timer = setTimeout(() => this.kill(), SHUTDOWN_MS);
    await this.ended;
    clearTimeout(timer);
  }

  /** Waits until what native code has written by now is told. */
  async drained(): Promise<void> {
    let before: number;
    do {
      before = this.#nativeBytes;
      await nextTurn();
      await nextTurn();
    } while (this.#nativeBytes !== before);
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
}
