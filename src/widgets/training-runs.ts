import { InvalidInputError } from '../lib/errors.js';
import { requireNumber, requireOneOf } from '../lib/shape.js';
import type { EpochLog } from '../lib/training/callbacks.js';
import type { PlottedRun, TrainingView } from './chart-states.js';
import { Figure } from './figure.js';
import { integer, list, number, oneOf, type Trait, text } from './traits.js';

/** What a training run recorded: `History`, its plain data, or its epochs alone. */
export type HistoryLike = { readonly epochs: readonly Omit<EpochLog, 'seconds'>[] } | readonly Omit<EpochLog, 'seconds'>[];

const LAYOUTS = ['stacked', 'single', 'twin', 'right'] as const;
const SCALES = ['linear', 'log'] as const;
const BY = ['epoch', 'batch'] as const;

/** Beyond, a line would hardly move: of a thousand values the first would still count most. */
const MOST_SMOOTHING = 0.999;

/** What the state of every plot of training may be. */
export const VIEW_TRAITS: { readonly [Name in keyof TrainingView]: Trait<TrainingView[Name]> } = {
  layout: oneOf(...LAYOUTS),
  metrics: list(text()),
  smoothing: number({ least: 0, greatest: MOST_SMOOTHING }),
  scale: oneOf(...SCALES),
  by: oneOf(...BY),
  epoch: integer({ least: -1 }),
};

/** @throws {InvalidInputError} when a plot of training cannot be looked at like this. */
export function requireView({ layout, smoothing, scale, by }: Omit<TrainingView, 'metrics' | 'epoch'>): void {
  requireOneOf('layout', layout, LAYOUTS);
  requireNumber('smoothing', smoothing, 0, MOST_SMOOTHING);
  requireOneOf('scale', scale, SCALES);
  requireOneOf('by', by, BY);
}

/**
 * Training runs by name, of one run, a list of runs, or runs by name; figures that follow a run are runs as well.
 *
 * @throws {InvalidInputError} when there is none.
 */
export function namedRuns(runs: unknown, who: string): [string, unknown][] {
  const named =
    runs instanceof Figure || typeof runs !== 'object' || runs === null
      ? [['history', runs] as [string, unknown]]
      : entriesOf(runs);
  if (named.length === 0) throw new InvalidInputError(`${who} needs at least one run`, { received: runs });
  return named;
}

function entriesOf(runs: object): [string, unknown][] {
  if (Array.isArray(runs)) {
    const isOneRun = runs.length > 0 && runs.every(isEpoch);
    return isOneRun ? [['history', runs]] : runs.map((run, i) => [`run ${i + 1}`, run]);
  }
  return Array.isArray((runs as { epochs?: unknown }).epochs) ? [['history', runs]] : Object.entries(runs);
}

/** @throws {InvalidInputError} when this is no record of a training run. */
export function plottedRun(name: string, run: unknown): PlottedRun {
  const epochs = Array.isArray(run) ? run : (run as { epochs?: unknown } | null)?.epochs;
  if (!Array.isArray(epochs) || !epochs.every(isEpoch)) {
    throw new InvalidInputError(`${name} is no record of a training run`, {
      received: run,
      accepted: 'what fit gives, or a list of { epoch, metrics }',
    });
  }
  return { name, epochs: epochs.map(({ epoch, metrics }) => ({ epoch, metrics: { ...metrics } })) };
}

function isEpoch(log: unknown): log is EpochLog {
  const { epoch, metrics } = (log ?? {}) as Partial<EpochLog>;
  return Number.isInteger(epoch) && typeof metrics === 'object' && metrics !== null;
}
