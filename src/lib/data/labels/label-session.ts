import { applyEdit, type LabelEdit } from './label-edits.js';
import type { VideoLabels } from './video-labels.js';

/** One thing a person does while labelling. Undoing is an action too, so that a list of actions tells the whole story. */
export type LabelAction = LabelEdit | { readonly type: 'undo' } | { readonly type: 'redo' };

/** Labels being edited, with what they were and what they might be again. Treat as immutable. */
export interface LabelSession {
  readonly labels: VideoLabels;
  /** What undoing goes back to, the latest last. */
  readonly past: readonly VideoLabels[];
  /** What redoing goes on to, the next last. */
  readonly future: readonly VideoLabels[];
}

/** Steps that can be undone. The lists share what did not change, so a thousand steps take a few megabytes. */
const MOST_STEPS = 1000;

/** A session that begins with these labels. */
export function openSession(labels: VideoLabels): LabelSession {
  return { labels, past: [], future: [] };
}

/**
 * The session after an action. Undoing with nothing to undo, and redoing with nothing to redo, leave it as it is.
 *
 * The same labels and the same actions give the same session: a journal of actions is replayed through it.
 *
 * @throws {InvalidInputError} when an edit cannot be made.
 */
export function act(session: LabelSession, action: LabelAction): LabelSession {
  const { labels, past, future } = session;
  if (action.type === 'undo') {
    if (past.length === 0) return session;
    return { labels: past[past.length - 1], past: past.slice(0, -1), future: [...future, labels] };
  }
  if (action.type === 'redo') {
    if (future.length === 0) return session;
    return { labels: future[future.length - 1], past: [...past, labels], future: future.slice(0, -1) };
  }
  return { labels: applyEdit(labels, action), past: [...past, labels].slice(-MOST_STEPS), future: [] };
}

/** The session after all these actions. */
export function replay(labels: VideoLabels, actions: readonly LabelAction[]): LabelSession {
  return actions.reduce(act, openSession(labels));
}
