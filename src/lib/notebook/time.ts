import { showValuesOf, tableBundle } from '../display.js';
import { InvalidInputError } from '../errors.js';
import { effectiveSignal, throwIfAborted, yieldToEventLoop } from '../progress.js';

/** How work is timed. */
export interface TimeOptions {
  /** Runs of the work, one after the other. Default 1. The first of several is often the slowest: nothing is compiled yet. */
  readonly repeat?: number;
  /** Stops between two runs with an `AbortedError`. Default: the signal of the notebook cell, where there is one. */
  readonly signal?: AbortSignal;
}

/** How long work took; shows itself as one line. */
export class Timing<T> {
  /** What the runs gave, in order. */
  readonly values: readonly T[];
  /** Wall time of each run, in milliseconds. */
  readonly milliseconds: readonly number[];

  constructor(values: readonly T[], milliseconds: readonly number[]) {
    this.values = values;
    this.milliseconds = milliseconds;
  }

  /** What the last run gave. */
  get value(): T {
    return this.values[this.values.length - 1];
  }

  /** The shortest run, in milliseconds. */
  get min(): number {
    return Math.min(...this.milliseconds);
  }

  /** The middle run by length, in milliseconds; the mean of the two in the middle of an even number. */
  get median(): number {
    const sorted = [...this.milliseconds].sort((a, b) => a - b);
    return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  }

  /** The longest run, in milliseconds. */
  get max(): number {
    return Math.max(...this.milliseconds);
  }

  /** The times as plain data, in milliseconds; without the values. */
  toJSON(): { runs: number; min: number; median: number; max: number; milliseconds: readonly number[] } {
    const { min, median, max, milliseconds } = this;
    return { runs: milliseconds.length, min, median, max, milliseconds };
  }

  /** One line for a reader. */
  toString(): string {
    if (this.milliseconds.length === 1) return duration(this.median);
    const { min, median, max, milliseconds } = this;
    return `median ${duration(median)}, min ${duration(min)}, max ${duration(max)} of ${milliseconds.length} runs`;
  }
}

showValuesOf<Timing<unknown>>(Timing, {
  text: String,
  bundle: (timing) =>
    tableBundle(
      String(timing),
      timing.milliseconds.map((milliseconds, i) => ({ run: i + 1, milliseconds: Number(milliseconds.toFixed(3)) })),
    ),
});

/**
 * Runs `work` and tells how long it took: `await time(() => model.predict(windows), { repeat: 10 })`.
 *
 * What it throws is thrown on. Asynchronous work is awaited before the clock is read.
 *
 * @throws {InvalidInputError} when `work` is no function, or `repeat` no integer of at least 1.
 * @throws {AbortedError} when the signal is aborted between two runs.
 */
export async function time<T>(work: () => T | Promise<T>, { repeat = 1, signal }: TimeOptions = {}): Promise<Timing<T>> {
  if (typeof work !== 'function') {
    const hint = 'Put `() =>` before what shall be timed';
    throw new InvalidInputError('time takes a function', { received: typeof work, hint });
  }
  if (!Number.isInteger(repeat) || repeat < 1) {
    throw new InvalidInputError('repeat must be an integer of at least 1', { received: repeat });
  }
  const values: T[] = [];
  const milliseconds: number[] = [];
  const aborting = effectiveSignal(signal);
  while (values.length < repeat) {
    throwIfAborted(aborting, 'timing');
    const start = performance.now();
    const value = await work();
    milliseconds.push(performance.now() - start);
    values.push(value);
    await yieldToEventLoop();
  }
  return new Timing(values, milliseconds);
}

/** '850 µs', '12.3 ms', '4.56 s': three digits that count. */
function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(3)} s`;
  if (milliseconds >= 1) return `${Number(milliseconds.toPrecision(3))} ms`;
  return `${Number((milliseconds * 1000).toPrecision(3))} µs`;
}
