import { Worker } from 'node:worker_threads';
import type { PlannedWindow, WindowBatch, WindowSource } from './window-batch.js';

/** A thread that makes batches. Whatever happens to it, a request is answered: with undefined where it cannot be served. */
export class BatchWorker {
  private readonly worker: Worker | undefined;
  private readonly waiting: ((batch: WindowBatch | undefined) => void)[] = [];
  private hasFailed = false;
  private isStopped = false;

  /** Starts the thread; the memory of the videos is shared with it, not copied, where it is shared memory. */
  constructor(source: WindowSource) {
    try {
      // The compiled worker, whether this file runs compiled or from source.
      this.worker = new Worker(new URL('../../../dist/lib/data/prefetch-worker.js', import.meta.url), { workerData: source });
      this.worker.on('message', (batch: WindowBatch) => this.waiting.shift()?.(batch));
      this.worker.on('error', (error) => this.fail(error));
      this.worker.on('exit', () => this.fail(new Error('it ended')));
      this.worker.unref(); // the thread alone keeps no process alive; whoever waits for it does, see `awaited`
    } catch (error) {
      this.fail(error);
    }
  }

  /** Asks for a batch. Answers come in the order of the requests. */
  make(windows: readonly PlannedWindow[]): Promise<WindowBatch | undefined> {
    return new Promise((resolve) => {
      if (this.hasFailed) return resolve(undefined);
      this.waiting.push(resolve);
      this.worker?.postMessage(windows);
    });
  }

  /** The same answer, keeping the process alive until it comes. */
  async awaited<T>(answer: Promise<T>): Promise<T> {
    this.worker?.ref();
    try {
      return await answer;
    } finally {
      this.worker?.unref();
    }
  }

  /** Ends the thread; what is still asked for is answered with undefined. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.worker?.terminate();
  }

  private fail(error: unknown): void {
    this.hasFailed = true;
    for (const answer of this.waiting.splice(0)) answer(undefined);
    if (!this.isStopped) warnOnce(error);
  }
}

let hasWarned = false;

function warnOnce(error: unknown): void {
  if (hasWarned) return;
  hasWarned = true;
  const reason = error instanceof Error ? error.message : String(error);
  process.emitWarning(`Batches are prepared between the steps, since no thread can do it: ${reason}`, 'FramescopeWarning');
}
