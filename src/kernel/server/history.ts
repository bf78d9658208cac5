import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A cell that was executed. */
export interface HistoryEntry {
  /** Counts the kernels that have written to this history. */
  readonly session: number;
  /** The cell's execution count. */
  readonly line: number;
  readonly input: string;
  /** The `text/plain` of its result. */
  readonly output?: string;
}

/** So many cells are kept from one kernel to the next. */
const KEPT = 10_000;

/** The cells executed in this kernel and, with a file, in those before it: JSON, a cell a line. */
export class History {
  readonly #file: string | undefined;
  #loaded: { readonly entries: HistoryEntry[]; readonly session: number } | undefined;

  constructor(file?: string) {
    this.#file = file;
  }

  add(cell: Omit<HistoryEntry, 'session'>): void {
    const { entries, session } = this.#load();
    const entry: HistoryEntry = { session, ...cell };
    entries.push(entry);
    if (this.#file === undefined) return;
    try {
      appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    } catch {} // a history that cannot be kept is no reason to fail a cell
  }

  /** The last `n` cells. */
  tail(n: number): HistoryEntry[] {
    return n <= 0 ? [] : this.#load().entries.slice(-n);
  }

  /** The cells from `start` up to `stop`, not included, of a session; 0 is this one, -1 the one before. */
  range(session: number, start = 1, stop: number = Number.POSITIVE_INFINITY): HistoryEntry[] {
    const loaded = this.#load();
    const wanted = session <= 0 ? loaded.session + session : session;
    return loaded.entries.filter((entry) => entry.session === wanted && entry.line >= start && entry.line < stop);
  }

  /** The last `n` cells that match a pattern with `*` and `?`; with `unique`, of equal ones the last. */
  search(pattern: string, { n, unique = false }: { n?: number; unique?: boolean } = {}): HistoryEntry[] {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
    const expression = new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`, 'u');
    let found = this.#load().entries.filter(({ input }) => expression.test(input));
    if (unique) {
      const last = new Map(found.map((entry, place) => [entry.input, place]));
      found = found.filter(({ input }, place) => last.get(input) === place);
    }
    return n === undefined ? found : found.slice(found.length - Math.min(n, found.length));
  }

  #load(): { readonly entries: HistoryEntry[]; readonly session: number } {
    if (this.#loaded) return this.#loaded;
    const entries = this.#file === undefined ? [] : readEntries(this.#file);
    const session = entries.reduce((latest, entry) => Math.max(latest, entry.session), 0) + 1;
    this.#loaded = { entries, session };
    return this.#loaded;
  }
}

/** The kept cells; what cannot be read is left out, and a file grown long is shortened. */
function readEntries(file: string): HistoryEntry[] {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const lines = readFileSync(file, 'utf8').split('\n');
    const entries = lines.flatMap(parseEntry).slice(-KEPT);
    if (lines.length > 2 * KEPT) {
      const temporary = `${file}.${process.pid}.tmp`;
      writeFileSync(temporary, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      renameSync(temporary, file);
    }
    return entries;
  } catch {
    return []; // there is none yet
  }
}

function parseEntry(line: string): HistoryEntry[] {
  try {
    const entry = JSON.parse(line) as HistoryEntry;
    return Number.isInteger(entry.session) && Number.isInteger(entry.line) && typeof entry.input === 'string' ? [entry] : [];
  } catch {
    return [];
  }
}
