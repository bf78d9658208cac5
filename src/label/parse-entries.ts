import type { LabelAction } from '../lib/data/labels/label-session.js';
import { InvalidInputError } from '../lib/errors.js';
import type { JournalEntry } from './journal.js';

/** Most actions in one message: a browser sends what has gathered while the server was away. */
const MOST = 10_000;

/** Every type of action there is. */
const TYPES: readonly string[] = Object.keys({
  add: true,
  remove: true,
  move: true,
  confirm: true,
  classify: true,
  addRange: true,
  removeRange: true,
  setRegion: true,
  replace: true,
  undo: true,
  redo: true,
} satisfies Record<LabelAction['type'], true>);

/** What a tab sends with its actions. */
export interface SentEntries {
  readonly tab: string;
  /** Actions that the tab knows to lie before these. */
  readonly after: number;
  readonly entries: readonly JournalEntry[];
}

/**
 * Actions out of a message, checked for their form; whether they can be done shows when they are applied.
 *
 * @throws {InvalidInputError} when the message is another.
 */
export function parseEntries(message: unknown): SentEntries {
  const { tab, after, entries } = (message ?? {}) as Record<string, unknown>;
  if (!isId(tab) || typeof after !== 'number' || !Array.isArray(entries) || entries.length > MOST) {
    throw new InvalidInputError('these are no actions', { accepted: '{ tab, after, entries: [{ id, action }] }' });
  }
  return { tab, after, entries: entries.map(parseEntry) };
}

/** Whether a value is a name that a browser gives to a tab or an action. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}

function parseEntry(entry: unknown): JournalEntry {
  const { id, action } = (entry ?? {}) as Record<string, unknown>;
  const { type } = (action ?? {}) as Record<string, unknown>;
  if (!isId(id) || !TYPES.includes(String(type))) {
    throw new InvalidInputError('this is no action', { received: type, accepted: TYPES.join(', ') });
  }
  requireParts(action as Record<string, unknown>);
  return { id, action: action as JournalEntry['action'] };
}

/** Objects where an edit takes its parts from; what is in them is checked when it is applied. */
function requireParts(action: Record<string, unknown>): void {
  const { type, event, range, region, labels } = action;
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
  const isFit =
    (type !== 'add' || isObject(event)) &&
    (type !== 'addRange' || isObject(range)) &&
    (region === undefined || isObject(region)) &&
    (type !== 'replace' ||
      (isObject(labels) && ['events', 'ranges'].every((key) => Array.isArray(Reflect.get(labels as object, key)))));
  if (!isFit) throw new InvalidInputError('a part of this action is missing', { received: type });
}
