import { showValuesOf, tableBundle } from '../display.js';
import type { EpochLog, TrainingEnd, TrainingPlan } from './callbacks.js';

/** What a training run recorded; shows itself as a table, an epoch a row. */
export class History {
  readonly plan: TrainingPlan;
  readonly epochs: readonly EpochLog[];
  /** How it ended. */
  readonly reason: TrainingEnd['reason'];

  constructor(plan: TrainingPlan, { epochs, reason }: TrainingEnd) {
    this.plan = plan;
    this.epochs = epochs;
    this.reason = reason;
  }

  /** Wall time of all epochs, in seconds. */
  get seconds(): number {
    return this.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  }

  /** One metric, a value an epoch: `history.metric('loss')`. */
  metric(name: string): number[] {
    return this.epochs.map((epoch) => epoch.metrics[name] ?? Number.NaN);
  }

  /** The run as plain data. */
  toJSON(): { plan: TrainingPlan; epochs: readonly EpochLog[]; reason: TrainingEnd['reason']; seconds: number } {
    return { plan: this.plan, epochs: this.epochs, reason: this.reason, seconds: this.seconds };
  }

  /** One line for a reader. */
  toString(): string {
    return `${this.epochs.length} of ${this.plan.epochs} epochs in ${this.seconds.toFixed(1)} s, ${this.reason}`;
  }
}

showValuesOf(History, {
  text: (history) => String(table(history)['text/plain']),
  bundle: table,
});

function table(history: History): Record<string, unknown> {
  return tableBundle(
    String(history),
    history.epochs.map(({ epoch, metrics, seconds }) => ({
      epoch: epoch + 1,
      ...Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value.toFixed(4))])),
      seconds: Number(seconds.toFixed(1)),
    })),
  );
}
