import type { BatchLog, EpochLog, TrainingCallback, TrainingEnd, TrainingPlan } from './callbacks.js';
import { type Run, stateNames } from './run.js';
import type { TrainingState } from './training-state.js';

/** The callbacks of a run, told one after the other. Those that heard the beginning hear the end, whatever happens. */
export class Listeners {
  private readonly callbacks: readonly TrainingCallback[];
  private readonly run: Run;
  private readonly begun: TrainingCallback[] = [];

  constructor(callbacks: readonly TrainingCallback[], run: Run) {
    this.callbacks = callbacks;
    this.run = run;
  }

  /** Whether one of them says stop. */
  async begin(plan: TrainingPlan, saved: TrainingState | undefined): Promise<boolean> {
    const names = stateNames(this.callbacks);
    let isStopped = false;
    for (const callback of this.callbacks) {
      this.begun.push(callback);
      const state = saved?.callbacks[names.get(callback) ?? ''];
      if ((await callback.onTrainBegin?.(plan, this.run, state)) === 'stop') isStopped = true;
    }
    return isStopped;
  }

  async endBatch(log: BatchLog): Promise<void> {
    for (const callback of this.callbacks) await callback.onBatchEnd?.(log);
    await this.settle('batch');
  }

  /** Whether one of them says stop. */
  async endEpoch(log: EpochLog): Promise<boolean> {
    let isStopped = false;
    for (const callback of this.callbacks) if ((await callback.onEpochEnd?.(log)) === 'stop') isStopped = true;
    await this.settle('epoch');
    return isStopped;
  }

  /** What one throws is thrown after all have heard, unless training failed already: then that error is the news. */
  async end(end: TrainingEnd): Promise<void> {
    const errors: unknown[] = [];
    for (const callback of this.begun) {
      try {
        await callback.onTrainEnd?.(end);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0 && end.reason !== 'failed') throw errors[0];
  }

  private async settle(after: 'batch' | 'epoch'): Promise<void> {
    this.run.isSettled = true;
    for (const callback of this.callbacks) await callback.onSettled?.(after);
  }
}
