import type { LiveModel } from './live-model.js';

/** One run of a notebook's cell, and the models of the figures it has shown. */
interface CellRun {
  readonly run: string;
  readonly models: Set<WeakRef<LiveModel>>;
}

const runs = new Map<string, CellRun>();
/** The cells in which a model's figure stands. */
const places = new WeakMap<LiveModel, Set<string>>();

/**
 * Notes that a cell shows a figure. When the cell has run before, its output of then is gone: figures that stood nowhere else
 * close their line.
 */
export function noteShown(model: LiveModel, { id, run }: { readonly id: string; readonly run: string }): void {
  const before = runs.get(id);
  places.set(model, (places.get(model) ?? new Set()).add(id));
  if (before?.run === run) {
    before.models.add(new WeakRef(model));
    return;
  }
  runs.set(id, { run, models: new Set([new WeakRef(model)]) });
  for (const reference of before?.models ?? []) {
    const former = reference.deref();
    const left = former && places.get(former);
    if (!former || !left || former === model) continue;
    left.delete(id);
    if (left.size === 0) former.close();
  }
}

/** Whether a model's figure stands in one cell at most: when its output is cleared, nobody shows it any more. */
export function standsOnce(model: LiveModel): boolean {
  return (places.get(model)?.size ?? 0) < 2;
}
